"""The commands for the specs."""

from pathlib import Path
from typing import Annotated

import typer

from nft_holdings._apis import APIS

from ._help import OPTIONS, choice, one_of, option

NAMES = [api.name for api in APIS]
EXPORT_EXAMPLES = ("nft-holdings specs export openapi", "nft-holdings specs export openapi --api hedera")


def export_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write into. It is made if it is not there.")],
    api: Annotated[
        list[str] | None,
        option(OPTIONS, f"One API only: {one_of(NAMES)}. May be given several times.", "--api", metavar="API", **choice(NAMES)),
    ] = None,
) -> None:
    """Write the OpenAPI specs that this package was made from.

    The files are DIR/API/VERSION/openapi.yaml, openapi.json and SHA256SUMS.

    The same stands under DIR/API/latest. A version that is there already stays as it is.
    """
    from nft_holdings._specs.export import export_specs

    written = export_specs(folder, dict.fromkeys(api or NAMES))
    for path in written:
        print(path)
    if not written:
        print(f"{folder} has them already")

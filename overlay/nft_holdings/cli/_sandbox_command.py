"""The commands that run a sandbox: for other programs, or for a demo."""

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import attrs

from nft_holdings._apis import APIS, Api, ListingInfo

from ._help import number, option

if TYPE_CHECKING:
    from nft_holdings._listing import Listing

SANDBOX_EXAMPLES = ("nft-holdings sandbox --port 8000", "nft-holdings sandbox --nfts 200 --quirks")
DEMO_EXAMPLES = ("nft-holdings demo", "nft-holdings demo > demo.txt")
ROWS = 5
"""The rows of a listing that the demo shows."""


def sandbox_command(
    port: Annotated[
        int, option("Server", "The port on 127.0.0.1; 0 takes a free one.", metavar="N", default=True, parser=number(least=0, most=65535))
    ] = 8000,
    allow_origin: Annotated[
        str | None, option("Server", "Let web pages of this origin ask, such as http://127.0.0.1:8080.", metavar="ORIGIN")
    ] = None,
    allow_host: Annotated[
        list[str] | None, option("Server", "Answer under this host name too. May be given several times.", metavar="NAME")
    ] = None,
    seed: Annotated[int, option("Rows", "The seed of the made-up rows.", metavar="N", default=True, parser=number())] = 0,
    accounts: Annotated[
        int, option("Rows", "The number of made-up accounts besides the named ones.", metavar="N", default=True, parser=number(least=0))
    ] = 20,
    nfts: Annotated[
        int, option("Rows", "The number of NFTs of the largest account.", metavar="N", default=True, parser=number(least=1))
    ] = 5000,
    load: Annotated[Path | None, option("Rows", "A JSON file of rows in place of the made-up ones.", metavar="FILE")] = None,
    database: Annotated[Path | None, option("Rows", "Keep the rows in this file.", metavar="FILE", default="in memory")] = None,
    quirks: Annotated[bool, option("Behaviour", "Have the defects of the real servers, such as links in a circle.", "--quirks")] = False,
    faults: Annotated[Path | None, option("Behaviour", "A JSON file of faults: the mistakes to make, and when.", metavar="FILE")] = None,
    setting: Annotated[
        list[str] | None,
        option("Behaviour", "Another setting, such as hedera_maximum_limit=50. May be given several times.", metavar="NAME=VALUE"),
    ] = None,
) -> None:
    """Run a server on this machine that answers like the real ones.

    It prints its URL, and runs until Ctrl-C. GET / of that URL lists accounts and keys to try.
    """
    from nft_holdings.sandbox import Settings, serve

    given: dict[str, Any] = {
        "seed": seed,
        "accounts": accounts,
        "nfts": nfts,
        "database": database,
        "allow_origin": allow_origin,
        "allow_host": allow_host or (),
    }
    names = [field.name for field in attrs.fields(Settings)]
    given.update((name, quirks) for name in names if name.endswith("_quirks"))
    known = [name for name in names if name not in given]
    others = dict(_read(text, known) for text in setting or ())
    try:
        settings = Settings(**given, **others)
    except ValueError as error:
        name, _, rest = str(error).partition(" ")
        raise ValueError(f"--{name.replace('_', '-')} {rest}" if name in given else str(error)) from None
    serve(settings, port=port, load=load, faults=faults)


def _read(text: str, known: list[str]) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals or name not in known:
        raise ValueError(f"--setting takes name=value, where the name is one of {', '.join(known)}, not {text!r}")
    try:
        return name, json.loads(value)
    except ValueError:
        raise ValueError(f"--setting {name} takes a whole number, true or false, not {value!r}") from None


def demo_command() -> None:
    """List holdings of every API from a sandbox.

    It shows a filter, a listing of many pages and errors, and ends with commands to paste.
    """
    from rich.console import Console

    from nft_holdings.sandbox import Sandbox

    console = Console(highlight=False, soft_wrap=True)
    with Sandbox() as sandbox:
        console.print(f"A sandbox answers at {sandbox.url}, the way the real servers do. All below crosses that socket.")
        for api in APIS:
            make: Any = api.client
            with make(base_url=sandbox.url, **sandbox.credentials(api.name)) as client:
                for step in import_module(f"nft_holdings.sandbox.{api.name}.demo").demo(client):
                    if step.title:
                        console.print(f"\n[bold]{step.title}[/bold]{f'  [dim]{step.code}[/dim]' if step.code else ''}")
                    if step.text:
                        console.print(step.text, markup=False)
                    if step.listing is not None:
                        _table(step.listing, api, api.listing(step.name))
    examples = [example for api in APIS for listing in api.listings for example in listing.examples]
    console.print("\nThe sandbox has stopped. [bold]Commands to paste[/bold], each starts its own sandbox:\n")
    console.print(*(f"  {example}" for example in examples if "--sandbox" in example), sep="\n", markup=False)
    console.print("\n[bold]and of public servers[/bold], without a key:\n")
    console.print(*(f"  {example}" for example in examples if "--sandbox" not in example), sep="\n", markup=False)
    console.print("\nnft-holdings --help has all commands.")


def _table(listing: "Listing[Any]", api: Api, command: ListingInfo) -> None:
    """Print the first rows, and the number of all."""
    from ._columns import RowFields
    from ._output import Layout, TableOutput

    rows = listing.all()
    output = TableOutput(sys.stdout, RowFields.of(api, command), Layout(), total=len(rows))
    for row in rows[:ROWS]:
        output.add(row.to_dict())
    output.finish()

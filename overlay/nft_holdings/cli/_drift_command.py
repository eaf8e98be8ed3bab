"""The command that reports what an API does that its spec does not say."""

import json
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nft_holdings._apis import APIS

from ._endings import print_message
from ._help import OPTIONS, choice, one_of, option
from ._safe_text import for_terminal, in_json

if TYPE_CHECKING:
    from nft_holdings.traffic import TrafficComparison

NAMES = [api.name for api in APIS]
DRIFT_EXAMPLES = ("nft-holdings drift traffic.har", "nft-holdings drift traffic.har --api hedera --format patch > hedera.json")
NONE, SOME = 0, 1


class Form(StrEnum):
    """The format of a report."""

    TEXT = "text"
    PATCH = "patch"


def drift_command(
    traffic: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Recorded traffic: HAR archives, or logs of drift.")],
    api: Annotated[str | None, option(OPTIONS, f"One API only: {one_of(NAMES)}.", "--api", metavar="API", **choice(NAMES))] = None,
    form: Annotated[
        Form,
        option(
            OPTIONS,
            "Print text, or patch: a JSON Patch for each API.",
            "--format",
            "-f",
            metavar="FORMAT",
            default=True,
            **choice(list(Form)),
        ),
    ] = Form.TEXT,
) -> int:
    """Report what an API does that its spec does not say.

    The traffic of browsers and proxies (HAR), or a log that a program writes, is compared with the specs. Docs: docs/contract.md.

    Exit codes: 0 nothing, 1 something, 2 the traffic cannot be read, or nothing in it could be compared.
    """
    from nft_holdings.traffic import as_patch, drift_of, read_traffic, without_keys

    found = drift_of(chain.from_iterable(map(read_traffic, traffic)), api)
    if form == Form.TEXT:
        for proposal in found.proposals:
            print(for_terminal(without_keys(str(proposal))))
        print(_summary(found))
    else:
        print(in_json(without_keys(json.dumps(as_patch(found.proposals), indent=2, ensure_ascii=False))))
        print_message(_summary(found))
    if found.is_empty:
        raise ValueError(f"nothing could be compared: {found.left_out or 'the traffic is empty'}")
    return SOME if found.proposals else NONE


def _summary(found: "TrafficComparison") -> str:
    """Return what was compared and what was not, in one line."""
    counts = [f"{found.compared} of {found.bodies} bodies compared"] if found.bodies or not found.placed else []
    counts += [f"{found.placed} drift{'s' if found.placed != 1 else ''} placed"] if found.placed else []
    left_out = f" (not compared: {found.left_out})" if found.left_out else ""
    number = len(found.proposals)
    return f"{', '.join(counts)}{left_out}; {number} thing{'s' if number != 1 else ''} that the specs do not say"

"""The command that reports what an API does that its spec does not say."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from .._apis import APIS
from .._secrets import hidden
from ._safe_text import for_terminal, in_json

NAMES = [api.name for api in APIS]
NONE, SOME = 0, 1


class Form(StrEnum):
    """How drift is reported."""

    TEXT = "text"
    PATCH = "patch"


def drift_command(
    traffic: Annotated[list[Path], typer.Argument(help="Archives of requests (HAR), or logs of on_drift.")],
    api: Annotated[str | None, typer.Option(help="One API only.", show_default=False)] = None,
    form: Annotated[Form, typer.Option("--format", help="A list for people, or a JSON Patch for each API.")] = Form.TEXT,
) -> int:
    """Report what an API does that its spec does not say, and propose a patch of the spec.

    Exit codes: 0 nothing, 1 something, 2 the traffic cannot be read, or is of none of the APIs.
    """
    from ..traffic import as_patch, drift_of, read_traffic

    if api is not None and api not in NAMES:
        raise ValueError(f"--api takes {', '.join(NAMES)}, not {api!r}")
    found = [message for path in traffic for message in read_traffic(path)]
    proposals, read = drift_of(found, api)
    if not read:
        raise ValueError(f"none of the {len(found)} requests is for an operation of the specs")
    if form == Form.TEXT:
        for proposal in proposals:
            print(for_terminal(hidden(str(proposal))))
        print(f"{read} of {len(found)} requests read, {len(proposals)} things that the specs do not say")
    else:
        print(in_json(hidden(json.dumps(as_patch(proposals), indent=2, ensure_ascii=False))))
    return SOME if proposals else NONE

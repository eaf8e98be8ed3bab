"""What the commands say of a snapshot's state."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from nft_holdings.cli._endings import print_message
from nft_holdings.cli._exit_codes import ExitCode

if TYPE_CHECKING:
    from nft_holdings.data import Snapshot, SnapshotStatus

MOST_SHOWN = 10
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the snapshot.", show_default=False)]


@contextmanager
def open_snapshot(folder: Path) -> "Iterator[Snapshot]":
    from nft_holdings.data import Snapshot

    with Snapshot(folder) as snapshot:
        yield snapshot


def command_line(name: str, folder: Path) -> str:
    """Return the command line of a command for a folder."""
    return f"nft-holdings snapshot {name} {quote(str(folder))}"


def reported(folder: Path, status: "SnapshotStatus") -> int:
    """Say what is missing, and return the exit code."""
    for unit, text in [*status.errors.items()][:MOST_SHOWN]:
        print_message(f"{unit}: {text}")
    for unit, text in status.unproved.items():
        print_message(f"{unit} is not proved: {text}")
    total = sum(status.units.values())
    missing = sum(count for state, count in status.units.items() if state != "done")
    if missing:
        print_message(f"{missing} of {total} listings are missing: go on with {command_line('resume', folder)}")
    return ExitCode.OK if status.is_complete else ExitCode.INCOMPLETE

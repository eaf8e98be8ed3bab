"""The places of snapshots, and messages about their state."""

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
Place = Annotated[
    Path,
    typer.Argument(metavar="DIR[@TIME]", help="The folder of the snapshot; of several, the newest at or before TIME.", show_default=False),
]


def open_snapshot(place: Path, *, newest: bool = False) -> "Snapshot":
    """Open the snapshot of a place, DIR or DIR@TIME. A folder whose own name has an @ comes first.

    Args:
        place: The place.
        newest: True for the newest snapshot of DIR, also if it has not ended.
    """
    from nft_holdings.data import Snapshot

    folder, _, time = str(place).rpartition("@")
    if folder and not place.exists() and Path(folder).is_dir():
        return Snapshot(folder, at=time)
    if not newest:
        return Snapshot(place)
    with Snapshot(place) as snapshot:
        times = snapshot.times
    return Snapshot(place, at=times[-1])


def command_line(name: str, folder: Path) -> str:
    """Return the command line of a command for a folder."""
    return f"nft-holdings snapshot {name} {quote(str(folder))}"


def reported(folder: Path, status: "SnapshotStatus") -> int:
    """Say what is missing, and return the exit code."""
    for unit, text in [*status.errors.items()][:MOST_SHOWN]:
        print_message(f"{unit}: {text}")
    report_gaps(status, f"go on with {command_line('resume', folder)}")
    return ExitCode.OK if status.is_complete else ExitCode.INCOMPLETE


def report_gaps(status: "SnapshotStatus", advice: str) -> None:
    """Say which tokens are not proved, how many listings are missing, and what to do about these."""
    for unit, text in status.unproved.items():
        print_message(f"{unit} is not proved: {text}")
    missing = sum(count for state, count in status.units.items() if state != "done")
    if missing:
        print_message(f"{missing} of {sum(status.units.values())} listings are missing: {advice}")

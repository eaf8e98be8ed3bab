"""The command that makes one more snapshot every interval, and prints what has changed."""

import re
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from nft_holdings.cli._connect import RateOption, StoreOption
from nft_holdings.cli._endings import print_message, print_note
from nft_holdings.cli._exit_codes import ExitCode
from nft_holdings.cli._help import OPTIONS, choice, number, one_of, option
from nft_holdings.cli._output import Format
from nft_holdings.cli._parameters import OUTPUT
from nft_holdings.cli._progress import logged
from nft_holdings.cli._signals import Stopping

from ._diff_command import print_not_compared, with_values
from ._endings import ends_in_own_words
from ._making import Verbose, same_servers, shown, stoppable
from ._rows import write_rows
from ._state import Folder, command_line, open_snapshot, report_gaps

if TYPE_CHECKING:
    from nft_holdings.data import Differences, SnapshotStatus

FORMATS = (Format.TABLE, Format.NDJSON)
SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
DURATION = re.compile(r"([1-9]\d{0,4})([smhd])")
LEFT_OUT = ("api", "table", "time")
"""The columns that a table leaves out, so that it fits on a terminal."""
WATCH_EXAMPLES = ("nft-holdings snapshot watch boats --every 10m", "nft-holdings snapshot watch boats --times 1")


class Duration(NamedTuple):
    """A duration.

    Attributes:
        text: Its text, such as 10m.
        seconds: Its seconds.
    """

    text: str
    seconds: int


def duration(text: str) -> Duration:
    """Return the duration that a text names.

    Raises:
        typer.BadParameter: It names none.
    """
    if not (found := DURATION.fullmatch(text)):
        raise typer.BadParameter(f"must be a number with s, m, h or d, such as 10m, not {text!r}")
    return Duration(text, int(found[1]) * SECONDS[found[2]])


@ends_in_own_words
def watch_command(
    folder: Folder,
    every: Annotated[
        Any, option(OPTIONS, "Begin a snapshot this often, such as 30s, 10m, 1h or 1d.", metavar="DURATION", default="10m", parser=duration)
    ] = "10m",
    times: Annotated[int | None, option(OPTIONS, "End after N new snapshots.", metavar="N", parser=number(least=1))] = None,
    form: Annotated[
        Format | None,
        option(
            OUTPUT,
            f"Print {one_of(FORMATS)}.",
            "--format",
            "-f",
            metavar="FORMAT",
            default="table on a terminal, else ndjson",
            **choice(FORMATS),
        ),
    ] = None,
    rate_limit: RateOption = None,
    shared_limit: StoreOption = None,
    verbose: Verbose = False,
) -> int:
    """Make one more snapshot again and again, and print what has changed.

    It reads the same accounts, wallets and tokens from the same servers, with the keys of the environment. Docs: docs/snapshots.md.

    Exit codes: 0 the last snapshot is complete, 7 it is not.
    """
    with (
        logged(verbose),
        same_servers(folder, rate_limit, shared_limit) as servers,
        stoppable(folder, f"{command_line('watch', folder)} --every {every.text}") as stopping,
    ):
        return _watch(_Watched(folder, servers, form, stopping), every, times)


def _watch(watched: "_Watched", every: Duration, times: int | None) -> int:
    watched.finish()
    made = 0
    while True:
        began = time.monotonic()
        status = watched.add()
        made += 1
        if made == times:
            return ExitCode.OK if status.is_complete else ExitCode.INCOMPLETE
        taken = time.monotonic() - began
        if taken > every.seconds:
            print_message(f"the snapshot took {taken:.0f} seconds, longer than --every {every.text}: the next one begins at once")
        else:
            time.sleep(every.seconds - taken)


class _Watched:
    """A folder of snapshots that gets more of them.

    Args:
        folder: The folder.
        servers: The arguments with which the servers are asked again.
        form: The format of changes.
        stopping: The handlers of signals.
    """

    def __init__(self, folder: Path, servers: Mapping[str, Any], form: Format | None, stopping: Stopping) -> None:
        self._folder, self._servers, self._form, self._stopping = folder, servers, form, stopping

    def finish(self) -> None:
        """Finish a snapshot that has not ended, and print the changes that were not printed before."""
        from nft_holdings.data import Snapshot

        with open_snapshot(self._folder, newest=True) as snapshot:
            has_ended = snapshot.status().ended is not None
        if not has_ended:
            self._read(Snapshot.resume)
        self._print()

    def add(self) -> "SnapshotStatus":
        """Make a snapshot, and print the changes."""
        from nft_holdings.data import Snapshot

        status = self._read(Snapshot.again)
        self._print()
        return status

    def _read(self, how: "Callable[..., SnapshotStatus]") -> "SnapshotStatus":
        with shown(self._stopping) as show:
            status = how(self._folder, on_progress=show, **self._servers)
        self._stopping.check()
        return status

    def _print(self) -> None:
        """Print the changes of each snapshot of which they were not printed. After a signal, those of one snapshot are printed to their end."""
        from nft_holdings.data import Snapshot
        from nft_holdings.data._snapshot.telling import told, untold

        for began in untold(self._folder):
            self._stopping.begin_page()
            with Snapshot(self._folder, at=began) as snapshot, snapshot.changes() as changes:
                count = len(changes)
                if count:
                    write_rows(self._rows(changes, began), sys.stdout, self._form)
                print_note(f"{began}: {count:,} change{'' if count == 1 else 's'}")
                print_not_compared(changes)
                report_gaps(snapshot.status(), "the next snapshot tries them again")
            told(self._folder, began)
            self._stopping.end_page()

    def _rows(self, changes: "Differences", began: str) -> Any:
        if self._form is Format.TABLE or (self._form is None and sys.stdout.isatty()):
            return with_values(changes, *LEFT_OUT)
        return changes.sql(f"SELECT '{began}' AS snapshot, * FROM changes")  # noqa: S608 - our own time

"""The command that compares two snapshots."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nft_holdings.cli._endings import print_message
from nft_holdings.cli._exit_codes import ExitCode
from nft_holdings.cli._output import Format
from nft_holdings.cli._output_options import RowFile, RowFormat, file_of

from ._endings import ends_in_own_words
from ._rows import write
from ._state import open_snapshot

if TYPE_CHECKING:
    from nft_holdings.data import Differences

SAME, DIFFERENT = 0, 1
MOST_SHOWN = 10
DIFF_EXAMPLES = ("nft-holdings snapshot diff monday friday", "nft-holdings snapshot diff monday friday --output changes.parquet")


@ends_in_own_words
def diff_command(
    before: Annotated[Path, typer.Argument(metavar="BEFORE", help="The earlier snapshot, DIR or DIR@TIME.", show_default=False)],
    after: Annotated[Path, typer.Argument(metavar="AFTER", help="The later snapshot, DIR or DIR@TIME.", show_default=False)],
    form: RowFormat = None,
    output: RowFile = None,
) -> int:
    """Compare two snapshots: what was acquired, released, minted, burned, moved or changed.

    Exit codes: 0 no difference, 1 differences, 7 no difference, but something could not be compared.
    """
    from nft_holdings.data import diff

    with open_snapshot(before) as earlier, open_snapshot(after) as later, diff(earlier, later) as differences:
        count = len(differences)
        file = file_of(output)
        if count or file or form:
            write(_shown(differences, form, file), form, file)
        print_not_compared(differences)
        has_gaps = bool(differences.not_compared)
    return DIFFERENT if count else ExitCode.INCOMPLETE if has_gaps else SAME


def print_not_compared(differences: "Differences") -> None:
    """Say what was not compared, and why."""
    for each in differences.not_compared[:MOST_SHOWN]:
        print_message(f"not compared: {each}")
    if (left := len(differences.not_compared) - MOST_SHOWN) > 0:
        print_message(f"not compared: {left} more")


def _shown(differences: "Differences", form: Format | None, file: Path | None) -> Any:
    """Return the changes; for a table only the columns that have values."""
    if form is not Format.TABLE and (form or file or not sys.stdout.isatty()):
        return differences.sql("FROM changes")
    return with_values(differences)


def with_values(differences: "Differences", *without: str) -> Any:
    """Return the changes in the columns that have values, as no API has all of them.

    Args:
        differences: The differences.
        without: Columns to leave out.
    """
    changes = differences.sql("FROM changes")
    (counts,) = differences.sql("SELECT count(COLUMNS(*)) FROM changes").fetchall()
    names = [f'"{name}"' for name, number in zip(changes.columns, counts, strict=True) if number and name not in without]
    return differences.sql(f"SELECT {', '.join(names)} FROM changes") if names else changes  # noqa: S608

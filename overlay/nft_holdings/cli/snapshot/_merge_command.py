"""The command that merges shards, and the option that names one."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nft_holdings.cli._help import option

from ._endings import ends_in_own_words
from ._making import ended

if TYPE_CHECKING:
    from nft_holdings.data._snapshot.shards import Shard

FORM = re.compile(r"([0-9]{1,9})/([0-9]{1,9})")
MERGE_EXAMPLES = ("nft-holdings snapshot merge whole part1 part2", "nft-holdings snapshot merge all east west")
ShardOption = Annotated[
    str | None,
    option(
        "Content",
        "Read only shard I of N: the accounts, wallets and tokens are divided among N snapshots, which snapshot merge joins.",
        "--shard",
        metavar="I/N",
    ),
]


def shard_named(text: str) -> "Shard":
    """Return the shard that an option names.

    Raises:
        ValueError: It names none.
    """
    from nft_holdings.data._snapshot.shards import MOST_SHARDS

    if found := FORM.fullmatch(text):
        number, count = int(found[1]), int(found[2])
        if 1 <= number <= count <= MOST_SHARDS:
            return number, count
    raise ValueError(
        f"--shard must be I/N with I from 1 to N, and N up to {MOST_SHARDS:,}, such as 2/8 for the second of eight shards, not {text!r}"
    )


@ends_in_own_words
def merge_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the new snapshot.", show_default=False)],
    shards: Annotated[list[Path], typer.Argument(metavar="SHARD...", help="The folders of all shards.", show_default=False)],
) -> int:
    """Merge the shards of a snapshot, each made with --shard, into one snapshot.

    The shards stay as they are. If something stops it, run it again. Docs: docs/snapshots.md.
    """
    from nft_holdings.data import Snapshot

    return ended(folder, Snapshot.merge(folder, shards))

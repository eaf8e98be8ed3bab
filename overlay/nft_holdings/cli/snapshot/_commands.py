"""The commands of snapshots, each with its examples."""

from collections.abc import Callable, Mapping

from ._create_command import create_command, resume_command
from ._diff_command import DIFF_EXAMPLES, diff_command
from ._merge_command import MERGE_EXAMPLES, merge_command
from ._status_commands import status_command, verify_command
from ._table_commands import export_command, sql_command
from ._watch_command import WATCH_EXAMPLES, watch_command

COMMANDS: Mapping[str, tuple[Callable[..., int], tuple[str, ...]]] = {
    "create": (
        create_command(),
        (
            "nft-holdings snapshot create boats --hedera-token 0.0.700 --sandbox",
            "nft-holdings snapshot create holdings --hedera-accounts accounts.txt --sandbox",
            "nft-holdings snapshot create east --shard 1/2 --hedera-token 0.0.700 --sandbox",
        ),
    ),
    "resume": (resume_command, ("nft-holdings snapshot resume boats", "nft-holdings snapshot resume holdings --verbose")),
    "merge": (merge_command, MERGE_EXAMPLES),
    "status": (status_command, ("nft-holdings snapshot status boats", "nft-holdings snapshot status boats --json")),
    "verify": (verify_command, ("nft-holdings snapshot verify boats", "nft-holdings snapshot verify holdings")),
    "sql": (
        sql_command,
        (
            'nft-holdings snapshot sql boats "SELECT unit, count(*) FROM nfts GROUP BY 1"',
            'nft-holdings snapshot sql boats "FROM units" --format csv',
        ),
    ),
    "watch": (watch_command, WATCH_EXAMPLES),
    "diff": (diff_command, DIFF_EXAMPLES),
    "export": (export_command, ("nft-holdings snapshot export boats tables", "nft-holdings snapshot export boats tables --format csv")),
}
"""The commands, each with its examples."""

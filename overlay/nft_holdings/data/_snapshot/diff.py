"""The comparison of two snapshots."""

from typing import TYPE_CHECKING

from nft_holdings._errors import InvalidArgument

from .differences import Differences, differences
from .snapshot import Snapshot

if TYPE_CHECKING:
    import duckdb


def diff(before: Snapshot, after: Snapshot) -> Differences:
    """Compare two snapshots: which NFTs were acquired, released, minted, burned or moved, and which quantities and metadata changed.

        with Snapshot("monday") as before, Snapshot("friday") as after, diff(before, after) as differences:
            print(differences.sql("SELECT change, count(*) FROM changes GROUP BY ALL"))

    Accounts, wallets and tokens are compared that both snapshots have read to their end. docs/snapshots.md has the rules.

    Args:
        before: The earlier snapshot.
        after: The later snapshot. Both may be closed afterwards.

    Returns:
        The differences.

    Raises:
        InvalidArgument: The snapshots are of different servers.
        ImportError: This DuckDB would cut timestamps.
    """
    servers, later_servers = before.servers, after.servers
    for api in servers.keys() & later_servers.keys():
        if servers[api] != later_servers[api]:
            raise InvalidArgument(
                f"before has holdings of {servers[api]}, and after of {later_servers[api]}: give two snapshots of one server",
                argument="after",
                rule="same-server",
            )

    from .database import add_snapshot

    def add(database: "duckdb.DuckDBPyConnection") -> None:
        for schema, snapshot in (("before", before), ("after", after)):
            add_snapshot(database, snapshot._store, snapshot._number, schema)

    return differences(add)

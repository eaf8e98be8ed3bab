"""The places of rows in an account's listings."""

from random import Random
from sqlite3 import Connection
from typing import Literal

from nft_holdings.sandbox._listing import End

Table = Literal["loopring_balance", "loopring_collection"]


def free_place(connection: Connection, table: Table, account: int, end: End) -> int:
    """Return the place before the first row, or behind the last."""
    first, last = connection.execute(f"SELECT min(position), max(position) FROM {table} WHERE account_id = ?", (account,)).fetchone()
    if first is None:
        return 0
    return int(first) - 1 if end == "front" else int(last) + 1


def any_place(connection: Connection, table: Table, account: int, random: Random) -> int | None:
    """Return the place of a random row; None without rows."""
    (count,) = connection.execute(f"SELECT count(*) FROM {table} WHERE account_id = ?", (account,)).fetchone()
    if not count:
        return None
    rows = connection.execute(
        f"SELECT position FROM {table} WHERE account_id = ? ORDER BY position LIMIT 1 OFFSET ?", (account, random.randrange(count))
    )
    return int(rows.fetchone()[0])


def remove(connection: Connection, table: Table, account: int, place: int) -> bool:
    """Remove the row in a place, and return True."""
    return connection.execute(f"DELETE FROM {table} WHERE account_id = ? AND position = ?", (account, place)).rowcount == 1


def move_to_front(connection: Connection, table: Table, account: int, place: int) -> bool:
    """Move the row in a place before all others; return True if it was elsewhere."""
    front = free_place(connection, table, account, "front")
    if place == front + 1:
        return False
    connection.execute(f"UPDATE {table} SET position = ? WHERE account_id = ? AND position = ?", (front, account, place))
    return True

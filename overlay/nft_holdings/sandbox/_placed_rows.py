"""Rows that have places in the listing of an account, and the changes that faults make of them."""

from collections.abc import Callable
from random import Random
from sqlite3 import Connection

from attrs import frozen

from ._api import End, ListingRequest, Row


@frozen
class PlacedRows:
    """A table of rows, whose column `position` has the place of each in the listing of its account.

    Attributes:
        table: The table.
        account: The column of the account.
        sent: Returns the row of an account in a place, as the API sends it in answer to a request.
    """

    table: str
    account: str
    sent: Callable[[ListingRequest, str, int], Row]

    def free_place(self, connection: Connection, account: str, end: End) -> int:
        """Return the place before the first row, or behind the last."""
        query = f"SELECT min(position), max(position) FROM {self.table} WHERE {self.account} = ?"
        first, last = connection.execute(query, (account,)).fetchone()
        if first is None:
            return 0
        return int(first) - 1 if end == "front" else int(last) + 1

    def removed(self, asked: ListingRequest, account: str, random: Random) -> Row | None:
        """Remove a random row, and return it; None without rows."""
        place = self._any_place(asked.database, account, random)
        if place is None:
            return None
        row = self.sent(asked, account, place)
        asked.database.execute(f"DELETE FROM {self.table} WHERE {self.account} = ? AND position = ?", (account, place))
        return row

    def moved(self, asked: ListingRequest, account: str, random: Random) -> Row | None:
        """Move a random row before all others, and return it; None without rows, or if it is the first."""
        place, front = self._any_place(asked.database, account, random), self.free_place(asked.database, account, "front")
        if place is None or place == front + 1:
            return None
        row = self.sent(asked, account, place)
        asked.database.execute(f"UPDATE {self.table} SET position = ? WHERE {self.account} = ? AND position = ?", (front, account, place))
        return row

    def _any_place(self, connection: Connection, account: str, random: Random) -> int | None:
        query = f"SELECT position FROM {self.table} WHERE {self.account} = ? ORDER BY position"
        places = connection.execute(query, (account,)).fetchall()
        return int(random.choice(places)[0]) if places else None

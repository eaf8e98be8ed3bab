"""Queries for the rows of an account, with filters."""

from collections.abc import Callable
from sqlite3 import Connection

from attrs import evolve, frozen

from ._bound import Bound, QueryComparison
from ._filters import Filters

SQL = {"eq": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
COLUMNS = (
    "account_id", "token_id", "serial_number", "spender", "delegating_spender",
    "created_timestamp", "modified_timestamp", "metadata", "deleted",
)  # fmt: skip

Parameter = int | str | bytes | None


@frozen
class SqlCondition:
    """SQL for the `WHERE` clause of `hedera_nft`, and its parameters."""

    sql: str
    parameters: tuple[Parameter, ...] = ()

    def __and__(self, other: "SqlCondition") -> "SqlCondition":
        return SqlCondition(f"{self.sql} AND {other.sql}", self.parameters + other.parameters)


@frozen
class Selection:
    """A query for rows of `hedera_nft`, before they are ordered and counted."""

    sql: str
    parameters: tuple[Parameter, ...]


Select = Callable[[int, Filters], Selection]


def pairs_within_bounds(account: int, filters: Filters) -> Selection:
    """Return the query for rows whose pair of token and serial number is within all bounds, and whose spender is asked for."""
    condition = _held_by(account) & _spender_matches(filters) & _within(filters)
    return Selection(f"SELECT * FROM hedera_nft WHERE {condition.sql}", condition.parameters)


def parts_by_themselves(account: int, filters: Filters) -> Selection:
    """Return the query for the rows that the mirror node finds (`observed#next/defect`).

    It lists three parts one after the other: the rows of the lower token, those of the tokens between, and those of the upper token.
    Each has its own bounds and none of the others', so nothing is wrong as long as the lower token is below the upper one. Where it
    is not, the first and the last part list rows that are in one bound alone, and rows in both twice.
    """
    token, serial = filters.token, filters.serial
    if not (token.is_range and serial.is_range):
        return pairs_within_bounds(account, filters)
    nothing = Bound(serial.name)
    between = Bound(token.name, lower=_exclusive(token.lower, serial.lower), upper=_exclusive(token.upper, serial.upper))
    parts = [(between, nothing)]
    if token.lower and serial.lower:
        parts.append((Bound(token.name, equal=QueryComparison("eq", token.lower.value)), evolve(serial, upper=None)))
    if token.upper and serial.upper:
        parts.append((Bound(token.name, equal=QueryComparison("eq", token.upper.value)), evolve(serial, lower=None)))
    found = [pairs_within_bounds(account, evolve(filters, token=one, serial=other)) for one, other in parts]
    return Selection(" UNION ALL ".join(part.sql for part in found), tuple(each for part in found for each in part.parameters))


def _exclusive(token: QueryComparison | None, serial: QueryComparison | None) -> QueryComparison | None:
    """Return a bound of the tokens between: without the token itself if its serial numbers have a bound, and so a part."""
    return QueryComparison(token.operator[:2], token.value) if token and serial else token


def rows_of(connection: Connection, account: int, filters: Filters, select: Select = pairs_within_bounds) -> list[dict[str, object]]:
    """Return a page of the rows of an account.

    Args:
        connection: The database.
        account: The encoded id of the account.
        filters: The filters of the query.
        select: Returns the query for the rows before ordering.
    """
    selection = select(account, filters)
    direction = "DESC" if filters.descending else "ASC"
    # SQL's three values are meant: null stays null unless the token is deleted.
    columns = ", ".join(f"nft.{column}" for column in COLUMNS[:-1]) + ", nft.deleted OR coalesce(token.deleted, 0)"
    query = f"""
        SELECT {columns} FROM ({selection.sql}) AS nft LEFT JOIN hedera_token AS token ON token.id = nft.token_id
        ORDER BY nft.token_id {direction}, nft.serial_number {direction} LIMIT ?
    """
    found = connection.execute(query, (*selection.parameters, filters.limit))
    return [dict(zip(COLUMNS, row, strict=True)) for row in found]


def _held_by(account: int) -> SqlCondition:
    return SqlCondition("account_id = ?", (account,))


def _spender_matches(filters: Filters) -> SqlCondition:
    equal = [comparison.value for comparison in filters.spenders if comparison.operator == "eq"]
    condition = SqlCondition(f"spender IN ({', '.join('?' * len(equal))})", tuple(equal)) if equal else SqlCondition("TRUE")
    for comparison in filters.spenders:
        if comparison.operator != "eq":
            condition &= _compared("spender", comparison)
    return condition


def _within(filters: Filters) -> SqlCondition:
    condition = SqlCondition("TRUE")
    if filters.token.equal or filters.serial.equal or not filters.serial.is_range:
        for comparison in filters.token.all():
            condition &= _compared("token_id", comparison)
        for comparison in filters.serial.all():
            condition &= _compared("serial_number", comparison)
        return condition
    for token, serial in ((filters.token.lower, filters.serial.lower), (filters.token.upper, filters.serial.upper)):
        if token and serial:
            condition &= SqlCondition(f"(token_id, serial_number) {SQL[serial.operator]} (?, ?)", (token.value, serial.value))
        elif token:
            condition &= _compared("token_id", token)
    return condition


def _compared(column: str, comparison: QueryComparison) -> SqlCondition:
    return SqlCondition(f"{column} {SQL[comparison.operator]} ?", (comparison.value,))

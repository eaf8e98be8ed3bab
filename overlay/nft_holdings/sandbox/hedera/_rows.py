"""Queries for the rows of an account, with filters, and rows as the server sends them."""

import base64
from collections.abc import Iterable, Iterator, Mapping
from sqlite3 import Connection

from attrs import evolve, frozen

from nft_holdings.sandbox._api import Row

from ._filters import Bound, Filters
from ._ids import as_text
from ._parameters import Comparisons, QueryComparison
from ._timestamps import as_timestamp

SQL = {"eq": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "ne": "!="}
COLUMNS = "account_id", "token_id", "serial_number", "spender", "delegating_spender", "created_timestamp", "modified_timestamp", "metadata"


@frozen
class Sql:
    """A condition, or a query for rows of `hedera_nft` before they are ordered and counted, with its parameters."""

    text: str
    parameters: tuple[int | str | None, ...]

    @classmethod
    def joined(cls, separator: str, parts: Iterable["Sql"]) -> "Sql":
        """Return several conditions or queries as one."""
        parts = [*parts]
        return cls(separator.join(part.text for part in parts), tuple(each for part in parts for each in part.parameters))


def pairs_within_bounds(account: int, filters: Filters) -> Sql:
    """Return the query for rows whose pair of token and serial number is within all bounds, and whose spender is asked for."""
    condition = Sql.joined(" AND ", [Sql("account_id = ?", (account,)), *_spender_matches(filters), *_within(filters)])
    return Sql(f"SELECT * FROM hedera_nft WHERE {condition.text}", condition.parameters)


def parts_by_themselves(account: int, filters: Filters) -> Sql:
    """Return the query for the rows that the mirror node finds (`observed#next/defect`).

    It lists three parts one after the other: the rows of the lower token, those of the tokens between, and those of the upper token.
    Each has its own bounds and none of the others', so nothing is wrong as long as the lower token is below the upper one. Where it
    is not, the first and the last part list rows that are in one bound alone, and rows in both twice.
    """
    token, serial = filters.token, filters.serial
    if not (token.is_range and serial.is_range):
        return pairs_within_bounds(account, filters)
    between = Bound(token.name, lower=_exclusive(token.lower, serial.lower), upper=_exclusive(token.upper, serial.upper))
    parts = [(between, Bound(serial.name))]
    if token.lower and serial.lower:
        parts.append((Bound(token.name, equal=QueryComparison("eq", token.lower.value)), evolve(serial, upper=None)))
    if token.upper and serial.upper:
        parts.append((Bound(token.name, equal=QueryComparison("eq", token.upper.value)), evolve(serial, lower=None)))
    return Sql.joined(" UNION ALL ", (pairs_within_bounds(account, evolve(filters, token=one, serial=other)) for one, other in parts))


def _exclusive(token: QueryComparison | None, serial: QueryComparison | None) -> QueryComparison | None:
    """Return a bound of the tokens between: without the token itself if its serial numbers have a bound, and so a part."""
    return QueryComparison(token.operator[:2], token.value) if token and serial else token


def rows_of(connection: Connection, query: Sql, *, descending: bool, limit: int) -> list[Row]:
    """Return the first rows of a query, ordered by token and serial number."""
    direction = "DESC" if descending else "ASC"
    # SQL's three values are meant: null stays null unless the token is deleted.
    select = f"""
        SELECT {", ".join(f"nft.{column}" for column in COLUMNS)}, nft.deleted OR coalesce(token.deleted, 0)
        FROM ({query.text}) AS nft LEFT JOIN hedera_token AS token ON token.id = nft.token_id
        ORDER BY nft.token_id {direction}, nft.serial_number {direction} LIMIT ?
    """
    found = connection.execute(select, (*query.parameters, limit))
    return [dict(zip((*COLUMNS, "deleted"), row, strict=True)) for row in found]


def _spender_matches(filters: Filters) -> Iterator[Sql]:
    equal = [comparison.value for comparison in filters.spenders if comparison.operator == "eq"]
    if equal:
        yield Sql(f"spender IN ({', '.join('?' * len(equal))})", tuple(equal))
    for comparison in filters.spenders:
        if comparison.operator != "eq":
            yield _compared("spender", comparison)


def _within(filters: Filters) -> Iterator[Sql]:
    if filters.token.equal or filters.serial.equal or not filters.serial.is_range:
        yield from (_compared("token_id", comparison) for comparison in filters.token.all())
        yield from (_compared("serial_number", comparison) for comparison in filters.serial.all())
        return
    for token, serial in ((filters.token.lower, filters.serial.lower), (filters.token.upper, filters.serial.upper)):
        if token and serial:
            yield Sql(f"(token_id, serial_number) {SQL[serial.operator]} (?, ?)", (token.value, serial.value))
        elif token:
            yield _compared("token_id", token)


def _compared(column: str, comparison: QueryComparison) -> Sql:
    return Sql(f"{column} {SQL[comparison.operator]} ?", (comparison.value,))


def within(columns: Mapping[str, str], comparisons: Comparisons) -> list[Sql]:
    """Return a condition for each comparison of the parameters that have a column."""
    return [_compared(column, each) for name, column in columns.items() for each in comparisons.get(name, ())]


def sent_nft(row: Row) -> Row:
    """Return the fields of an NFT as the server sends them."""
    return {
        "account_id": as_text(row["account_id"]),
        "created_timestamp": as_timestamp(row["created_timestamp"]),
        "delegating_spender": as_text(row["delegating_spender"]),
        "deleted": None if row["deleted"] is None else bool(row["deleted"]),
        "metadata": None if row["metadata"] is None else base64.b64encode(row["metadata"]).decode(),
        "modified_timestamp": as_timestamp(row["modified_timestamp"]),
        "serial_number": row["serial_number"],
        "spender": as_text(row["spender"]),
        "token_id": as_text(row["token_id"]),
    }

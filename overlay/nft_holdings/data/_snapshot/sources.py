"""The sources of a snapshot: accounts, wallets and tokens, the listings that are read for each, and the tables of their rows."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import pyarrow as pa
from attrs import frozen

from nft_holdings._apis import APIS, Api, ListingInfo
from nft_holdings._errors import InvalidArgument
from nft_holdings._redaction import shown
from nft_holdings.data._column_types import Struct
from nft_holdings.data._schemas import struct_of, with_more

UNIT = pa.field("unit", pa.string())
"""The first column of a table: the account, wallet or token whose listing had the row."""
AT_A_TIME = (pa.field("rolled_back", pa.bool_()), pa.field("unresolved", pa.string()))
"""The last columns of a table with rows as of a time: whether the row comes from a history, and why none can be had."""


@frozen
class Source:
    """One kind of things that a snapshot is made of.

    Attributes:
        api: The API that lists them.
        listings: The listings that are read for each of them.
    """

    api: Api
    listings: tuple[ListingInfo, ...]


@cache
def sources() -> Mapping[str, Source]:
    """Return all sources by name, such as `hedera_accounts`."""
    return {name: Source(api, listings) for api in APIS for name, listings in api.sources.items()}


@frozen
class Table:
    """A table of a snapshot.

    Attributes:
        name: Its name.
        struct: The columns of the rows.
        at_a_time: True if some of its rows are as of a time.
        one_holder: The columns that together name something that one account at most can hold; empty without such columns.
        changed_at: The column with the time of a row's last change; empty without one.
    """

    name: str
    struct: Struct
    at_a_time: bool
    one_holder: tuple[str, ...]
    changed_at: str

    @property
    def schema(self) -> pa.Schema:
        """Return its columns."""
        return pa.schema([UNIT, *with_more(self.struct), *(AT_A_TIME if self.at_a_time else ())])


@cache
def tables() -> Mapping[str, Table]:
    """Return all tables by name. The first listing with a table has all columns of the others."""
    found: dict[str, Table] = {}
    for source in sources().values():
        for listing in source.listings:
            known = found.get(listing.table)
            struct = known.struct if known else struct_of(source.api.name, listing.row)
            at_a_time = bool(listing.snapshot_reader or (known and known.at_a_time))
            one_holder, changed_at = (known.one_holder, known.changed_at) if known else (listing.one_holder, listing.changed_at)
            found[listing.table] = Table(listing.table, struct, at_a_time, one_holder, changed_at)
    return found


def units_of(chosen: Mapping[str, Iterable[Any]]) -> Iterator[tuple[str, list[Any]]]:
    """Yield the units of a snapshot: of each the table and the name, which is the API, the listing and what is listed.

    Args:
        chosen: The accounts, wallets or tokens of each source.
    """
    for name, members in chosen.items():
        source = sources()[name]
        for member in members:
            for listing in source.listings:
                yield listing.table, [source.api.name, listing.name, member]


def listings_of(question: Mapping[str, Any]) -> Iterator[tuple[Api, ListingInfo]]:
    """Yield the listings that a snapshot is made of, each with its API."""
    for name in question["made of"]:
        for listing in sources()[name].listings:
            yield sources()[name].api, listing


def checked(chosen: Mapping[str, Iterable[Any]]) -> dict[str, list[Any]]:
    """Return the accounts, wallets or tokens of each source, each once.

    Raises:
        InvalidArgument: A source is unknown, or there is nothing to read.
    """
    found: dict[str, list[Any]] = {}
    for name, members in chosen.items():
        if name not in sources():
            raise InvalidArgument(f"there is no {name}; a snapshot is made of {', '.join(sources())}", argument=name, rule="source")
        if isinstance(members, str | bytes) or not isinstance(members, Iterable):
            raise InvalidArgument(f"{name} must be a list, not {shown(members)}", argument=name, rule="source")
        if listed := list({json.dumps(each): each for each in map(_plain, members)}.values()):
            found[name] = listed
    if not found:
        raise InvalidArgument(f"there is nothing to read: give some of {', '.join(sources())}", argument="sources", rule="source")
    return found


def _plain(member: Any) -> Any:
    # An EntityId is a tuple too, with a text of its own.
    return list(member) if type(member) in (tuple, list) else member if isinstance(member, int) else str(member)


def check_members(chosen: Mapping[str, list[Any]], clients: Mapping[str, Any]) -> None:
    """Refuse accounts, wallets and tokens that no listing accepts, before anything is sent.

    Args:
        chosen: Those of each source.
        clients: The client of each API.

    Raises:
        InvalidArgument: One is refused.
    """
    for name, members in chosen.items():
        source = sources()[name]
        list_one = getattr(clients[source.api.name], source.listings[0].method)
        for member in members:
            try:
                list_one(*(member if isinstance(member, list) else [member]))
            except TypeError:
                form = " and ".join(source.listings[0].positional)
                raise InvalidArgument(f"each of {name} must be {form}, not {shown(member)}", argument=name, rule="source") from None


def question_of(chosen: Mapping[str, list[Any]], servers: Mapping[str, str]) -> dict[str, Any]:
    """Return the question that a snapshot answers.

    Args:
        chosen: The accounts, wallets or tokens of each source.
        servers: The server of each API.
    """
    made_of = {
        name: {"count": len(members), "sha256": hashlib.sha256(json.dumps(sorted(map(json.dumps, members))).encode()).hexdigest()}
        for name, members in chosen.items()
    }
    return {"made of": made_of, "servers": dict(servers)}

"""A listing for the faults: the place of its rows, and the ways to change them."""

from collections.abc import Callable, Mapping
from random import Random
from sqlite3 import Connection
from typing import Any, Literal

from attrs import field, frozen

from ._settings import Settings

Row = dict[str, Any]
End = Literal["front", "back"]


@frozen
class ListingRequest:
    """A request for a page of rows.

    Attributes:
        path: The parameters of its path, as they were sent, percent-encoding and all.
        query: Its query, as it was sent.
        body: Its body.
    """

    path: Mapping[str, str]
    query: str
    body: bytes


ChangeRow = Callable[[Connection, str, ListingRequest, Random], Row | None]


@frozen(kw_only=True)
class SandboxListing:
    """An operation that lists rows of an account.

    Each function that changes rows takes the account as `account` writes it, and returns the row as the API would send it in
    answer to the request, or None without anything to change.

    Attributes:
        routes: Its paths, as its router has them.
        methods: Its methods.
        schema: The schema of a row in the spec.
        key: The fields that tell one row from another, as dotted paths.
        rows: The key of the list of rows in a page.
        total: The key of the number of all rows in a page, if it has one.
        envelope: The key of the page in a reply that comes in an envelope, if the API has envelopes.
        refusal: The body of a refusal, for a status and a message.
        account: Returns the account of a request, as text; None if it names none that can be read.
        added: Adds a made-up row at an end of the listing.
        removed: Removes a random row.
        moved: Moves a random row to the front; None where the rows' keys make the order.
        window: Returns the rows of the page that starts so many rows later than the requested one, or earlier if the number is
            negative; None for first pages.
    """

    routes: tuple[str, ...]
    methods: frozenset[str]
    schema: str
    key: tuple[str, ...]
    rows: str
    total: str | None = None
    envelope: str | None = None
    refusal: Callable[[int, str], bytes]
    account: Callable[[Connection, ListingRequest], str | None]
    added: Callable[[Connection, str, ListingRequest, Random, End], Row | None]
    removed: ChangeRow
    moved: ChangeRow | None = field(default=None)
    window: Callable[[Settings, Connection, ListingRequest, int], list[Row] | None] | None = field(default=None)

"""What faults have to know of a listing: where its rows are, and how to change them."""

from collections.abc import Callable, Mapping
from random import Random
from sqlite3 import Connection
from typing import Any, Literal

from attrs import field, frozen

from ._settings import Settings

Row = dict[str, Any]
End = Literal["front", "back"]


@frozen
class Asked:
    """A request for a page of rows.

    Attributes:
        path: The parameters of its path, as they were sent, percent-encoding and all.
        query: Its query, as it was sent.
        body: Its body.
    """

    path: Mapping[str, str]
    query: str
    body: bytes


ChangeRow = Callable[[Connection, str, Asked, Random], Row | None]


@frozen(kw_only=True)
class SandboxListing:
    """An operation that lists rows of an account.

    Each function that changes rows gets the account as `account` writes it, and gives back the row as the API would send it to
    whoever asked; or nothing, if there was nothing to change.

    Attributes:
        routes: Its paths, as its router has them.
        methods: Its methods.
        schema: The schema of a row in the spec.
        key: The fields that tell one row from another, as dotted paths.
        rows: The key of the list of rows in a page.
        total: The key of the number of all rows in a page, if it has one.
        envelope: The key of the page in a reply that comes in an envelope, if there are such.
        refusal: The body of a refusal, for a status and a message.
        account: The account that is asked for, as text; none if the request names none that can be read.
        added: Adds a made-up row at an end of the listing.
        removed: Removes a row chosen by chance.
        moved: Moves a row chosen by chance to the front; none where the order is the rows' own.
        window: The rows of the page that starts so many rows later than the one that is asked for, or earlier if the number is
            negative. None for first pages.
    """

    routes: tuple[str, ...]
    methods: frozenset[str]
    schema: str
    key: tuple[str, ...]
    rows: str
    total: str | None = None
    envelope: str | None = None
    refusal: Callable[[int, str], bytes]
    account: Callable[[Connection, Asked], str | None]
    added: Callable[[Connection, str, Asked, Random, End], Row | None]
    removed: ChangeRow
    moved: ChangeRow | None = field(default=None)
    window: Callable[[Settings, Connection, Asked, int], list[Row] | None] | None = field(default=None)

"""The sandbox's descriptor of an API, its listings, and the steps of its demo."""

from collections.abc import Callable, Mapping
from random import Random
from sqlite3 import Connection
from typing import Any, Literal

from attrs import field, frozen
from fastapi import APIRouter
from pydantic import BaseModel

from nft_holdings._listing import Listing

from ._document import Value
from ._settings import Settings

JSON = "application/json"

Row = dict[str, Any]
End = Literal["front", "back"]


@frozen(kw_only=True)
class ListingRequest:
    """A request for a page of rows, and what the sandbox answers it from.

    Attributes:
        path: The parameters of its path, as they were sent, percent-encoding and all.
        query: Its query, as it was sent.
        body: Its body.
        settings: The sandbox's settings.
        database: The sandbox's rows.
    """

    path: Mapping[str, str]
    query: str
    body: bytes
    settings: Settings
    database: Connection


AddRow = Callable[[ListingRequest, str, Random, End], Row | None]
ChangeRow = Callable[[ListingRequest, str, Random], Row | None]


@frozen(kw_only=True)
class SandboxListing:
    """An operation that lists rows, or shows a single one, as faults need to know it.

    Each function that changes rows takes the account as `account` writes it, and returns the row as the API would send it in
    answer to the request, or None without anything to change. Where there is no such function, rows do not change.

    Attributes:
        routes: Its paths, as its router has them.
        methods: Its methods.
        schema: The schema of a row in the spec.
        key: The fields that tell one row from another, as dotted paths.
        rows: The key of the list of rows in a page; None if a reply is a single row.
        total: The key of the number of all rows in a page, if it has one.
        envelope: The key of the page in a reply that comes in an envelope, if the API has envelopes.
        refusal: The body of a refusal, for a status and a message.
        account: Returns the account of a request, or the token or NFT that it asks about, as text; None if it names none that can
            be read.
        holder: The field of a row that names its account, where requests name none.
        added: Adds a made-up row at an end of the listing.
        removed: Removes a random row.
        moved: Moves a random row to the front; not where the rows' keys make the order.
        window: Returns the rows of the page that starts so many rows later than the requested one, or earlier if the number is
            negative; None for first pages.
    """

    routes: tuple[str, ...]
    methods: frozenset[str]
    schema: str
    key: tuple[str, ...]
    rows: str | None
    total: str | None = None
    envelope: str | None = None
    refusal: Callable[[int, str], bytes]
    account: Callable[[ListingRequest], str | None]
    holder: str | None = None
    added: AddRow | None = None
    removed: ChangeRow | None = None
    moved: ChangeRow | None = None
    window: Callable[[ListingRequest, int], list[Row] | None] | None = None


class Refusal(Exception):
    """A refusal of a request, which the application sends.

    Attributes:
        status: Its status.
        body: Its body.
        media_type: The type of its body.
    """

    def __init__(self, status: int, body: BaseModel, media_type: str = JSON) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = sent_json(body)
        self.media_type = media_type


def sent_json(model: BaseModel) -> bytes:
    """Return the JSON of a model, without the keys that are not set."""
    return model.model_dump_json(by_alias=True, exclude_unset=True).encode()


@frozen(kw_only=True, eq=False)
class SandboxApi:
    """An API that the sandbox serves.

    Attributes:
        name: The API's name: the package of its spec below `nft_holdings_api`, and its section in a document of rows.
        tables: The SQL that makes the tables, each `CREATE TABLE IF NOT EXISTS name_…`.
        seed: Makes up the rows, with no other source of chance than the one given.
        load: Writes the rows of the API's section of a document; raises LoadError naming the place. The tables are empty then.
        router: The routes. Paths are matched and given to endpoints as they were sent, percent-encoding and all.
        listings: The operations that list rows.
        accounts_to_try: Accounts worth asking for, by what they show.
        any_case: Match the paths of the listings in any case.
        hides_methods: Answer a method that a path does not have like a path that does not exist, with 404.
        credentials: The key or token that the API accepts, as an argument of its client; empty where none is needed.
    """

    name: str
    tables: str
    seed: Callable[[Connection, Settings, Random], None]
    load: Callable[[Connection, Value], None]
    router: Callable[[Settings, Connection], APIRouter]
    listings: tuple[SandboxListing, ...]
    accounts_to_try: Mapping[str, str]
    any_case: bool = False
    hides_methods: bool = False
    credentials: Mapping[str, str] = field(factory=dict)


@frozen
class DemoStep:
    """A step of a demo, which an API's `demo` function yields and the command line prints.

    Attributes:
        title: The title; empty goes on with the step before.
        code: The Python that does the same.
        text: A result in words.
        listing: A listing, of which the first rows are shown.
        name: The listing's name on the command line.
    """

    title: str = ""
    code: str = ""
    text: str = ""
    listing: Listing[Any] | None = None
    name: str = ""

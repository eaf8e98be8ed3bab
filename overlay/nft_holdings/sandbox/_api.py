"""What the sandbox knows of an API."""

from collections.abc import Callable, Mapping
from random import Random
from sqlite3 import Connection

from attrs import field, frozen
from fastapi import APIRouter

from ._document import Value
from ._listing import SandboxListing
from ._settings import Settings


@frozen(kw_only=True, eq=False)
class SandboxApi:
    """An API that the sandbox serves.

    Attributes:
        name: Its name: the package of its spec below `nft_holdings_api`, and its section in a document of rows.
        tables: The SQL that makes its tables, each `CREATE TABLE IF NOT EXISTS name_…`.
        seed: Makes up its rows, with no other source of chance than the one given.
        load: Writes the rows of its section of a document; raises LoadError naming the place. The tables are empty then.
        router: Its routes. Paths are matched and given to endpoints as they were sent, percent-encoding and all.
        listings: Its operations that list rows, as faults have to know them.
        accounts_to_try: Accounts worth asking for, by what they show.
        any_case: Whether the paths of its listings are matched in any case.
        hides_methods: Whether a method that a path does not have is answered like a path that does not exist, with 404.
        credentials: The key or token that it accepts, as an argument of the API's client; empty where none is needed.
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

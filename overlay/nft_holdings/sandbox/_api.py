"""The sandbox's descriptor of an API."""

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
        name: The API's name: the package of its spec below `nft_holdings_api`, and its section in a document of rows.
        tables: The SQL that makes the tables, each `CREATE TABLE IF NOT EXISTS name_…`.
        seed: Makes up the rows, with no other source of chance than the one given.
        load: Writes the rows of the API's section of a document; raises LoadError naming the place. The tables are empty then.
        router: The routes. Paths are matched and given to endpoints as they were sent, percent-encoding and all.
        listings: The operations that list rows, as faults need to know them.
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

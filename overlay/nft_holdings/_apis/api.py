"""The descriptor of an API, for code that handles every API: the command line, the checks, the site, the tests."""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    from nft_holdings._client import AsyncClient, Client


@frozen(kw_only=True)
class Key:
    """The key or token that an API takes.

    Attributes:
        argument: The argument of the client's constructor.
        variable: The environment variable that has it.
    """

    argument: str
    variable: str


@frozen(kw_only=True)
class AccountForm:
    """The form of an account on the command line.

    Attributes:
        pattern: A regular expression that matches a whole account.
        example: An account.
        metavar: The name of an account in a usage line.
    """

    pattern: str
    example: str
    metavar: str = "ACCOUNT"


@frozen(kw_only=True)
class ListingInfo:
    """A listing of an API, a single object, or a question.

    Attributes:
        name: Its name on the command line.
        operation_id: The operation's id in the spec.
        method: The client's method; its signature and docstring become the options and their help.
        many_method: The client's method for many accounts; empty without one.
        row: The schema of a row, or of the object, in the spec; empty for a question.
        rows_at: The name of the list of rows in a page; empty for a single object.
        positional: The positional arguments.
        joined: True if these are one word, joined by slashes.
        nothing: What is said of it if there are no rows.
        filters: The module below the API's package that makes options of the argument `filter`; empty without such an argument.
        names: The module below `nft_holdings.cli` that looks up names for its rows; empty without one.
        command: The module below `nft_holdings.cli` that makes its command; empty if that of every listing does.
        table: The table of a snapshot that its rows go to; empty if snapshots do not have it.
        source: What it lists, in the plural, such as `accounts`: with the API's name before it, what a snapshot is made of.
        snapshot_reader: The module below `nft_holdings.data` that reads it for a snapshot; empty for one that lists many accounts.
        one_holder: The fields that together name something that one account at most can hold; empty without such fields.
        changed_at: The field with the time of a row's last change; empty without one.
        columns: The headings of a table, each with the field of the row that it shows; dots lead to nested fields.
        examples: Command lines to paste. They work without a key: with --sandbox, or at a public server that needs none.
    """

    name: str
    operation_id: str
    method: str
    many_method: str = ""
    row: str = ""
    rows_at: str = ""
    positional: tuple[str, ...] = ()
    joined: bool = False
    nothing: str = "holds nothing"
    filters: str = ""
    names: str = ""
    command: str = ""
    table: str = ""
    source: str = ""
    snapshot_reader: str = ""
    one_holder: tuple[str, ...] = ()
    changed_at: str = ""
    columns: Mapping[str, str] = {}
    examples: tuple[str, ...] = ()


@frozen(kw_only=True)
class Api:
    """An API and its clients, which are imported when they are first used.

    Attributes:
        name: Its name: that of its spec, of its folders and of its group of commands.
        title: Its name in sentences, which is also that of its client; the async client has `Async` before it.
        servers: The client's constructors for a server, the default first; none if a base URL must be given.
        about: What its commands are for, in a sentence without a full stop.
        key: The key that it takes.
        account: The form of its accounts.
        timestamps: The names of the fields that are timestamps, each with the power of ten of its unit: 0 for seconds since 1970,
            -3 for milliseconds. A name with that of its schema before it, `Token.expiry_timestamp`, is for that schema alone.
        large: The names of the fields whose whole numbers may pass 64 bits.
        listings: Its listings.
        objects: Its operations that answer with one object.
        questions: Its methods that answer with yes or no.
    """

    name: str
    title: str
    servers: tuple[str, ...] = ()
    about: str
    key: Key
    account: AccountForm
    timestamps: Mapping[str, int] = {}
    large: tuple[str, ...] = ()
    listings: tuple[ListingInfo, ...]
    objects: tuple[ListingInfo, ...] = ()
    questions: tuple[ListingInfo, ...] = ()

    @property
    def client(self) -> "type[Client]":
        """Return the class of the blocking client."""
        found: type[Client] = getattr(self._module("client"), self.title)
        return found

    @property
    def async_client(self) -> "type[AsyncClient]":
        """Return the class of the async client."""
        found: type[AsyncClient] = getattr(self._module("client"), f"Async{self.title}")
        return found

    @property
    def sources(self) -> Mapping[str, tuple[ListingInfo, ...]]:
        """Return what snapshots are made of, such as `hedera_accounts`, each with the listings that are read for it."""
        found: dict[str, tuple[ListingInfo, ...]] = {}
        for listing in self.listings:
            if listing.table:
                name = f"{self.name}_{listing.source}"
                found[name] = (*found.get(name, ()), listing)
        return found

    def filters(self, listing: ListingInfo) -> Any:
        """Return the module with the options of a listing's filters: `OPTIONS`, `NOTE` and `filter_of`; None without filters."""
        return self._module(listing.filters) if listing.filters else None

    def listing(self, name: str) -> ListingInfo:
        """Return the listing with a name on the command line."""
        return next(each for each in self.listings if each.name == name)

    def _module(self, name: str) -> Any:
        return import_module(f"nft_holdings._apis.{self.name}.{name}")

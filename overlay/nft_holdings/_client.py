"""The base of all clients."""

import copy
from abc import ABC, abstractmethod
from collections.abc import AsyncIterable, Callable, Coroutine, Generator, Iterable, Mapping
from functools import partial, wraps
from inspect import Parameter, iscoroutinefunction, signature
from types import FunctionType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, ParamSpec, Self, TypeVar, Unpack, cast, overload

from ._listing import AsyncListing, Listing
from ._options import ClientOptions, Options
from ._paging.lookup import Lookup
from ._paging.many_accounts import Account, AccountResult, AsyncResults, read_many
from ._paging.operation import Operation
from ._paging.page import Row
from ._redaction import hidden, keeps_secrets
from ._transport.connection import AsyncConnection, BlockingConnection

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
if TYPE_CHECKING:
    from typing import Never

    import typing_extensions

    Bad = typing_extensions.TypeVar("Bad", default=Never)
    """DecodeError for a client with `bad_rows="deliver"`, whose listings have such errors among their rows; nothing for others."""
else:
    Bad = TypeVar("Bad")


def _names_checked(method: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Wrap a method, so that the error for an argument that it does not have says which ones it has."""
    parameters = signature(method).parameters
    kinds = [each.kind for each in parameters.values()]
    if Parameter.VAR_KEYWORD in kinds:
        return method
    by_position = [*parameters][1 : kinds.count(Parameter.POSITIONAL_OR_KEYWORD)]

    @wraps(method)
    def checked(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        for name in kwargs.keys() - parameters.keys():
            advice = _advice_on(name, method, args[0]) or f"it takes {', '.join([*parameters][1:])}"
            raise TypeError(f"{method.__qualname__}() has no argument {name!r}: {advice}")
        if len(args) > 1 + len(by_position) and Parameter.KEYWORD_ONLY in kinds:
            advice = "; join filters with '&', each in parentheses" if "filter" in parameters else ""
            names = " and ".join(by_position)
            raise TypeError(f"{method.__qualname__}() takes {names} without a name, and other arguments by name{advice}")
        return method(*args, **kwargs)

    return checked


def _advice_on(name: str, method: Callable[..., object], client: Any) -> str | None:
    """Return what to write in place of an argument that users of other libraries try."""
    listing = method.__name__.removesuffix("_of")
    if name == "limit":
        only_loop = listing != method.__name__ or isinstance(client, AsyncClient)
        end = "leave the loop with `break` after enough rows" if only_loop else "itertools.islice(listing, 3) takes the first 3 rows"
        return f"page_size=… sets the rows of one request; {end}"
    if name == "cursor":
        return f"it belongs to one account: {listing}(…, cursor=…)"
    columns = client._columns.get(method.__name__, ())
    if column := next((each for each in columns if each.replace("_", "") == name.replace("_", "").lower()), None):
        return f"compare it in the filter: {method.__name__}(…, {column} == …)"
    return None


class Connected(ABC):
    """The base of both kinds of client. The constructors of an API hand their options to `_connect`."""

    _columns: ClassVar[Mapping[str, tuple[str, ...]]] = {}  # those that filters compare, by method
    _options: Options
    _owns_connection = True

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # Each call may be given a key, in a wrong place too, which its errors must not show.
        for name, member in [*vars(cls).items()]:
            if isinstance(member, classmethod):
                setattr(cls, name, classmethod(keeps_secrets(member.__func__)))
            elif isinstance(member, FunctionType) and not iscoroutinefunction(member) and (name == "__init__" or name[0] != "_"):
                setattr(cls, name, keeps_secrets(_names_checked(member), takes_key=name == "__init__"))

    @abstractmethod
    def _connect(self, options: Options, http_client: Any) -> None: ...

    @overload
    def with_options(self, *, bad_rows: Literal["raise"] = "raise", **changes: Unpack[ClientOptions]) -> Self: ...
    @overload
    def with_options(self, *, bad_rows: Literal["deliver"], **changes: Unpack[ClientOptions]) -> Any: ...
    @keeps_secrets
    def with_options(self, **changes: Any) -> Any:
        """Return a client with other options, on this one's connections. Closing it leaves them open.

        It takes what ClientOptions lists, but for `http_client` and `allow_plain_http`.

        Raises:
            InvalidArgument: The option is unknown, or its value is refused.
        """
        other = copy.copy(self)
        other._options = self._options.changed(changes)
        other._owns_connection = False
        return other

    @property
    def base_url(self) -> str:
        """Return the URL of the server, without keys."""
        return hidden(self._options.base_url)

    @property
    def options(self) -> ClientOptions:
        """Return the options in force, but for `http_client`. The values of headers are not shown."""
        return self._options.given

    def __repr__(self) -> str:
        changed = (f", {name}={value!r}" for name, value in self._options.changes().items())
        return hidden(f"<{type(self).__name__} {self._options.base_url}{''.join(changed)}>")


class Client(Connected, Generic[Bad]):
    """A blocking client. Use it in a `with` statement, or call `close()`; it may be shared between threads."""

    _connection: BlockingConnection

    def _connect(self, options: Options, http_client: Any) -> None:
        self._options = options
        self._connection = BlockingConnection(options, http_client)

    def _listing(self, operation: Operation[Row], cursor: str | None) -> Listing[Row | Bad]:
        return Listing(cast("Operation[Row | Bad]", operation), self._options, self._connection, cursor=cursor)

    def _many(
        self, accounts: Iterable[Account], operation_of: Callable[[Account], Operation[Row]]
    ) -> Generator[AccountResult[Account, Row | Bad]]:
        return read_many(self._connection, self._options, accounts, cast("Callable[[Account], Operation[Row | Bad]]", operation_of))

    def _answer(self, work: Callable[[Lookup], Coroutine[Any, Any, Result]]) -> Result:
        """Return the result of a coroutine that sends the requests of one call."""
        connection = self._connection.get()
        lookup = Lookup(self._options, connection)
        try:
            return connection.place.run(partial(work, lookup))
        finally:
            lookup.report()

    def close(self) -> None:
        """Close the connections, unless they were handed in as `http_client`."""
        if self._owns_connection:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncClient(Connected, Generic[Bad]):
    """An async client. Use it in an `async with` statement, or await `aclose()`."""

    _connection: AsyncConnection

    def _connect(self, options: Options, http_client: Any) -> None:
        self._options = options
        self._connection = AsyncConnection(options, http_client)

    def _listing(self, operation: Operation[Row], cursor: str | None) -> AsyncListing[Row | Bad]:
        return AsyncListing(cast("Operation[Row | Bad]", operation), self._options, self._connection, cursor=cursor)

    def _many(
        self, accounts: Iterable[Account] | AsyncIterable[Account], operation_of: Callable[[Account], Operation[Row]]
    ) -> AsyncResults[Account, Row | Bad]:
        return AsyncResults(self._connection, self._options, accounts, cast("Callable[[Account], Operation[Row | Bad]]", operation_of))

    async def _answer(self, work: Callable[[Lookup], Coroutine[Any, Any, Result]]) -> Result:
        """Return the result of a coroutine that sends the requests of one call."""
        lookup = Lookup(self._options, self._connection.get())
        try:
            return await work(lookup)
        finally:
            lookup.report()

    async def aclose(self) -> None:
        """Close the connections, unless they were handed in as `http_client`."""
        if self._owns_connection:
            await self._connection.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


Method = TypeVar("Method")


def documented_as(sync_method: object) -> Callable[[Method], Method]:
    """Give an async client's method the docstring of its twin, so that it is written once."""

    def with_docstring(method: Method) -> Method:
        method.__doc__ = sync_method.__doc__
        return method

    return with_docstring

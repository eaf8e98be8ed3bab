"""What the clients of all APIs have in common."""

import copy
from abc import ABC, abstractmethod
from collections.abc import AsyncIterable, Callable, Generator, Iterable
from typing import Any, Self, TypeVar, Unpack

from nft_holdings._paging.many_accounts import Account, AsyncAnswers, read_many
from nft_holdings._paging.operation import Operation
from nft_holdings._transport.sender import AsyncDriver, Driver

from ._errors import NftHoldingsError
from ._listing import AsyncListing, Listing
from ._options import ClientOptions, Options
from ._redaction import hidden, keeps_secrets

Item = TypeVar("Item")


class Connected(ABC):
    """What both kinds of client share. The constructors of an API hand their options to `_connect`."""

    _driver: Any  # a Driver or an AsyncDriver: mutable, so that no common type would do

    @abstractmethod
    def _connect(self, options: Options, http_client: Any) -> None: ...

    @keeps_secrets
    def with_options(self, **changes: Unpack[ClientOptions]) -> Self:
        """A client with other options, on this one's connections. Closing it leaves them open.

        It takes what ClientOptions lists, but for `http_client` and `allow_plain_http`.

        Raises:
            FilterError: There is no such option, or its value is refused.
        """
        other = copy.copy(self)
        other._driver = self._driver.with_options(self._driver.options.changed(changes))
        return other

    def __repr__(self) -> str:
        options = self._driver.options
        return f"<{type(self).__name__} {hidden(options.base_url)}>"


class Client(Connected):
    """A client that blocks. Use it in a `with` statement, or call `close()`; it may be shared between threads."""

    _driver: Driver

    def _connect(self, options: Options, http_client: Any) -> None:
        self._driver = Driver(options, http_client)

    def _listing(self, operation: Operation[Item], cursor: str | None) -> Listing[Item]:
        return Listing(operation, self._driver, cursor=cursor)

    def _many(
        self, accounts: Iterable[Account], operation_of: Callable[[Account], Operation[Item]]
    ) -> Generator[tuple[Account, Item | NftHoldingsError]]:
        return read_many(self._driver, accounts, operation_of)

    def close(self) -> None:
        """Close the connections, unless they were handed in as `http_client`."""
        self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncClient(Connected):
    """A client that awaits. Use it in an `async with` statement, or await `aclose()`."""

    _driver: AsyncDriver

    def _connect(self, options: Options, http_client: Any) -> None:
        self._driver = AsyncDriver(options, http_client)

    def _listing(self, operation: Operation[Item], cursor: str | None) -> AsyncListing[Item]:
        return AsyncListing(operation, self._driver, cursor=cursor)

    def _many(
        self, accounts: Iterable[Account] | AsyncIterable[Account], operation_of: Callable[[Account], Operation[Item]]
    ) -> AsyncAnswers[Account, Item]:
        return AsyncAnswers(self._driver, accounts, operation_of)

    async def aclose(self) -> None:
        """Close the connections, unless they were handed in as `http_client`."""
        await self._driver.aclose()

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

"""Listings: lazy, complete, and as often iterated as one likes."""

from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from typing import Generic, NoReturn, Protocol

from ._errors import FilterError, IncompleteListing
from ._operation import Item, Operation
from ._options import Options
from ._walk import Page, Walk
from ._wire import Reply, Request


class Driver(Protocol):
    """Sends a request and waits for its reply."""

    options: Options

    def send(self, request: Request) -> Reply: ...


class AsyncDriver(Protocol):
    """Sends a request and awaits its reply."""

    options: Options

    async def send(self, request: Request) -> Reply: ...


class Listing(Generic[Item]):
    """All that an account holds, asked for page by page while it is iterated; each iteration starts anew.

    Iterating raises, besides the errors of the first request, IncompleteListing where a later page cannot be had.
    """

    def __init__(self, operation: Operation[Item], driver: Driver, *, cursor: str | None = None) -> None:
        self._operation = operation
        self._driver = driver
        self._cursor = cursor
        self._walk()

    def __repr__(self) -> str:
        return f"<Listing {self._operation!r}>"

    def __bool__(self) -> NoReturn:
        raise FilterError("whether a listing holds anything is known once it is read: use .first() is not None", rule="listing-truth")

    def _walk(self) -> Walk[Item]:
        return Walk(self._operation, cursor=self._cursor, options=self._driver.options)

    def pages(self) -> Generator[Page[Item]]:
        """The pages, one request each."""
        walk = self._walk()
        while (request := walk.next_request()) is not None:
            with walk.step():
                page = walk.take(self._driver.send(request))
            yield page

    def __iter__(self) -> Iterator[Item]:
        for page in self.pages():
            yield from page.items

    def all(self) -> list[Item]:
        """Everything, as a list.

        Raises:
            IncompleteListing: With the items so far and the cursor to go on from.
        """
        items: list[Item] = []
        try:
            for page in self.pages():
                items += page.items
        except IncompleteListing as error:
            raise error.with_items(items) from error.cause
        return items

    def first(self) -> Item | None:
        """The first item, or None if there is none; asks for no more pages than that takes."""
        return next(iter(self), None)


class AsyncListing(Generic[Item]):
    """All that an account holds, asked for page by page while it is iterated; each iteration starts anew.

    Iterating raises, besides the errors of the first request, IncompleteListing where a later page cannot be had.
    """

    def __init__(self, operation: Operation[Item], driver: AsyncDriver, *, cursor: str | None = None) -> None:
        self._operation = operation
        self._driver = driver
        self._cursor = cursor
        self._walk()

    def __repr__(self) -> str:
        return f"<AsyncListing {self._operation!r}>"

    def __bool__(self) -> NoReturn:
        raise FilterError("whether a listing holds anything is known once it is read: use .first() is not None", rule="listing-truth")

    def _walk(self) -> Walk[Item]:
        return Walk(self._operation, cursor=self._cursor, options=self._driver.options)

    async def pages(self) -> AsyncGenerator[Page[Item]]:
        """The pages, one request each."""
        walk = self._walk()
        while (request := walk.next_request()) is not None:
            with walk.step():
                page = walk.take(await self._driver.send(request))
            yield page

    async def __aiter__(self) -> AsyncIterator[Item]:
        async for page in self.pages():
            for item in page.items:
                yield item

    async def all(self) -> list[Item]:
        """Everything, as a list.

        Raises:
            IncompleteListing: With the items so far and the cursor to go on from.
        """
        items: list[Item] = []
        try:
            async for page in self.pages():
                items += page.items
        except IncompleteListing as error:
            raise error.with_items(items) from error.cause
        return items

    async def first(self) -> Item | None:
        """The first item, or None if there is none; asks for no more pages than that takes."""
        async for page in self.pages():
            if page.items:
                return page.items[0]
        return None

"""Listings: lazy, complete, and as often iterated as one likes."""

from collections.abc import AsyncIterator, Generator, Iterator
from typing import Generic, NoReturn

from ._drivers import AsyncDriver, Driver
from ._errors import FilterError, IncompleteListing, NftHoldingsError
from ._operation import Item, ListingBroken, Operation
from ._secrets import hidden
from ._walk import Page, Walk


class Listing(Generic[Item]):
    """All that an account holds, asked for page by page while it is iterated; each iteration starts anew.

    Iterating raises, besides the errors of the first request, IncompleteListing where a later page cannot be had.
    """

    def __init__(self, operation: Operation[Item], driver: Driver, *, cursor: str | None = None) -> None:
        self._operation = operation
        self._driver = driver
        self._cursor = cursor
        if cursor is not None:
            self._walk()  # so that it is refused at once if it is not one of this listing's

    def __repr__(self) -> str:
        return hidden(f"<Listing {self._operation!r}>")

    def __bool__(self) -> NoReturn:
        raise FilterError("whether a listing holds anything is known once it is read: use .first() is not None", rule="listing-truth")

    def _walk(self) -> Walk[Item]:
        return Walk(self._operation, cursor=self._cursor, options=self._driver.options)

    def pages(self) -> Generator[Page[Item]]:
        """The pages, one request each."""
        walk = self._walk()
        while (request := walk.next_request()) is not None:
            try:
                page = walk.take(*self._driver.fetch(request, walk.read, safe=self._operation.safe))
            except (NftHoldingsError, ListingBroken) as error:
                if walk.ends_with(error):
                    return
                failure = walk.failure(error)
            else:
                if page is not None:
                    yield page
                continue
            raise failure

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


class AsyncPages(AsyncIterator[Page[Item]]):
    """The pages of a listing, one request each.

    No generator: one that is left half-way would be closed by a task of the event loop's own, at some later time.
    """

    def __init__(self, walk: Walk[Item], driver: AsyncDriver) -> None:
        self._walk: Walk[Item] | None = walk
        self._driver = driver

    async def __anext__(self) -> Page[Item]:
        walk = self._walk
        try:
            while walk is not None and (request := walk.next_request()) is not None:
                try:
                    page = walk.take(*await self._driver.fetch(request, walk.read, safe=walk.operation.safe))
                except (NftHoldingsError, ListingBroken) as error:
                    if walk.ends_with(error):
                        break
                    failure = walk.failure(error)
                else:
                    if page is None:
                        continue
                    return page
                raise failure
        except NftHoldingsError:
            self._walk = None
            raise
        self._walk = None
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """Ask for no more pages."""
        self._walk = None


class AsyncItems(AsyncIterator[Item]):
    """The items of a listing, page by page."""

    def __init__(self, pages: AsyncPages[Item]) -> None:
        self._pages = pages
        self._items: Iterator[Item] = iter(())

    async def __anext__(self) -> Item:
        while True:
            for item in self._items:
                return item
            self._items = iter((await anext(self._pages)).items)

    async def aclose(self) -> None:
        """Ask for no more pages."""
        await self._pages.aclose()
        self._items = iter(())


class AsyncListing(Generic[Item]):
    """All that an account holds, asked for page by page while it is iterated; each iteration starts anew.

    Iterating raises, besides the errors of the first request, IncompleteListing where a later page cannot be had.
    """

    def __init__(self, operation: Operation[Item], driver: AsyncDriver, *, cursor: str | None = None) -> None:
        self._operation = operation
        self._driver = driver
        self._cursor = cursor
        if cursor is not None:
            self._walk()  # so that it is refused at once if it is not one of this listing's

    def __repr__(self) -> str:
        return hidden(f"<AsyncListing {self._operation!r}>")

    def __bool__(self) -> NoReturn:
        raise FilterError("whether a listing holds anything is known once it is read: use .first() is not None", rule="listing-truth")

    def _walk(self) -> Walk[Item]:
        return Walk(self._operation, cursor=self._cursor, options=self._driver.options)

    def pages(self) -> AsyncPages[Item]:
        """The pages, one request each."""
        return AsyncPages(self._walk(), self._driver)

    def __aiter__(self) -> AsyncIterator[Item]:
        return AsyncItems(self.pages())

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

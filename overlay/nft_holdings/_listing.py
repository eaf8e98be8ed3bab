"""Listings: lazy, complete, and as often iterated as one likes."""

from collections.abc import AsyncIterator, Generator, Iterator
from typing import Generic, NoReturn

from nft_holdings._paging.operation import Item, Operation
from nft_holdings._paging.page_iterator import Page, Walk
from nft_holdings._paging.scheduler import Plan
from nft_holdings._transport.loop_thread_tasks import flights_of
from nft_holdings._transport.sender import AsyncDriver, Driver
from nft_holdings._transport.tasks import AsyncFlights

from ._errors import FilterError, IncompleteListing, NftHoldingsError
from ._redaction import hidden


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
        """The pages."""
        walk = self._walk()
        plan = Plan(walk)
        flights = flights_of(self._driver)
        try:
            while True:
                page = plan.next_page()
                flights.abandon(plan.stale)
                plan.stale.clear()
                if page is not None:
                    yield page
                elif plan.over:
                    return
                else:
                    jobs = plan.jobs(self._driver.most_at_once)
                    if len(jobs) == 1 and not flights:
                        plan.land(jobs[0], flights.fetch(jobs[0], walk.read, safe=self._operation.safe))
                    else:
                        flights.launch(jobs, walk.read, safe=self._operation.safe)
                        plan.land(*flights.wait())
        finally:
            flights.abandon()

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
    """The pages of a listing.

    No generator: one that is left half-way would be closed by a task of the event loop's own, at some later time.
    """

    def __init__(self, walk: Walk[Item], driver: AsyncDriver) -> None:
        self._walk = walk
        self._plan: Plan[Item] | None = Plan(walk)
        self._flights = AsyncFlights(driver)
        self._driver = driver

    async def __anext__(self) -> Page[Item]:
        try:
            while self._plan is not None:
                page = self._plan.next_page()
                self._flights.abandon(self._plan.stale)
                self._plan.stale.clear()
                if page is not None:
                    return page
                if self._plan.over:
                    break
                await self._go_on(self._plan)
        except NftHoldingsError:
            self._end()
            raise
        self._end()
        raise StopAsyncIteration

    async def _go_on(self, plan: Plan[Item]) -> None:
        jobs = plan.jobs(self._driver.most_at_once)
        if len(jobs) > 1 or self._flights:
            self._flights.launch(jobs, self._walk.read, safe=self._walk.operation.safe)
            plan.land(*await self._flights.wait())
            return
        (job,) = jobs
        try:
            outcome = await self._flights.fetch(job, self._walk.read, safe=self._walk.operation.safe)
        except BaseException:
            plan.drop(job)
            raise
        plan.land(job, outcome)

    def _end(self) -> None:
        self._plan = None
        self._flights.abandon()

    async def aclose(self) -> None:
        """Ask for no more pages."""
        self._end()

    def __del__(self) -> None:
        self._flights.abandon()


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
        """The pages."""
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

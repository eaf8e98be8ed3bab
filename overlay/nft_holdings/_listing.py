"""Listings: lazy, complete, and iterated as often as wanted."""

from collections.abc import AsyncIterator, Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

import attrs

from ._errors import IncompleteListing, InvalidArgument, NftHoldingsError
from ._options import Options
from ._paging.async_only import AsyncOnly
from ._paging.cursor import from_cursor
from ._paging.notebook import paragraph
from ._paging.operation import Operation
from ._paging.page import Row
from ._paging.page_iterator import Page, PageIterator
from ._redaction import hidden
from ._transport.connection import AsyncConnection, BlockingConnection
from ._transport.sender import Sender
from ._transport.tasks import stepped

if TYPE_CHECKING:
    import pyarrow

UNSHOWN = {"None", "[]", "Filter()"}
"""Arguments that stay out of the repr of a listing."""
AnyConnection = TypeVar("AnyConnection", BlockingConnection, AsyncConnection)


class AnyListing(Generic[Row, AnyConnection]):
    """The base of both kinds of listing."""

    _partial: bool | None = None
    _as_of: str | None = None
    _error: NftHoldingsError | None = None
    _connection: AnyConnection

    def __init__(self, operation: Operation[Row], options: Options, connection: AnyConnection, *, cursor: str | None = None) -> None:
        self._operation = operation
        self._options = options
        self._connection = connection
        self._cursor = cursor
        if cursor is not None:
            from_cursor(operation, cursor)  # so that it is refused at once if it is not one of this listing

    def __repr__(self) -> str:
        values: dict[str, Any] = attrs.asdict(self._operation, recurse=False)  # type: ignore[arg-type]  # operations are attrs classes
        texts = (f"{name}={getattr(value, 'value', value)!r}" for name, value in values.items() if repr(value) not in UNSHOWN)
        return hidden(f"<{type(self).__name__} {self._operation.name}: {', '.join(texts)}>")

    def _repr_html_(self) -> str:
        pager = self._operation.pager(None if self._cursor is None else from_cursor(self._operation, self._cursor))
        name = f"{type(self).__name__} {self._operation.name}"
        if pager.state == "over":
            return paragraph(f"{name}: it has no rows, and sends no request")
        request = pager.request()
        return paragraph(f"{name}: in a loop, or with all(), it begins with", f"{request.method} {request.target}")

    @property
    def partial(self) -> bool | None:
        """Return True if the server said of a page that it does not have all rows; None before a page was read."""
        return self._partial

    @property
    def as_of(self) -> str | None:
        """Return the time of the data of the newest page that has one, as the server says; None if it does not say."""
        return self._as_of

    @property
    def error(self) -> NftHoldingsError | None:
        """Return the error that ended the newest stream of Arrow, as tools replace it by one of their own; None without one."""
        return self._error

    def _noted(self, page: Page[Row]) -> Page[Row]:
        self._partial, self._as_of = bool(self._partial) or page.partial, page.as_of or self._as_of
        return page

    def __bool__(self) -> NoReturn:
        raise InvalidArgument(
            "a listing knows whether it holds anything once it is read",
            argument="listing",
            rule="listing-truth",
            hint="use .first() is not None",
        )


class Listing(AnyListing[Row, BlockingConnection]):
    """Everything that an account holds, requested page by page during iteration; each iteration starts anew.

    It is also a stream of Arrow, which pyarrow, polars, pandas and DuckDB read: `pyarrow.table(listing)`.

    Iterating raises, besides the errors of the first request, IncompleteListing where a later page cannot be had.
    """

    __module__ = "nft_holdings"

    def pages(self) -> Generator[Page[Row]]:
        """Iterate over the pages."""
        connection = self._connection.get()
        place = connection.place
        self._partial = None
        pages = PageIterator(self._operation, Sender(self._options, connection), cursor=self._cursor)
        is_over = False
        try:
            while not is_over:
                try:
                    found = place.run(pages.next_slice)
                except NftHoldingsError as error:
                    failure = pages.given_up(error)  # the client may have been closed
                else:
                    is_over = found is None or found.position is None
                    if found is not None:
                        yield self._noted(pages.page(found))
                    continue
                raise failure
        finally:
            if pages.is_pending or not is_over:
                place.post(pages.close)

    def __iter__(self) -> Iterator[Row]:
        for page in self.pages():
            yield from page.items

    def all(self) -> list[Row]:
        """Return everything as a list.

        Raises:
            IncompleteListing: With the items so far and the cursor to go on from.
        """
        return stepped(lambda: _all(_WithoutWaiting(self.pages())))

    def first(self) -> Row | None:
        """Return the first item, or None if there is none; ask for no more pages than that takes."""
        return stepped(lambda: _first(_WithoutWaiting(self.pages())))

    def to_arrow(self) -> "pyarrow.Table":
        """Return everything as a table of pyarrow. docs/data-frames.md describes its columns. Needs the extra `data`.

        Raises:
            IncompleteListing: With the cursor to go on from; it has no items.
        """
        from .data import _stream

        return _stream.table_of(self._operation, self.pages())

    def __arrow_c_schema__(self) -> object:
        from .data import _stream

        return _stream.schema_of_operation(self._operation).__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        from .data import _stream

        self._error = None
        reader = _stream.reader_of(self._operation, self.pages(), self._failed)
        return reader.__arrow_c_stream__(requested_schema)

    def _failed(self, error: NftHoldingsError) -> None:
        self._error = error


class AsyncPages(AsyncOnly, AsyncIterator[Page[Row]]):
    """The pages of a listing.

    No generator: one that is left half-way would be closed by a task of the event loop's own, at some later time.
    """

    def __init__(self, pages: PageIterator[Row], noted: Callable[[Page[Row]], Page[Row]]) -> None:
        self._pages = pages
        self._noted = noted
        self._is_over = False

    async def __anext__(self) -> Page[Row]:
        if not self._is_over:
            try:
                found = await self._pages.next_slice()
            except NftHoldingsError:
                await self.aclose()
                raise
            if found is None or found.position is None:
                await self.aclose()
            if found is not None:
                return self._noted(self._pages.page(found))
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """Ask for no more pages."""
        self._is_over = True
        self._pages.close()

    def __del__(self) -> None:
        self._pages.close()


class AsyncItems(AsyncIterator[Row]):
    """The items of a listing, page by page."""

    def __init__(self, pages: AsyncPages[Row]) -> None:
        self._pages = pages
        self._items: Iterator[Row] = iter(())

    async def __anext__(self) -> Row:
        while True:
            for item in self._items:
                return item
            self._items = iter((await anext(self._pages)).items)

    async def aclose(self) -> None:
        """Ask for no more pages."""
        await self._pages.aclose()
        self._items = iter(())


class AsyncListing(AsyncOnly, AnyListing[Row, AsyncConnection]):
    """Everything that an account holds, requested page by page during iteration; each iteration starts anew.

    Iterating raises, besides the errors of the first request, IncompleteListing where a later page cannot be had.
    """

    __module__ = "nft_holdings"

    def pages(self) -> AsyncPages[Row]:
        """Iterate over the pages."""
        sender = Sender(self._options, self._connection.get())
        self._partial = None
        return AsyncPages(PageIterator(self._operation, sender, cursor=self._cursor), self._noted)

    def __aiter__(self) -> AsyncIterator[Row]:
        return AsyncItems(self.pages())

    async def all(self) -> list[Row]:
        """Return everything as a list.

        Raises:
            IncompleteListing: With the items so far and the cursor to go on from.
        """
        return await _all(self.pages())

    async def first(self) -> Row | None:
        """Return the first item, or None if there is none; ask for no more pages than that takes."""
        return await _first(self.pages())

    async def to_arrow(self) -> "pyarrow.Table":
        """Return everything as a table of pyarrow. docs/data-frames.md describes its columns. Needs the extra `data`.

        Raises:
            IncompleteListing: With the cursor to go on from; it has no items.
        """
        from .data import _stream

        return await _stream.async_table_of(self._operation, self.pages())

    def __arrow_c_schema__(self) -> NoReturn:
        self.__arrow_c_stream__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> NoReturn:
        raise TypeError(f"a stream of Arrow cannot wait for an {type(self).__name__}: write `await listing.to_arrow()`")


class _WithoutWaiting(AsyncIterator[Page[Row]]):
    """The pages of a blocking listing, for a coroutine that is stepped on the calling thread."""

    def __init__(self, pages: Iterator[Page[Row]]) -> None:
        self._pages = pages

    async def __anext__(self) -> Page[Row]:
        for page in self._pages:
            return page
        raise StopAsyncIteration


async def _all(pages: AsyncIterator[Page[Row]]) -> list[Row]:
    items: list[Row] = []
    try:
        async for page in pages:
            items += page.items
    except IncompleteListing as error:
        raise error.with_items(items) from error.cause
    return items


async def _first(pages: AsyncIterator[Page[Row]]) -> Row | None:
    async for page in pages:
        if page.items:
            return page.items[0]
    return None

"""Iterate the pages of a listing."""

from collections.abc import Callable
from functools import cached_property, partial
from typing import Any, Generic, Protocol, runtime_checkable

from attrs import field, frozen

from nft_holdings._errors import DecodeError, IncompleteListing, NftHoldingsError
from nft_holdings._redaction import cleaned, hidden, hide_in, hiding
from nft_holdings._transport.messages import Reply
from nft_holdings._transport.sender import Sender
from nft_holdings._transport.telemetry import ListingSpan

from .cursor import from_cursor, to_cursor
from .notebook import table
from .operation import ObjectOperation, Operation
from .page import ListingBroken, PageSlice, ParsedPage, Position, Row
from .scheduler import DoesNotFit, FetchTask, Outcome, Scheduler, SequentialScheduler


@runtime_checkable
class Splittable(Protocol):
    """A pager of a listing that can be read in several key ranges at once."""

    def split(self, page: ParsedPage[Any], *, strict: bool, sparing: bool) -> Scheduler[Any] | None:
        """Return a scheduler for the rest of the listing after a page; None if it is better read page by page.

        Args:
            page: The page that was taken last.
            strict: True if pages must have no drift.
            sparing: True for few requests rather than few round trips.
        """


@frozen(kw_only=True)
class Page(Generic[Row]):
    """One reply of a listing.

    Attributes:
        items: The rows that no page before had, in the order of the listing. With `bad_rows="deliver"`, a DecodeError stands in
            place of a row that cannot be read.
        total: The number of rows of the whole listing, as the server says; None if the API does not say.
        partial: True if the server says that it does not have all rows.
        as_of: The time of the data, as the server says; None if it does not say.
    """

    __module__ = "nft_holdings"

    items: list[Row]
    total: int | None
    partial: bool = False
    as_of: str | None = None
    _make_cursor: Callable[[], str | None] = field(alias="make_cursor", repr=False, eq=False)
    _make_raw: Callable[[], Any] = field(alias="make_raw", repr=False, eq=False)
    _make_response: Callable[[], Any] | None = field(alias="make_response", repr=False, eq=False)

    @cached_property
    def cursor(self) -> str | None:
        """Return the cursor to go on after this page, for `cursor=`; None on the last page."""
        return self._make_cursor()

    @cached_property
    def raw(self) -> Any:
        """Return the reply as parsed JSON."""
        return self._make_raw()

    @cached_property
    def response(self) -> Any:
        """Return the HTTP library's response; None in an unpickled page, as the response contains the key that was sent."""
        return self._make_response and self._make_response()

    def __repr__(self) -> str:
        # Without the rows: a server may repeat a key in them, and logs and debuggers show pages.
        return f"<Page of {len(self.items)} items, cursor={self.cursor!r}, total={self.total!r}>"

    def _repr_html_(self) -> str:
        items: list[Any] = self.items
        rows = [{"error": str(row)} if isinstance(row, DecodeError) else row.to_dict() for row in items]
        return table(rows, f"Page of {len(rows)} items" + ("" if self.total is None else f"; the server has {self.total}"))

    def __reduce__(self) -> tuple[Any, ...]:
        # The response contains the request and its key, which must not get into a cache or a queue.
        return _page, (self.items, self.total, self.cursor, self._make_raw, self.partial, self.as_of)


def _page(
    items: list[Row], total: int | None, cursor: str | None, raw: Callable[[], Any], partial: bool = False, as_of: str | None = None
) -> Page[Row]:
    return Page(items=items, total=total, partial=partial, as_of=as_of, make_cursor=lambda: cursor, make_raw=raw, make_response=None)


class PageIterator(Generic[Row]):
    """Read a listing once, slice by slice. It runs in its sender's place; call `page` on the caller's thread.

    Args:
        operation: The listing.
        sender: The sender of its requests.
        cursor: The cursor to go on from; the start of the listing if None.

    Raises:
        InvalidArgument: The cursor does not belong to this listing.
    """

    def __init__(self, operation: Operation[Row], sender: Sender, *, cursor: str | None = None) -> None:
        self._operation = operation
        self._sender = sender
        self._options = sender.options
        self._position = None if cursor is None else from_cursor(operation, cursor)
        self._before_all = operation.before_all
        self._begin(operation)
        self._tasks = sender.place.new_tasks()
        self._span = ListingSpan(operation.name)
        self._has_read = self._has_delivered = False
        self._may_be_empty = cursor is None
        self._delivered: Position | None = None

    def _begin(self, listing: Operation[Row]) -> None:
        self._listing = listing  # with what had to be asked before; cursors belong to the operation as the caller gave it
        options = self._options
        pager = listing.pager(self._position)
        self._scheduler: Scheduler[Row] = SequentialScheduler(pager, options)
        # With max_pages, key ranges might read more pages than the caller allows.
        may_split = options.max_pages is None and options.concurrency > 1
        self._splittable = pager if may_split and isinstance(pager, Splittable) else None

    @property
    def is_pending(self) -> bool:
        """Return True while requests are pending."""
        return bool(self._tasks)

    async def next_slice(self) -> PageSlice[Row] | None:
        """Wait for the next rows and return them; None at the end.

        Raises:
            NftHoldingsError: The first page failed.
            IncompleteListing: A later page failed.
        """
        try:
            if self._before_all is not None:
                answer = await self._ask(self._before_all)
                self._before_all = None
                self._begin(self._operation.with_answer(answer))
            while (found := self._scheduler.next_slice()) is None and not self._scheduler.is_over:
                await self._fetch()
            if found is not None:
                await self._check_empty(found)
        except (NftHoldingsError, ListingBroken) as error:
            failure = self.failure(error)
        else:
            self._cancel_stale()
            if found is None or found.position is None:
                self._span.end()
            if found is not None:
                self._has_read = True
                self._split(found)
            return found
        self._span.end(failure)
        raise failure

    async def _check_empty(self, found: PageSlice[Row]) -> None:
        """Ask what the operation wants to know of a listing that has no rows.

        Raises:
            NftHoldingsError: There can be no such listing.
        """
        self._may_be_empty = self._may_be_empty and not found.page.rows
        asked = self._listing.when_empty if self._may_be_empty and found.position is None else None
        if asked is not None:
            await self._ask(asked)

    async def _ask(self, operation: ObjectOperation[Any]) -> Any:
        with self._span.current():
            answer = await self._sender.fetch(operation.request(), partial(operation.read, closely=False), safe=operation.safe)
        return answer.value

    async def _fetch(self) -> None:
        """Send the requests that are due, and wait for one outcome."""
        self._cancel_stale()
        tasks = self._scheduler.tasks(self._sender.most_at_once)
        if len(tasks) == 1 and not self._tasks:
            (task,) = tasks
            try:
                outcome = await self._outcome(task)
            except BaseException:
                self._scheduler.drop(task)
                raise
        else:
            for each in tasks:
                self._tasks.start(each, partial(self._outcome, each))
            task, outcome = await self._tasks.wait()
            if isinstance(outcome, BaseException) and not isinstance(outcome, NftHoldingsError):
                self._scheduler.drop(task)
                raise outcome
        self._land(task, outcome)

    async def _outcome(self, task: FetchTask) -> Outcome[Row]:
        try:
            with self._span.current():
                return await self._sender.fetch(task.request, task.read or self._read, safe=self._operation.safe)
        except NftHoldingsError as error:
            return error

    def _read(self, reply: Reply) -> tuple[ParsedPage[Row], Reply]:
        page = self._operation.read(reply, closely=self._options.wants_drifts, until_flaw=self._options.bad_rows == "raise")
        hide = hiding() if page.flawed else None
        for row in page.unreadable:
            cleaned(row, hide)
        return page, reply

    def _land(self, task: FetchTask, outcome: Outcome[Row]) -> None:
        try:
            self._scheduler.land(task, outcome)
        except DoesNotFit:
            self._tasks.cancel()
            pager = self._listing.pager(self._scheduler.position)
            self._scheduler = SequentialScheduler(pager, self._options, has_read=True)

    def _split(self, found: PageSlice[Row]) -> None:
        """Read the rest of the listing in several key ranges at once, if the pager can split it."""
        if self._splittable is not None and found.position is not None:
            split = self._splittable.split(found.page, strict=self._options.strict, sparing=self._options.rate_limit is not None)
            if split is not None:
                self._scheduler, self._splittable = split, None

    def _cancel_stale(self) -> None:
        if self._scheduler.stale:
            self._tasks.cancel(self._scheduler.stale)
            self._scheduler.stale.clear()

    def close(self) -> None:
        """Cancel the pending requests."""
        self._tasks.cancel()
        self._span.end()

    def page(self, found: PageSlice[Row]) -> Page[Row]:
        """Return the page of a slice, and report its drifts to the caller."""
        self._has_delivered, self._delivered = True, found.position
        for drift in found.page.drifts:
            self._options.report(drift)
        return Page(
            items=list(found.rows),  # type: ignore[arg-type]  # with bad_rows="deliver" some are errors
            total=found.page.total,
            partial=found.page.partial,
            as_of=found.page.as_of,
            make_cursor=partial(self._cursor_at, found.position),
            make_raw=found.page.raw,
            make_response=found.reply.response,
        )

    def failure(self, error: NftHoldingsError | ListingBroken) -> NftHoldingsError:
        """Return the error for the caller: an IncompleteListing after the first page, else the error itself."""
        if isinstance(error, IncompleteListing):
            return error
        if isinstance(error, ListingBroken):
            cursor = self._cursor_at(error.position or self._scheduler.position) if error.resumable else None
            # A listing that cannot be resumed has changed meanwhile, and may be complete the next time.
            return IncompleteListing(hidden(str(error)), cursor=cursor, temporary=not error.resumable)
        return self._incomplete(error, self._scheduler.position) if self._has_read else _shown(error)

    def given_up(self, error: NftHoldingsError) -> NftHoldingsError:
        """Return the error for a listing that is given up from outside. It goes on after the last page that the caller has got."""
        if isinstance(error, IncompleteListing) or not self._has_delivered:
            return error
        return self._incomplete(error, self._delivered)

    def _incomplete(self, error: NftHoldingsError, position: Position | None) -> IncompleteListing:
        cursor = self._cursor_at(position)
        _shown(error)
        incomplete = IncompleteListing(f"the listing stopped before its end: {error}", cursor=cursor, cause=error)
        incomplete.__cause__ = error
        return incomplete

    def _cursor_at(self, position: Position | None) -> str | None:
        return None if position is None else to_cursor(self._operation, position)


def _shown(error: NftHoldingsError) -> NftHoldingsError:
    """Hide keys in an error. The frames of a page that is refused have the reply among their variables, and go."""
    if isinstance(error, DecodeError):
        return cleaned(error)
    hide_in(error)
    return error

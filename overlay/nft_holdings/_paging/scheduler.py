"""Schedule the requests of a listing: page by page with prefetch. An API may add another scheduler."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Generic

from attrs import frozen

from nft_holdings._errors import ApiError, DecodeError, Forbidden, NftHoldingsError, Unauthorized
from nft_holdings._options import Options
from nft_holdings._transport.messages import Reply, Request

from .page import ListingBroken, PageSlice, ParsedPage, Position, Row
from .pager import Pager

GOES_ON = "the listing goes on after max_pages pages"

Outcome = tuple[ParsedPage[Row], Reply] | NftHoldingsError
"""A page and its reply, or the error in their place."""


@frozen(eq=False)
class FetchTask:
    """A request to send now.

    Attributes:
        request: The request.
        purpose: A note that only the scheduler reads.
        read: A function that reads the reply, for a request that is not for a page; its value comes in place of the outcome's page.
    """

    request: Request
    purpose: Any = None
    read: Callable[[Reply], Any] | None = None


class DoesNotFit(Exception):
    """A reply that contradicts others. The listing is then read page by page, which gives the exact error."""


class Scheduler(ABC, Generic[Row]):
    """Decide which requests of a listing to send now, and put the pages that come into order.

    Attributes:
        stale: Tasks whose outcomes are no longer of use. The page iterator cancels them and empties the list.
    """

    def __init__(self) -> None:
        self.stale: list[FetchTask] = []

    @property
    @abstractmethod
    def is_over(self) -> bool:
        """Return True once all slices have been returned."""

    @property
    @abstractmethod
    def position(self) -> Position | None:
        """Return the position after the slices that were returned; None if the listing cannot be resumed there."""

    @abstractmethod
    def tasks(self, most: int) -> list[FetchTask]:
        """Return the tasks to send now, so that at most `most` requests are pending."""

    @abstractmethod
    def land(self, task: FetchTask, outcome: Outcome[Row]) -> None:
        """Take the outcome of a task.

        Raises:
            DoesNotFit: The listing must be read page by page.
        """

    @abstractmethod
    def drop(self, task: FetchTask) -> None:
        """Note that a task was abandoned, and may be returned again."""

    @abstractmethod
    def next_slice(self) -> PageSlice[Row] | None:
        """Return the next rows, if they have come.

        Raises:
            NftHoldingsError: Their request failed.
            ListingBroken: They contradict the request or the pages before.
        """


class SequentialScheduler(Scheduler[Row]):
    """Read a listing page by page, with prefetch.

    Args:
        pager: The pager of the listing.
        options: The options of the client.
        has_read: True if pages were read before.
    """

    def __init__(self, pager: Pager[Row], options: Options, *, has_read: bool = False) -> None:
        super().__init__()
        self._pager = pager
        self._is_over = False
        self._options = options
        self._has_read = has_read
        self._pages_left = options.max_pages
        self._request: Request | None = None
        self._pending: list[FetchTask] = []
        self._landed: list[tuple[FetchTask, Outcome[Row]]] = []

    @property
    def is_over(self) -> bool:
        return self._is_over

    @property
    def position(self) -> Position | None:
        return None if self._pager.state == "over" or not self._pager.resumable else self._pager.position

    def tasks(self, most: int) -> list[FetchTask]:
        request = self._next_request()
        known = [task.request for task in (*self._pending, *(task for task, _ in self._landed))]
        wanted = [] if request is None else [request, *self._ahead(most - 1)]
        tasks = [FetchTask(each) for each in wanted if each not in known][: max(most - len(self._pending), 0)]
        self._pending += tasks
        return tasks

    def _ahead(self, most: int) -> list[Request]:
        count = most if self._pages_left is None else min(most, self._pages_left - 1)
        return [*self._pager.ahead(count)] if most > 0 else []

    def land(self, task: FetchTask, outcome: Outcome[Row]) -> None:
        self._pending.remove(task)
        self._landed.append((task, outcome))

    def drop(self, task: FetchTask) -> None:
        self._pending.remove(task)

    def next_slice(self) -> PageSlice[Row] | None:
        while (request := self._next_request()) is not None:
            found = next((each for each in self._landed if each[0].request == request), None)
            if found is None:
                return None
            self._landed.remove(found)
            self._request = None
            taken = self._taken(found[1])
            if taken is not None or self._is_over:
                return taken
            self._forget()  # the pages that were requested ahead may be wrong, too
        self._is_over = True
        return None

    def _next_request(self) -> Request | None:
        """Return the request for the next page, the same one until it has come; None at the end."""
        if self._request is None and self._pager.state != "over":
            if self._pages_left == 0 and self._pager.state == "more":
                raise ListingBroken(GOES_ON)
            self._request = self._pager.request()
        return self._request

    def _taken(self, outcome: Outcome[Row]) -> PageSlice[Row] | None:
        if isinstance(outcome, NftHoldingsError):
            if self._is_end(outcome):
                self._is_over = True
                return None
            raise outcome
        page, reply = outcome
        self._check(page)
        before = self.position
        rows = self._pager.take(page)
        if self._pages_left == 0 and rows:
            raise ListingBroken(GOES_ON, position=before)
        if rows is None or self._pages_left == 0:
            return None
        if self._pages_left is not None:
            self._pages_left -= 1
        self._has_read = True
        return PageSlice(rows, page, reply, None if self._pager.state == "over" else self._pager.position)

    def _check(self, page: ParsedPage[Row]) -> None:
        """Check a page against the options `strict` and `bad_rows`.

        Raises:
            DecodeError: It has a drift or an unreadable row that the options do not allow.
        """
        if page.drifts and self._options.strict:
            drift = page.drifts[0]
            raise DecodeError(drift.operation, drift.path, drift.expected, drift.got, page.raw())
        if self._options.bad_rows == "raise":
            for row in page.unreadable:
                raise row

    def _is_end(self, error: NftHoldingsError) -> bool:
        """Return True if an error means the end: some servers refuse a page behind all rows that they have announced."""
        refused = isinstance(error, ApiError) and not isinstance(error, Unauthorized | Forbidden) and not error.temporary
        return refused and self._has_read and self._pager.state != "more"

    def _forget(self) -> None:
        self.stale += self._pending
        self._pending.clear()
        self._landed.clear()

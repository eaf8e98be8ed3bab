"""The requests behind a call that gives one answer, such as a token, or whether an account owns an NFT."""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from functools import partial
from typing import Any, TypeVar

from nft_holdings._errors import DecodeError, NftHoldingsError
from nft_holdings._option_values import Drift
from nft_holdings._options import Options
from nft_holdings._reading.object_reader import ParsedObject
from nft_holdings._redaction import cleaned
from nft_holdings._transport.connection import Connection
from nft_holdings._transport.messages import Reply
from nft_holdings._transport.retry_after import server_time
from nft_holdings._transport.sender import Sender
from nft_holdings._transport.telemetry import ListingSpan

from .operation import ObjectOperation, Operation
from .page import PageSlice, ParsedPage, Row
from .page_iterator import PageIterator

Value = TypeVar("Value")
Item = TypeVar("Item")


class Lookup:
    """Send the requests of one call. It runs in its connection's place; call `report` on the caller's thread.

    Args:
        options: The options of the client.
        connection: The connection to send on.

    Attributes:
        server_time: The time of the newest reply, in seconds since 1970.
    """

    def __init__(self, options: Options, connection: Connection[Any]) -> None:
        # A row that cannot be read may be the one that decides.
        self._options = options.changed({"bad_rows": "raise"})
        self._sender = Sender(self._options, connection)
        self._drifts: list[Drift] = []
        self._kept: dict[ObjectOperation[Any], Any] = {}
        self._turn = connection.place.new_turn()
        self.server_time = 0.0

    async def one(self, operation: ObjectOperation[Value]) -> Value:
        """Return an operation's object.

        Raises:
            NftHoldingsError: It cannot be had.
        """
        found: ParsedObject[Value] = await self._fetch(operation, partial(operation.read, closely=self._options.wants_drifts))
        return found.value

    async def once(self, operation: ObjectOperation[Value]) -> Value:
        """Return an operation's object as `one` does, and keep it for the rest of the call. It is one that does not change."""
        async with self._turn:  # of several at once, one asks
            if operation not in self._kept:
                self._kept[operation] = await self.one(operation)
        found: Value = self._kept[operation]
        return found

    async def page(self, operation: Operation[Row]) -> ParsedPage[Row]:
        """Return the first page of a listing, and follow no link.

        Raises:
            NftHoldingsError: It cannot be had, or a row cannot be read.
        """
        page: ParsedPage[Row] = await self._fetch(operation, partial(operation.read, closely=self._options.wants_drifts, until_flaw=True))
        for row in page.unreadable:
            raise cleaned(row)
        return page

    async def slices(self, operation: Operation[Row]) -> AsyncIterator[PageSlice[Row]]:
        """Read a listing to its end, page by page.

        Raises:
            NftHoldingsError: The first page failed.
            IncompleteListing: A later page failed.
        """
        pages = PageIterator(operation, self._sender)
        try:
            while (found := await pages.next_slice()) is not None:
                self._drifts += found.page.drifts
                yield found
                if found.position is None:
                    break
        finally:
            pages.close()

    async def each(self, items: Iterable[Item], work: Callable[[Item], Coroutine[Any, Any, Value]]) -> list[Value | NftHoldingsError]:
        """Return the result for each item, in order, several at once; in place of one that failed its error."""
        results: dict[int, Value | NftHoldingsError] = {}
        tasks = self._sender.place.new_tasks()
        waiting = enumerate(items)
        try:
            while True:
                while len(tasks) < self._sender.most_at_once and (following := next(waiting, None)) is not None:
                    index, item = following
                    tasks.start(index, partial(work, item))
                if not tasks:
                    return [results[index] for index in sorted(results)]
                index, result = await tasks.wait()
                if isinstance(result, BaseException) and not isinstance(result, NftHoldingsError):
                    raise result
                results[index] = result
        finally:
            tasks.cancel()

    async def _fetch(self, operation: Any, read: Callable[[Reply], Any]) -> Any:
        def noted(reply: Reply) -> Any:
            self.server_time = server_time(reply.headers)
            return read(reply)

        span = ListingSpan(operation.name)
        request = operation.request() if isinstance(operation, ObjectOperation) else operation.pager(None).request()
        try:
            with span.current():
                found: ParsedObject[Any] | ParsedPage[Any] = await self._sender.fetch(request, noted, safe=operation.safe)
        except NftHoldingsError as error:
            span.end(error)
            raise
        span.end()
        self._drifts += found.drifts
        if found.drifts and self._options.strict:
            drift = found.drifts[0]
            raise DecodeError(drift.operation, drift.path, drift.expected, drift.got)
        return found

    def report(self) -> None:
        """Report the drifts of all replies to the caller."""
        for drift in self._drifts:
            self._options.report(drift)

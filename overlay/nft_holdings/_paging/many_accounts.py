"""Read the listings of many accounts concurrently. None holds up the others, and an error ends only one of them."""

import asyncio
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Callable, Generator, Iterable, Iterator
from functools import partial
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from nft_holdings._errors import ConnectionFailed, IncompleteListing, InvalidArgument, NftHoldingsError
from nft_holdings._options import Options
from nft_holdings._redaction import hidden, shown
from nft_holdings._transport.connection import AsyncConnection, BlockingConnection
from nft_holdings._transport.place import OnLoop
from nft_holdings._transport.sender import Sender

from .async_only import AsyncOnly
from .operation import Operation
from .page import PageSlice, Row
from .page_iterator import PageIterator

Account = TypeVar("Account")
OperationOf = Callable[[Account], Operation[Row]]
NO_MORE: Any = object()


@frozen(kw_only=True, repr=False)
class AccountResult(Generic[Account, Row]):
    """Rows of one of many accounts, as they come, or the error that ended its listing.

    Attributes:
        account: The account, as the caller gave it.
        items: Rows that no result before had, in the order of the listing; empty for an account that holds nothing, and with an error.
        error: The error that ended the listing of this account; None without one.
        is_last: True if nothing more of this account comes.
        cursor: The cursor to go on from later, for `cursor=` of the listing of this account; None at the end, or if it must begin anew.
    """

    __module__ = "nft_holdings"

    account: Account
    items: list[Row] = field(factory=list)
    error: NftHoldingsError | None = None
    is_last: bool = True
    cursor: str | None = None

    def __repr__(self) -> str:
        # Without the rows: a server may repeat a key in them, and logs and debuggers show results.
        outcome = f"{len(self.items)} items" if self.error is None else repr(self.error)
        return hidden(f"<AccountResult {self.account!r}: {outcome}, is_last={self.is_last}>")


@frozen
class Resumed(Generic[Account]):
    """An account whose listing goes on, in place of the account alone.

    Attributes:
        account: The account.
        cursor: The cursor of its last result.
    """

    account: Account
    cursor: str


@frozen
class ReadAhead(Generic[Account]):
    """Accounts that are read while the caller is busy, such as with storing rows.

    Attributes:
        accounts: The accounts.
        most: How many more of them than requests at once are begun.
    """

    accounts: Iterable[Account]
    most: int

    def __iter__(self) -> Iterator[Account]:
        return iter(self.accounts)


class ManyAccountsReader(Generic[Account, Row]):
    """Read the listings of several accounts concurrently, each page by page.

    Args:
        operation_of: A function that returns the listing of an account.
        sender: The sender of their requests.
        ahead: How many more listings than requests at once are begun.
    """

    def __init__(self, operation_of: OperationOf[Account, Row], sender: Sender, ahead: int = 0) -> None:
        self._operation_of, self._sender = operation_of, sender
        self._one_by_one = sender.with_options(sender.options.one_by_one)
        self._ahead = ahead if isinstance(sender.place, OnLoop) and sender.options.concurrency > 1 else 0
        self._waiting: deque[PageIterator[Row]] = deque()
        self._pending: set[PageIterator[Row]] = set()
        self._tasks = sender.place.new_tasks()
        self._reading: dict[PageIterator[Row], Account | Resumed[Account]] = {}
        self._alone: PageIterator[Row] | None = None

    @property
    def is_reading(self) -> bool:
        """Return True until the listings of all accounts have ended."""
        return bool(self._reading)

    @property
    def has_room(self) -> bool:
        """Return True if the listing of one more account can be read."""
        return len(self._reading) < self._sender.most_at_once + self._ahead

    def begin(self, wanted: Account | Resumed[Account]) -> None:
        """Add the listing of an account; `send` sends its first request.

        Raises:
            InvalidArgument: It is no account, or the cursor is not one of its listing.
        """
        iterator = PageIterator(self._operation_of(account_of(wanted)), self._one_by_one, cursor=cursor_of(wanted))
        self._reading[iterator] = wanted
        self._waiting.append(iterator)

    def send(self) -> None:
        """Send the next requests, as many as may be pending. Call it in the sender's place."""
        while self._waiting and len(self._pending) < self._sender.most_at_once:
            iterator = self._waiting.popleft()
            self._pending.add(iterator)
            if self._sender.options.concurrency == 1:
                self._alone = iterator  # no task: the caller's HTTP client may belong to its thread
            else:
                self._tasks.start(iterator, partial(self._next_slice, iterator))

    async def _next_slice(self, iterator: PageIterator[Row]) -> PageSlice[Row] | None:
        try:
            return await iterator.next_slice()
        except asyncio.CancelledError:
            self._waiting.clear()  # the results or the client were closed
            raise
        finally:
            self._pending.discard(iterator)
            if self._ahead:
                self.send()

    def start(self, key: object, work: Callable[[], Any]) -> None:
        """Run another coroutine beside the requests."""
        self._tasks.start(key, work)

    async def next_outcomes(self) -> list[tuple[Any, Any]]:
        """Wait for the next rows of any account, its end or its error, or for the end of a coroutine that was started beside them.

        Returns:
            Everything that has come by then: a page iterator with its slice, None or error; or the key of a coroutine with its result.
        """
        self.send()
        outcomes = [await (self._tasks.wait() if self._alone is None else self._next_alone(self._alone))]
        while self._tasks.has_ended:
            outcomes.append(await self._tasks.wait())
        for key, outcome in outcomes:
            if isinstance(outcome, BaseException) and not (isinstance(outcome, NftHoldingsError) and isinstance(key, PageIterator)):
                raise outcome
            if isinstance(outcome, PageSlice) and outcome.position is not None:
                self._waiting.appendleft(key)
        self.send()
        return outcomes

    async def _next_alone(self, iterator: PageIterator[Row]) -> tuple[Any, Any]:
        try:
            outcome: Any = await iterator.next_slice()
        except NftHoldingsError as error:
            outcome = error
        self._alone = None
        self._pending.discard(iterator)
        return iterator, outcome

    def result(self, iterator: PageIterator[Row], outcome: PageSlice[Row] | NftHoldingsError | None) -> AccountResult[Account, Row]:
        """Return the rows of an outcome, or its error, with the account. Call it on the caller's thread, as it reports drifts."""
        wanted = self._reading[iterator]
        if not isinstance(outcome, PageSlice) or outcome.position is None:
            del self._reading[iterator]
        if isinstance(outcome, PageSlice):
            page = iterator.page(outcome)
            return AccountResult(account=account_of(wanted), items=page.items, is_last=outcome.position is None, cursor=page.cursor)
        return AccountResult(account=account_of(wanted)) if outcome is None else failed(wanted, iterator.given_up(outcome))

    def fail(self, error: NftHoldingsError) -> list[AccountResult[Account, Row]]:
        """End all listings because of an error, and return that error for each account."""
        results: list[AccountResult[Account, Row]] = [
            failed(wanted, iterator.given_up(error)) for iterator, wanted in self._reading.items()
        ]
        self._reading.clear()
        self._alone = None
        return results

    def cancel(self) -> None:
        """Cancel the pending requests."""
        self._tasks.cancel()

    def close(self) -> None:
        """Cancel the pending requests, and read no listing any more."""
        self.cancel()
        self._reading.clear()
        self._alone = None


def failed(wanted: Account | Resumed[Account], error: NftHoldingsError) -> AccountResult[Account, Any]:
    """Return the result for an account whose listing has failed. One that was resumed goes on from the same cursor, if nothing came."""
    kept = None if isinstance(error, InvalidArgument) else cursor_of(wanted)
    cursor = error.cursor if isinstance(error, IncompleteListing) else kept
    return AccountResult(account=account_of(wanted), error=error, cursor=cursor)


def account_of(wanted: Any) -> Any:
    """Return the account alone."""
    return wanted.account if isinstance(wanted, Resumed) else wanted


def cursor_of(wanted: Any) -> str | None:
    """Return the cursor that an account's listing goes on from; None for its start."""
    return wanted.cursor if isinstance(wanted, Resumed) else None


def read_many(
    connection: BlockingConnection, options: Options, accounts: Iterable[Account], operation_of: OperationOf[Account, Row]
) -> Generator[AccountResult[Account, Row], None, None]:
    """Yield the rows of many accounts as they come.

    Raises:
        InvalidArgument: The accounts are no iterable.
    """
    ahead = accounts.most if isinstance(accounts, ReadAhead) else 0
    return _read_many(connection, options, iter(_iterable(accounts)), operation_of, ahead)


def _read_many(
    connection: BlockingConnection, options: Options, accounts: Iterator[Account], operation_of: OperationOf[Account, Row], ahead: int
) -> Generator[AccountResult[Account, Row], None, None]:
    opened = connection.get()
    place = opened.place
    reader = ManyAccountsReader(operation_of, Sender(options, opened), ahead)
    has_more = True
    try:
        while True:
            while has_more and reader.has_room:
                account = next(accounts, NO_MORE)
                if account is NO_MORE:
                    has_more = False
                    break
                try:
                    reader.begin(account)
                except InvalidArgument as error:
                    place.post(reader.send)  # the caller may be busy for a while
                    yield failed(account, error)
            if not reader.is_reading:
                return
            try:
                outcomes = place.run(reader.next_outcomes)
            except ConnectionFailed as closed:
                place.post(reader.cancel)
                yield from reader.fail(closed)
            else:
                for key, outcome in outcomes:
                    yield reader.result(key, outcome)
    finally:
        place.post(reader.close)


class AsyncResults(AsyncOnly, AsyncIterator[AccountResult[Account, Row]]):
    """The rows of many accounts as they come.

    It is no generator, for the same reason as AsyncPages.
    """

    def __init__(
        self,
        connection: AsyncConnection,
        options: Options,
        accounts: Iterable[Account] | AsyncIterable[Account],
        operation_of: OperationOf[Account, Row],
    ) -> None:
        self._reader = ManyAccountsReader(operation_of, Sender(options, connection.get()))
        self._accounts: Any = aiter(accounts) if isinstance(accounts, AsyncIterable) else iter(_iterable(accounts))
        self._results: deque[AccountResult[Account, Row]] = deque()
        self._awaits_account = False
        self._has_more = True

    async def __anext__(self) -> AccountResult[Account, Row]:
        try:
            while not self._results:
                self._begin()
                if self._results:
                    break
                if not self._reader.is_reading and not self._awaits_account:
                    raise StopAsyncIteration
                for key, outcome in await self._reader.next_outcomes():
                    self._take(key, outcome)
        except Exception:
            await self.aclose()
            raise
        return self._results.popleft()

    def _begin(self) -> None:
        while self._has_more and not self._awaits_account and self._reader.has_room and not self._results:
            if isinstance(self._accounts, AsyncIterator):
                # Awaited beside the requests, so that slow accounts do not hold up those that have come.
                self._awaits_account = True
                self._reader.start(NO_MORE, partial(anext, self._accounts, NO_MORE))
            else:
                self._begin_with(next(self._accounts, NO_MORE))

    def _begin_with(self, account: Any) -> None:
        if account is NO_MORE:
            self._has_more = False
            return
        try:
            self._reader.begin(account)
            self._reader.send()
        except InvalidArgument as error:
            self._results.append(failed(account, error))

    def _take(self, key: Any, outcome: Any) -> None:
        if key is NO_MORE:
            self._awaits_account = False
            self._begin_with(outcome)
        else:
            self._results.append(self._reader.result(key, outcome))

    async def aclose(self) -> None:
        """Send no more requests, and cancel those that are pending."""
        self._has_more = self._awaits_account = False
        self._reader.close()
        self._results.clear()

    def __del__(self) -> None:
        if hasattr(self, "_reader"):  # not after a refusal of __init__
            self._reader.close()


def _iterable(accounts: Any) -> Iterable[Any]:
    if isinstance(accounts, str | bytes) or not isinstance(accounts, Iterable):
        raise InvalidArgument(f"accounts must be a list or another iterable of accounts, not {shown(accounts)}", argument="accounts")
    return accounts

"""What many accounts hold: several of them are read at once, none holds up the others, and an error is that of one account."""

from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Callable, Generator, Iterable
from functools import partial
from typing import Any, Generic, TypeVar

from nft_holdings._errors import FilterError, NftHoldingsError
from nft_holdings._redaction import shown
from nft_holdings._transport.loop_thread_tasks import flights_of
from nft_holdings._transport.sender import AsyncDriver, Driver
from nft_holdings._transport.tasks import AsyncFlights

from .operation import Item, Operation
from .page_iterator import Walk
from .parallel import Job
from .scheduler import Plan

Account = TypeVar("Account")
Answer = tuple[Account, Item | NftHoldingsError]
OperationOf = Callable[[Account], Operation[Item]]


class Round(Generic[Account, Item]):
    """The accounts that are being read, each page by page. Does no input or output.

    Args:
        operation_of: What makes the listing of an account.
        options: How to ask.
    """

    def __init__(self, operation_of: OperationOf[Account, Item], options: Any) -> None:
        self._operation_of, self._options = operation_of, options
        self._plans: dict[Job, tuple[Account, Plan[Item], Walk[Item]]] = {}
        self.answers: deque[Answer[Account, Item]] = deque()

    def __len__(self) -> int:
        return len(self._plans)

    def begin(self, account: Account) -> tuple[Job, Walk[Item]] | None:
        """Begin to read an account; what is given back is to be sent."""
        try:
            walk = Walk(self._operation_of(account), cursor=None, options=self._options)
        except FilterError as error:
            self.answers.append((account, error))
            return None
        return self._go_on(account, Plan(walk), walk)

    def land(self, job: Job, outcome: Any) -> tuple[Job, Walk[Item]] | None:
        """Take what came for a job; what is given back is to be sent next for the same account."""
        account, plan, walk = self._plans.pop(job)
        plan.land(job, outcome)
        return self._go_on(account, plan, walk)

    def _go_on(self, account: Account, plan: Plan[Item], walk: Walk[Item]) -> tuple[Job, Walk[Item]] | None:
        try:
            while (page := plan.next_page()) is not None:
                self.answers.extend((account, item) for item in page.items)
            if plan.over:
                return None
            (job,) = plan.jobs(1)
        except NftHoldingsError as error:
            self.answers.append((account, error))
            return None
        self._plans[job] = (account, plan, walk)
        return job, walk


def read_many(
    driver: Driver, accounts: Iterable[Account], operation_of: OperationOf[Account, Item]
) -> Generator[Answer[Account, Item], None, None]:
    """What each account holds, as it comes.

    Raises:
        FilterError: What is given is no iterable of accounts.
    """
    return _reading(driver, iter(_iterable(accounts)), operation_of)


def _reading(driver: Driver, accounts: Any, operation_of: OperationOf[Account, Item]) -> Generator[Answer[Account, Item], None, None]:
    going = Round(operation_of, driver.options.one_by_one)
    flights = flights_of(driver)
    is_open = True
    try:
        while is_open or flights or going.answers:
            while going.answers:
                yield going.answers.popleft()
            while is_open and len(flights) < driver.most_at_once and not going.answers:
                try:
                    account = next(accounts)
                except StopIteration:
                    is_open = False
                    break
                _launch(flights, going.begin(account))
            if flights and not going.answers:
                _launch(flights, going.land(*flights.wait()))
    finally:
        flights.abandon()


def _launch(flights: Any, found: tuple[Job, Walk[Any]] | None) -> None:
    if found is not None:
        job, walk = found
        flights.launch([job], walk.read, safe=walk.operation.safe)


class AsyncAnswers(AsyncIterator[Answer[Account, Item]]):
    """What each account holds, as it comes.

    No generator, for the same reason as AsyncPages.
    """

    def __init__(
        self, driver: AsyncDriver, accounts: Iterable[Account] | AsyncIterable[Account], operation_of: OperationOf[Account, Item]
    ) -> None:
        self._driver = driver
        self._going = Round(operation_of, driver.options.one_by_one)
        self._flights = AsyncFlights(driver)
        self._accounts: Any = aiter(accounts) if isinstance(accounts, AsyncIterable) else iter(_iterable(accounts))
        self._next_account: Job | None = None
        self._is_open = True

    async def __anext__(self) -> Answer[Account, Item]:
        try:
            while not self._going.answers:
                self._begin()
                if self._going.answers:
                    break
                if not self._flights:
                    raise StopAsyncIteration
                self._land(*await self._flights.wait())
        except Exception:
            await self.aclose()
            raise
        return self._going.answers.popleft()

    def _begin(self) -> None:
        while self._is_open and self._next_account is None and len(self._going) < self._driver.most_at_once and not self._going.answers:
            if isinstance(self._accounts, AsyncIterator):
                # Awaited beside the requests, so that slow accounts do not hold up those that are there.
                self._next_account = Job(None, None)  # type: ignore[arg-type]
                self._flights.run(self._next_account, partial(anext, self._accounts, _END))
                return
            account = next(self._accounts, _END)
            if account is _END:
                self._is_open = False
            else:
                _launch(self._flights, self._going.begin(account))

    def _land(self, job: Job, outcome: Any) -> None:
        if job is not self._next_account:
            _launch(self._flights, self._going.land(job, outcome))
            return
        self._next_account = None
        if outcome is _END:
            self._is_open = False
        else:
            _launch(self._flights, self._going.begin(outcome))

    async def aclose(self) -> None:
        """Ask for no more."""
        self._is_open = False
        self._flights.abandon()
        self._going.answers.clear()

    def __del__(self) -> None:
        self._flights.abandon()


_END: Any = object()


def _iterable(accounts: Any) -> Iterable[Any]:
    if isinstance(accounts, str | bytes) or not isinstance(accounts, Iterable):
        raise FilterError(f"accounts must be a list or another iterable of accounts, not {shown(accounts)}", rule="accounts")
    return accounts

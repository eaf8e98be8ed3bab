"""What drivers share: what sends for them, the budget of the rate limit, and the event loop that they are on."""

import asyncio
from threading import Thread
from typing import Any, TypeVar
from weakref import WeakSet

from nft_holdings._errors import ConnectionFailed, NftHoldingsError, RateLimited
from nft_holdings._options import Options

from .concurrency import Pace
from .loop_thread import Background, Behind
from .rate_limit import Budget
from .transport import Engine

Read = TypeVar("Read")


def running_loop() -> asyncio.AbstractEventLoop:
    """Return the event loop that is running.

    Raises:
        ConnectionFailed: None of asyncio's is running here.
    """
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        # It is raised below, so that it does not come with the error above as its context.
        pass
    raise ConnectionFailed(
        "no event loop of asyncio is running here, and async clients need one: call them inside of asyncio.run(); "
        "under trio enter trio_asyncio.open_loop() and await trio_asyncio.aio_as_trio(…), or use the blocking client in a thread: "
        "trio.to_thread.run_sync(…)",
        sent=False,
        temporary=False,
    )


class Connection:
    """What sends, and what goes with it.

    Attributes:
        engine: What sends.
        owned: Whether it is ours to close.
        budget: What lets requests through.
        threads: Those that have sent something, and may still do.
        tasks: The same of an async client.
        behind: The loop in another thread that sends many requests at once, for a client that blocks.
        pace: How many of them the server bears at once.
    """

    def __init__(self, options: Options, engine: Engine, behind: Behind | None = None) -> None:
        self.engine = engine
        self.behind = behind
        self.owned = True
        self._budgets: WeakSet[Budget] = WeakSet()  # shared with the connections that are made of this one
        self._set_budget(options)
        self.pace = Pace()
        self.threads: WeakSet[Thread] = WeakSet()
        self.tasks: WeakSet[asyncio.Task[Any]] = WeakSet()
        self._loops: list[Any] = []  # shared with the connections that are made of this one

    def shared(self, options: Options) -> "Connection":
        """The same connection for a driver with other options; closing it leaves it open."""
        other = self._with()
        if options.rate_limit != self._limit:
            other._set_budget(options)
        return other

    def _set_budget(self, options: Options) -> None:
        self.budget, self._limit = Budget(options.rate_limit), options.rate_limit
        self._budgets.add(self.budget)

    def open_budgets(self) -> list[Budget]:
        """Return the budgets that hold a connection open, those of connections that were made of this one too."""
        return [budget for budget in self._budgets if budget.is_open]

    def sending_with(self, background: Background) -> "Connection":
        """The same connection for what sends on a loop in another thread."""
        return self._with(engine=background.engine, _loops=[background.loop])

    def _with(self, **changes: Any) -> "Connection":
        other = object.__new__(Connection)
        other.__dict__.update(self.__dict__, owned=False, **changes)
        return other

    def tasks_left(self) -> list[asyncio.Task[Any]]:
        """Return the tasks of the running event loop that have not ended, but for the current one."""
        loop, this = asyncio.get_running_loop(), asyncio.current_task()
        return [task for task in self.tasks if not task.done() and task is not this and task.get_loop() is loop]

    @property
    def has_loop(self) -> bool:
        """Return True once something was sent, or was to be, on an event loop."""
        return bool(self._loops)

    def stay_on(self, loop: Any) -> None:
        """Remember the event loop of the first use.

        Raises:
            ConnectionFailed: It is another one now, where sockets of the first cannot be used.
        """
        if not self._loops:
            self._loops.append(loop)
        elif self._loops[0] is not loop:
            raise ConnectionFailed(
                "this client was first used on another event loop, and its connections belong there: "
                "make the client inside of the coroutine that uses it, one for each asyncio.run()",
                sent=False,
                temporary=False,
            )

    def went_well(self, read: Read) -> Read:
        """Take note of a reply that was read, which is given back."""
        self.pace.went_well()
        return read

    def went_wrong(self, error: NftHoldingsError, options: Options) -> None:
        """Take note of an error."""
        if isinstance(error, RateLimited):
            self.pace.slow_down(options.concurrency)

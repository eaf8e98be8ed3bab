"""A simulated clock: each request takes one round, and waiting takes no time."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx2
from attrs import frozen
from nft_holdings import AsyncHedera

from tests.support.servers.mirror_node import BASE, Key, encoded


class RoundLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock goes on to the next timer when nothing else is to do."""

    now = 0.0

    def time(self) -> float:
        return self.now

    def _run_once(self) -> None:
        timers = [each.when() for each in self._scheduled if not each.cancelled()]  # type: ignore[attr-defined]
        if not self._ready and timers:  # type: ignore[attr-defined]
            self.now = max(self.now, min(timers))
        super()._run_once()  # type: ignore[misc]


@frozen
class Cost:
    """A listing's cost.

    Attributes:
        rounds: The rounds that it took.
        requests: The requests that were sent.
        keys: The keys of its rows.
        targets: Path and query of each request.
    """

    rounds: float
    requests: int
    keys: list[Key]
    targets: list[str]


def cost(
    answer: Callable[[httpx2.Request], httpx2.Response], listing: Callable[[AsyncHedera], Any], *, concurrency: int = 32, **options: Any
) -> Cost:
    """Read a listing, each of whose requests takes one round.

    Args:
        answer: The server.
        listing: A function that makes the listing of a client.
        concurrency: The requests at once.
        **options: Further options of the client.
    """
    targets: list[str] = []

    async def take_a_round(request: httpx2.Request) -> httpx2.Response:
        targets.append(request.url.raw_path.decode())
        await asyncio.sleep(1)
        return answer(request)

    async def read() -> tuple[float, list[Any]]:
        async with AsyncHedera(
            BASE, http_client=httpx2.AsyncClient(transport=httpx2.MockTransport(take_a_round)), concurrency=concurrency, **options
        ) as client:
            rows = await listing(client).all()
            return asyncio.get_running_loop().time(), rows

    with asyncio.Runner(loop_factory=RoundLoop) as runner:
        rounds, rows = runner.run(read())
    return Cost(rounds, len(targets), [(encoded(row.token_id), row.serial_number) for row in rows], targets)

"""Listings of many accounts."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from itertools import cycle
from typing import Any

from nft_holdings import RateLimit

from . import data_sets, expected_rows
from .bare_http import fetching, fetching_async, follow_links, gathered_accounts, on_a_loop
from .comparison import Candidate, Comparison, MeasuredServer, Repetition, Run, Unavailable, WrongAnswer
from .figures import Figure, Outcome
from .listings import LATENCY, QUICK_LATENCY
from .package_clients import PACKAGE, PACKAGE_ASYNC, asking, client, ready
from .service import PageServer

LIMIT = 500
"""The requests a second of a server of one's own."""
LIMITED = 15_000
"""The accounts that are listed at this limit, which takes half a minute."""
SLICES = 7
"""Account by account takes more than a minute. So each round has a seventh of the accounts, and seven rounds have them all."""

Held = dict[str, list[Any]]


def _check(held: Held) -> None:
    for account, rows in held.items():
        expected_rows.check(rows, expected_rows.hedera_key, data_sets.hedera_keys_of(account), account)


def _check_all(held: Held) -> None:
    if list(held) != data_sets.many_accounts():
        raise WrongAnswer(f"{len(held)} accounts for {data_sets.ACCOUNTS}")
    _check(held)


@contextmanager
def _one_by_one(slices: Iterator[int], url: str) -> Iterator[Run]:
    accounts = data_sets.many_accounts()[next(slices) :: SLICES]
    with fetching("httpx2") as fetch:
        yield lambda: {account: follow_links(fetch, url, account) for account in accounts}


def _several_at_once(url: str) -> AbstractContextManager[Run]:
    return on_a_loop(fetching_async("aiohttp"), lambda fetch: gathered_accounts(fetch, url, data_sets.many_accounts()))


def _many(asked: Any) -> Any:
    """Ask for all accounts.

    Raises:
        Unavailable: The client has no such method.
    """
    if not hasattr(asked, "nfts_of"):
        raise Unavailable(f"not there yet: {type(asked).__name__}.nfts_of")
    return asked.nfts_of(data_sets.many_accounts())


def _put(held: Held, result: Any) -> None:
    """Add the rows of a result of `nfts_of` to its account.

    Raises:
        WrongAnswer: It is an error, or of an account that was not asked for.
    """
    if result.error is not None:
        raise WrongAnswer(f"{result.account}: {type(result.error).__name__}: {result.error}")
    if str(result.account) not in held:
        raise WrongAnswer(f"nobody asked for {result.account}")
    held[str(result.account)] += result.items


@contextmanager
def _package(url: str) -> Iterator[Run]:
    with client("Hedera", url) as asked:

        def every() -> Held:
            held: Held = {account: [] for account in data_sets.many_accounts()}
            for result in _many(asked):
                _put(held, result)
            return held

        yield every


async def _every_async(asked: Any) -> Held:
    held: Held = {account: [] for account in data_sets.many_accounts()}
    async for result in _many(asked):
        _put(held, result)
    return held


def _package_async(url: str) -> AbstractContextManager[Run]:
    return on_a_loop(ready("AsyncHedera", url), _every_async)


def _candidates(url: str) -> list[Candidate]:
    return [
        Candidate(PACKAGE, partial(_package, url), _check_all, is_package=True),
        Candidate(PACKAGE_ASYNC, partial(_package_async, url), _check_all, is_package=True),
    ]


def many_accounts(figure: Figure, rounds: int, server: PageServer) -> Outcome:
    """Measure how many times faster the holdings of all accounts are listed."""
    slices: Iterator[int] = cycle(range(SLICES))
    opened: Callable[[], AbstractContextManager[Run]] = partial(_one_by_one, slices, server.url)
    candidates = [
        Candidate(figure.against, opened, _check, share=1 / SLICES),
        *_candidates(server.url),
        Candidate("aiohttp, 20 by hand", partial(_several_at_once, server.url), _check_all),
    ]
    return Comparison(figure, candidates, Repetition(rounds, anew=True), MeasuredServer(server, "accounts", LATENCY)).outcome()


def _moments(asked: Any) -> list[float]:
    return [_moment(result) for result in asked.nfts_of([data_sets.account_of("page")] * LIMITED)]


async def _moments_async(asked: Any) -> list[float]:
    return [_moment(result) async for result in asked.nfts_of([data_sets.account_of("page")] * LIMITED)]


def _moment(result: Any) -> float:
    """Return the time, after a look at the result.

    Raises:
        WrongAnswer: It is an error, or has other rows than the account.
    """
    if result.error is not None or len(result.items) != len(data_sets.keys_of("page")):
        raise WrongAnswer(f"{len(result.items)} rows, {result.error}")
    return time.perf_counter()


def limited_accounts(figure: Figure, server: PageServer) -> Outcome:
    """Measure which share of a limit is used, from the end of the first window's requests to the end of the last ones."""
    shares: dict[str, list[float]] = {PACKAGE: [], PACKAGE_ASYNC: []}

    def check(name: str, moments: list[float]) -> None:
        if len(moments) != LIMITED:
            raise WrongAnswer(f"{len(moments)} results for {LIMITED} accounts")
        shares[name].append((LIMITED - LIMIT) / LIMIT / (moments[-1] - moments[LIMIT - 1]))

    options = {"rate_limit": RateLimit(LIMIT)}
    sides: dict[str, Callable[[], AbstractContextManager[Run]]] = {
        PACKAGE: partial(asking, "Hedera", server.url, _moments, **options),
        PACKAGE_ASYNC: lambda: on_a_loop(ready("AsyncHedera", server.url, **options), _moments_async),
    }
    candidates = [Candidate(name, opened, partial(check, name), is_package=True) for name, opened in sides.items()]
    outcome = Comparison(figure, candidates, Repetition(1, anew=True), MeasuredServer(server, "page")).outcome()
    outcome.samples = shares
    return outcome


def requests_of_many(figure: Figure, rounds: int, server: PageServer, *, quick: bool) -> Outcome:
    """Count the requests that the server sees when all answers are right."""
    watch = MeasuredServer(server, "accounts", QUICK_LATENCY if quick else LATENCY)
    return Comparison(figure, _candidates(server.url), Repetition(rounds, anew=True), watch).requests()

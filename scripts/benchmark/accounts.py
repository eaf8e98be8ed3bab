"""What many accounts hold."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from itertools import cycle
from typing import Any

from . import data, truth
from .bare import fetching, fetching_async, follow_links, gathered_accounts, on_a_loop
from .contest import Contender, Contest, Pace, Run, Unavailable, Watch, WrongAnswer
from .figures import Figure, Outcome
from .listings import LATENCY, QUICK_LATENCY
from .ours import OURS, OURS_ASYNC, client, ready
from .service import PageServer

SLICES = 7
"""Account by account takes more than a minute. So each round has a seventh of the accounts, and seven rounds have them all."""

Held = dict[str, list[Any]]


def _check(held: Held) -> None:
    for account, rows in held.items():
        truth.same(rows, truth.hedera_key, data.hedera_keys_of(account), account)


def _check_all(held: Held) -> None:
    if list(held) != data.many_accounts():
        raise WrongAnswer(f"{len(held)} accounts for {data.ACCOUNTS}")
    _check(held)


@contextmanager
def _one_by_one(slices: Iterator[int], url: str) -> Iterator[Run]:
    accounts = data.many_accounts()[next(slices) :: SLICES]
    with fetching("httpx2") as fetch:
        yield lambda: {account: follow_links(fetch, url, account) for account in accounts}


def _several_at_once(url: str) -> AbstractContextManager[Run]:
    return on_a_loop(fetching_async("aiohttp"), lambda fetch: gathered_accounts(fetch, url, data.many_accounts()))


def _many(asked: Any) -> Any:
    """Ask for all accounts.

    Raises:
        Unavailable: The client has no such method.
    """
    if not hasattr(asked, "nfts_of"):
        raise Unavailable(f"not there yet: {type(asked).__name__}.nfts_of")
    return asked.nfts_of(data.many_accounts())


def _put(held: Held, account: object, item: Any) -> None:
    """Put what `nfts_of` yields to its account.

    Raises:
        WrongAnswer: It is an error, or of an account that was not asked for.
    """
    if isinstance(item, Exception):
        raise WrongAnswer(f"{account}: {type(item).__name__}: {item}")
    if str(account) not in held:
        raise WrongAnswer(f"nobody asked for {account}")
    held[str(account)].append(item)


@contextmanager
def _ours(url: str) -> Iterator[Run]:
    with client("Hedera", url) as asked:

        def every() -> Held:
            held: Held = {account: [] for account in data.many_accounts()}
            for account, item in _many(asked):
                _put(held, account, item)
            return held

        yield every


async def _every_async(asked: Any) -> Held:
    held: Held = {account: [] for account in data.many_accounts()}
    async for account, item in _many(asked):
        _put(held, account, item)
    return held


def _ours_async(url: str) -> AbstractContextManager[Run]:
    return on_a_loop(ready("AsyncHedera", url), _every_async)


def _contenders(url: str) -> list[Contender]:
    return [
        Contender(OURS, partial(_ours, url), _check_all, ours=True),
        Contender(OURS_ASYNC, partial(_ours_async, url), _check_all, ours=True),
    ]


def many_accounts(figure: Figure, rounds: int, server: PageServer) -> Outcome:
    """How many times faster the holdings of all accounts come."""
    slices: Iterator[int] = cycle(range(SLICES))
    opened: Callable[[], AbstractContextManager[Run]] = partial(_one_by_one, slices, server.url)
    contenders = [
        Contender(figure.against, opened, _check, share=1 / SLICES),
        *_contenders(server.url),
        Contender("aiohttp, 20 by hand", partial(_several_at_once, server.url), _check_all),
    ]
    return Contest(figure, contenders, Pace(rounds, anew=True), Watch(server, "accounts", LATENCY)).outcome()


def requests_of_many(figure: Figure, rounds: int, server: PageServer, *, quick: bool) -> Outcome:
    """How many requests the server sees, when all answers are right."""
    watch = Watch(server, "accounts", QUICK_LATENCY if quick else LATENCY)
    return Contest(figure, _contenders(server.url), Pace(rounds, anew=True), watch).requests()

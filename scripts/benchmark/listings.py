"""Complete listings at the latency of the Internet, and the requests that they take."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any

from nft_holdings import RateLimit

from . import data_sets, expected_rows
from .apis import hedera, loopring
from .bare_http import fetching, fetching_async, follow_links, gathered_pages, needed, nfts_path, on_a_loop, page_by_page
from .comparison import Candidate, Comparison, MeasuredServer, Repetition, Run, Unavailable
from .figures import Figure, Outcome
from .package_clients import PACKAGE, PACKAGE_ASYNC, asking, missing_option, ready
from .service import PageServer
from .stock_clients import stock_module

LATENCY, QUICK_LATENCY = 0.05, 0.02
LIMIT = 50
"""The requests a second of public mirror nodes."""

Opened = Callable[[], AbstractContextManager[Run]]


def _dataset(figure: Figure) -> str:
    return figure.name.partition("-")[2]


def _all_nfts(account: str) -> Callable[[Any], Any]:
    return lambda client: client.nfts(account).all()


def _all_of_token(client: Any) -> Any:
    return client.token_nfts(data_sets.account_of("token"), burned=True).all()


def _all_balances(client: Any) -> Any:
    return client.nft_balances(loopring.ACCOUNT).all()


def _async(api: str, url: str, ask: Callable[[Any], Awaitable[Any]]) -> AbstractContextManager[Run]:
    return on_a_loop(ready(api, url), ask)


def _package(figure: Figure, url: str) -> dict[str, Opened]:
    dataset = _dataset(figure)
    if dataset == "loopring":
        return {
            PACKAGE: partial(asking, "Loopring", url, _all_balances),
            PACKAGE_ASYNC: partial(_async, "AsyncLoopring", url, _all_balances),
        }
    ask = _all_of_token if dataset == "token" else _all_nfts(data_sets.account_of("clustered" if dataset == "defect" else dataset))
    return {PACKAGE: partial(asking, "Hedera", url, ask), PACKAGE_ASYNC: partial(_async, "AsyncHedera", url, ask)}


@contextmanager
def _by_links(url: str, account: str) -> Iterator[Run]:
    with fetching("httpx2") as fetch:
        yield lambda: follow_links(fetch, url, account)


@contextmanager
def _by_pages(url: str) -> Iterator[Run]:
    with fetching("httpx2") as fetch:
        yield lambda: page_by_page(fetch, url)


def _by_pages_at_once(url: str) -> AbstractContextManager[Run]:
    return on_a_loop(fetching_async("aiohttp"), lambda fetch: gathered_pages(fetch, url))


@contextmanager
def _stock_by_links(url: str, account: str) -> Iterator[Run]:
    """List with the stock generated client, whose pages are joined by hand."""
    model = stock_module("hedera", "models").Nfts
    with stock_module("hedera", "client").Client(base_url=url).get_httpx_client() as client:

        def listing() -> list[Any]:
            rows, link = [], nfts_path(account)
            while link:
                page = model.from_dict(client.get(link).json())
                rows += page.nfts
                link = page.links.next_
            return rows

        yield listing


@contextmanager
def _stock_by_pages(url: str) -> Iterator[Run]:
    operation = stock_module("loopring", "api.nfts.get_user_nft_balances")
    with stock_module("loopring", "client").Client(base_url=url) as client:

        def listing() -> list[Any]:
            page = operation.sync(client=client, account_id=loopring.ACCOUNT, limit=loopring.PAGE_SIZE, offset=0)
            rows = list(page.data)
            while len(rows) < page.total_num:
                asked = {"account_id": loopring.ACCOUNT, "limit": loopring.PAGE_SIZE, "offset": len(rows)}
                rows += operation.sync(client=client, **asked).data
            return rows

        yield listing


@contextmanager
def _standards(url: str, account: str) -> Iterator[Run]:
    mirror = needed("standards_sdk_py.mirror").MirrorNodeClient()
    mirror.configure_mirror_node({"customUrl": f"{url}/api/v1"})
    mirror.configure_retry({"maxRetries": 1})

    def listing() -> Any:
        try:
            return mirror.get_account_nfts(account, limit=hedera.PAGE_SIZE)
        except Exception as failure:
            raise Unavailable(f"no second page, as it puts /api/v1 before a link that begins with it: {failure}") from failure

    yield listing


def _sides(figure: Figure, url: str) -> dict[str, Opened]:
    """Return the reference, this package and the peers. Page by page, only the latency counts, so one data set shows the peers."""
    dataset = _dataset(figure)
    if dataset == "loopring":
        return {
            figure.against: partial(_by_pages, url),
            **_package(figure, url),
            "aiohttp, 20 by hand": partial(_by_pages_at_once, url),
            "stock generated client": partial(_stock_by_pages, url),
        }
    account = data_sets.account_of(dataset)
    peers: dict[str, Opened] = {
        "stock generated client": partial(_stock_by_links, url, account),
        "standards-sdk-py": partial(_standards, url, account),
    }
    return {figure.against: partial(_by_links, url, account), **_package(figure, url), **(peers if dataset == "mixed" else {})}


def _check(figure: Figure) -> Callable[[Any], None]:
    dataset = _dataset(figure)
    if dataset == "loopring":
        return loopring.check_listing
    return expected_rows.hedera(data_sets.account_of("clustered" if dataset == "defect" else dataset))


def listing(figure: Figure, rounds: int, server: PageServer) -> Outcome:
    """Measure how many times faster a complete listing is, from opening a connection on."""
    check = _check(figure)
    candidates = [
        Candidate(name, opened, check, is_package=name in (PACKAGE, PACKAGE_ASYNC)) for name, opened in _sides(figure, server.url).items()
    ]
    outcome = Comparison(figure, candidates, Repetition(rounds, anew=True), MeasuredServer(server, _dataset(figure), LATENCY)).outcome()
    if missing := missing_option("concurrency"):
        outcome.notes.append(missing)
    return outcome


def limited(figure: Figure, server: PageServer) -> Outcome:
    """Measure how long a listing takes at a limit, as a multiple of the time in which the limit allows as many requests as it has pages."""
    account = data_sets.account_of("long")
    ask, options = _all_nfts(account), {"rate_limit": RateLimit(LIMIT)}
    sides: dict[str, Opened] = {
        PACKAGE: partial(asking, "Hedera", server.url, ask, **options),
        PACKAGE_ASYNC: lambda: on_a_loop(ready("AsyncHedera", server.url, **options), ask),
    }
    check = expected_rows.hedera(account)
    candidates = [Candidate(name, opened, check, is_package=True) for name, opened in sides.items()]
    outcome = Comparison(figure, candidates, Repetition(1, anew=True), MeasuredServer(server, "long", LATENCY)).outcome()
    pages = data_sets.pages_of(len(data_sets.keys_of("long")), hedera.PAGE_SIZE)
    allowed = pages / LIMIT
    outcome.samples = {name: [took / allowed for took in samples] for name, samples in outcome.samples.items()}
    return outcome


def requests(figure: Figure, rounds: int, server: PageServer, *, quick: bool) -> Outcome:
    """Count the requests of a complete, correct listing."""
    check = _check(figure)
    defect = _dataset(figure) == "defect"
    watch = MeasuredServer(server, "clustered" if defect else _dataset(figure), QUICK_LATENCY if quick else LATENCY, defect=defect)
    candidates = [Candidate(name, opened, check, is_package=True) for name, opened in _package(figure, server.url).items()]
    return Comparison(figure, candidates, Repetition(rounds, anew=True), watch).requests()

"""The figures that are measured, and the bar for each."""

from collections.abc import Mapping

from . import data_sets, snapshots
from .apis import hedera, loopring
from .benchmarked_api import PageFigure, benchmarked_apis
from .figures import Figure

LISTED: Mapping[str, str] = {
    "mixed": "5,000 NFTs of 235 tokens",
    "one": "5,000 NFTs of one token",
    "one-sparse": "5,000 NFTs of one token, far apart",
    "hundreds": "5,000 NFTs of 50 tokens",
    "singles": "5,000 NFTs of as many tokens",
    "clustered": "5,000 NFTs, ids in clusters",
    "token": "10,000 NFTs of a token, with their holders",
}
"""The data sets of Hedera's that are listed as a whole."""

GAINS: Mapping[str, float] = {"one": 8, "hundreds": 6.5, "token": 12}
"""How many times faster than by links these must be; the others seven times."""
MOST_REQUESTS: Mapping[str, float] = {"token": 1.05}
"""The most requests of a listing, as a multiple of its pages; 1.25 for the others."""


def _decode(name: str, page: PageFigure) -> Figure:
    return Figure(f"decode-{name}", f"decode a page: {page.what}", page.against, "cost", page.bound)


def _listing(name: str, what: str) -> Figure:
    return Figure(f"listing-{name}", f"list at 50 ms: {what}", "httpx2, by links.next", "gain", GAINS.get(name, 7))


def _requests(name: str, what: str, pages: int) -> Figure:
    return Figure(
        f"requests-{name}", f"requests to list {what}", f"{pages:,} pages", "plain", int(MOST_REQUESTS.get(name, 1.25) * pages), "requests"
    )


def _pages_of_accounts() -> int:
    held = (data_sets.hedera_keys_of(account) for account in data_sets.many_accounts())
    return sum(data_sets.pages_of(len(keys), hedera.PAGE_SIZE) for keys in held)


FIGURES: Mapping[str, Figure] = {
    figure.name: figure
    for figure in (
        *(_decode(*page) for api in benchmarked_apis().values() for page in api.pages.items()),
        Figure("parquet", "30,000 NFTs out of pages into Parquet", "json.loads", "cost", 2.0),
        Figure("diff", "differences of two snapshots of a million NFTs, into Parquet", "DuckDB by hand", "cost", 1.5),
        Figure("page", "one page, sync, loopback", "httpx2 + orjson", "cost", 1.15),
        Figure("page-async", "pages at 20 in flight, loopback", "aiohttp + orjson", "cost", 1.6),
        *(_listing(name, what) for name, what in LISTED.items()),
        Figure("listing-loopring", "list at 50 ms: 5,000 Loopring rows", "httpx2, page by page", "gain", 12),
        Figure(
            "limited", "list 50,000 NFTs of 235 tokens, 50 requests a second", "500 requests that wait for this limit alone", "plain", 1.05
        ),
        Figure("limited-accounts", "15,000 accounts of one page, 500 requests a second", "the limit", "share", 0.97),
        Figure("accounts", "1,000 accounts at 50 ms", "httpx2, account by account", "gain", 15),
        *(_requests(name, what, data_sets.pages_of(len(data_sets.keys_of(name)), hedera.PAGE_SIZE)) for name, what in LISTED.items()),
        _requests("defect", "the clusters, links as wrong as the real ones", data_sets.LISTED // hedera.PAGE_SIZE),
        _requests("loopring", "5,000 Loopring rows", data_sets.LISTED // loopring.PAGE_SIZE),
        _requests("accounts", "1,000 accounts", _pages_of_accounts()),
        Figure("snapshot-limit", f"snapshot of {snapshots.ACCOUNTS:,} accounts, 500 requests a second", "the limit", "share", 0.97),
        Figure("snapshot-memory", "growth while this snapshot is made", "after the imports", "plain", 200, "MB"),
        Figure("memory", "growth while a million NFTs stream by", "after the first page", "plain", 10, "MB"),
        Figure("import", "import nft_holdings", "python -c pass", "more", 60, "ms"),
        Figure("help", "nft-holdings --help", "python -c pass", "more", 150, "ms"),
    )
}
"""All of them by name, in the order of the table."""


def chosen(names: list[str]) -> list[Figure]:
    """Return the figures with these names, or else those whose names begin with them; all if no names are given.

    Raises:
        ValueError: Nothing has one of these names.
    """
    found: list[str] = []
    for name in names or [""]:
        matching = [each for each in FIGURES if each == name] or [each for each in FIGURES if not name or each.startswith(f"{name}-")]
        if not matching:
            raise ValueError(f"unknown figure {name}; known figures are {', '.join(FIGURES)}")
        found += matching
    return [figure for name, figure in FIGURES.items() if name in found]

"""Whatever a server answers, what comes out are our own errors or rows that are right, after no more requests than allowed."""

import asyncio
import gzip
import json
import time
import zlib
from collections.abc import AsyncIterator, Iterator, Mapping
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from attrs import frozen
from fuzzing.oracle import check_error, difference, misfit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nft_holdings import (
    AsyncHedera,
    AsyncLoopring,
    AsyncSwapChat,
    DecodeError,
    Drift,
    Hedera,
    IncompleteListing,
    Loopring,
    NftHoldingsError,
    Page,
    SwapChat,
)
from nft_holdings._paging.page import ListingBroken

from tests.support.canned_replies import GOOD

MOST_PAGES = 3
MOST_REQUESTS = 4 * (2 * MOST_PAGES + 1)
"""Four passes, each page in them looked at twice."""
MOST_SECONDS = 5.0
CLIENTS: Mapping[str, tuple[Any, Any]] = {
    "hedera": (Hedera, AsyncHedera),
    "loopring": (Loopring, AsyncLoopring),
    "swapchat": (SwapChat, AsyncSwapChat),
}
ARGUMENTS: Mapping[str, tuple[Any, ...]] = {"hedera": ("0.0.1",), "loopring": (1,), "swapchat": ("u", "w")}
often = settings(deadline=None, derandomize=True, database=None, max_examples=80, suppress_health_check=list(HealthCheck))


class Stream(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A body in pieces, as a socket gives it."""

    def __init__(self, content: bytes, size: int) -> None:
        self.pieces = [content[start : start + size] for start in range(0, len(content), size)]

    def __iter__(self) -> Iterator[bytes]:
        yield from self.pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            yield piece


@frozen
class Answer:
    status: int
    headers: list[tuple[bytes, bytes]]
    content: bytes
    piece: int | None

    def response(self) -> httpx2.Response:
        if self.piece is None:
            return httpx2.Response(self.status, headers=self.headers, content=self.content)
        return httpx2.Response(self.status, headers=self.headers, stream=Stream(self.content, self.piece))


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(["0.0.1", "0.0.9", "1", "-1", "1.5", "1e400", "9" * 78, "/api/v1/accounts/0.0.1/nfts?limit=1", "?x", "//[", "0x"]),
    st.sampled_from([0, 1, -1, 2**63, 10**77, 7.0, 1e308]),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | st.just("code"), inner, max_size=3),
    max_leaves=8,
)
TOKEN = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_!#$%&'*+.^`|~", min_size=1, max_size=12)
VALUE = st.binary(max_size=30).map(lambda value: bytes(byte for byte in value if byte == 9 or (byte >= 32 and byte != 127)).strip())
KNOWN = st.sampled_from(
    [
        *("Retry-After", "Retry-After-Ms", "RateLimit-Reset", "X-RateLimit-Reset", "Date", "Content-Type", "Content-Encoding", "Location"),
        *("Content-Length", "Transfer-Encoding", "Set-Cookie", "X-Request-Id", "Link", "Connection"),
    ]
)
LIKELY = st.sampled_from(
    [
        *("0", "1", "-1", "1.5", "1500ms", "1e9", "inf", "nan", "9" * 15, "9" * 400, "Wed, 21 Oct 2015 07:28:00 GMT"),
        *("Wed, 99 Oct 99999 99:99:99 +9999", "Mon, 01 Jan 0001 00:00:00 +2359", "1 jan 1 1:1:1 -0", "gzip", "deflate", "GZIP , br"),
        *("identity", "br", "text/html; charset=nonsense", "application/json", "http://[", "//", "/elsewhere", "\u0661", "chunked"),
    ]
)
HEADERS = st.lists(
    st.tuples(KNOWN | TOKEN, VALUE | LIKELY.map(lambda text: text.encode())).map(lambda pair: (pair[0].encode(), pair[1])), max_size=4
)


def places(node: Any, steps: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield steps
    for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield from places(value, (*steps, key))


@st.composite
def mutated(draw: st.DrawFn, document: Any) -> Any:
    """A good page with a value or two in place of others, with a name more, or with its rows doubled."""
    holder = {"page": json.loads(json.dumps(document))}
    for _ in range(draw(st.integers(0, 2))):
        *steps, last = draw(st.sampled_from(list(places(holder))[1:]))
        node: Any = holder
        for step in steps:
            node = node[step]
        match draw(st.integers(0, 4)):
            case 0 if isinstance(node, list):
                node.append(json.loads(json.dumps(node[last])))
            case 0:
                node["unknown"] = draw(JSON)
            case 1 if steps:
                del node[last]
            case _:
                node[last] = draw(JSON)
        if "page" not in holder:
            break
    return holder.get("page")


def raw_deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


PACKINGS: Mapping[str, Any] = {"gzip": gzip.compress, "deflate": zlib.compress, "Deflate": raw_deflate}


@st.composite
def answers(draw: st.DrawFn, operation: str) -> Answer:
    bodies = st.one_of(
        mutated(GOOD[operation]).map(lambda page: json.dumps(page).encode()),
        JSON.map(lambda document: json.dumps(document).encode()),
        st.binary(max_size=60),
    )
    content = draw(bodies)
    headers = draw(HEADERS)
    if (packing := draw(st.sampled_from([None, None, *PACKINGS]))) is not None:
        content = PACKINGS[packing](content)[: draw(st.just(None) | st.integers(0, 60))]
        headers.append((b"Content-Encoding", packing.encode()))
    return Answer(draw(st.just(200) | st.integers(100, 599)), headers, content, draw(st.none() | st.integers(1, 40)))


@frozen
class Outcome:
    """The outcome of a listing: pages and drifts, and the error or None."""

    pages: list[Page[Any]]
    drifts: list[Drift]
    error: NftHoldingsError | None
    requests: int


def outcome(operation: str, replies: list[Answer], blocking: bool, bad_rows: str) -> Outcome:
    """List with a client whose server gives the replies in turn. Only our own errors are caught."""
    api, _, method = operation.partition(".")
    pages: list[Page[Any]] = []
    drifts: list[Drift] = []
    asked = 0

    def answer(_: httpx2.Request) -> httpx2.Response:
        nonlocal asked
        asked += 1
        return replies[(asked - 1) % len(replies)].response()

    transport = httpx2.MockTransport(answer)
    options: dict[str, Any] = {"retry": None, "rate_limit": None, "max_pages": MOST_PAGES, "bad_rows": bad_rows, "on_drift": drifts.append}
    options["http_client"] = httpx2.Client(transport=transport) if blocking else httpx2.AsyncClient(transport=transport)
    if api == "loopring":
        options["api_key"] = "k"
    listing = getattr(CLIENTS[api][not blocking]("https://a.example", **options), method)(*ARGUMENTS[api])

    async def collect() -> None:
        async for page in listing.pages():
            pages.append(page)

    try:
        if blocking:
            pages.extend(listing.pages())
        else:
            asyncio.run(collect())
    except NftHoldingsError as error:
        return Outcome(pages, drifts, error, asked)
    return Outcome(pages, drifts, None, asked)


def check(operation: str, found: Outcome) -> None:
    """Check the rules that hold for every outcome."""
    assert found.requests <= MOST_REQUESTS
    if found.error is not None:
        check_error(found.error)
        assert not isinstance(found.error, ListingBroken)
        if isinstance(found.error, IncompleteListing) and isinstance(found.error.cause, NftHoldingsError):
            check_error(found.error.cause)
    reader = READERS[operation]
    for page in found.pages:
        listed = page.raw["data"] if operation == "swapchat.nfts" and "code" in page.raw else page.raw
        came = json.loads(json.dumps(listed[reader.rows_at]), parse_float=Decimal)
        for row in page.items:
            if isinstance(row, DecodeError):
                check_error(row)
                continue
            assert misfit(reader, row.to_dict()) is None
            assert any(difference(raw, row.to_dict()) is None for raw in came)


def readers() -> dict[str, Any]:
    with httpx2.Client() as http_client:
        operations = [
            Hedera("https://a.example", http_client=http_client).nfts(*ARGUMENTS["hedera"])._operation,
            Loopring("https://a.example", api_key="k", http_client=http_client).nft_balances(1)._operation,
            Loopring("https://a.example", api_key="k", http_client=http_client).collections(1)._operation,
            SwapChat("https://a.example", http_client=http_client).nfts(*ARGUMENTS["swapchat"])._operation,
        ]
    return {operation.name: operation.reader for operation in operations}  # type: ignore[attr-defined]


READERS = readers()


@pytest.mark.parametrize("blocking", [True, False], ids=["sync", "async"])
@pytest.mark.parametrize("operation", GOOD)
@often
@given(data=st.data())
def test_any_replies_give_our_own_errors_or_rows_that_are_right(operation: str, blocking: bool, data: st.DataObject) -> None:
    replies = data.draw(st.lists(answers(operation), min_size=1, max_size=3))
    bad_rows = data.draw(st.sampled_from(["raise", "deliver"]))
    began = time.process_time()
    check(operation, outcome(operation, replies, blocking, bad_rows))
    assert time.process_time() - began < MOST_SECONDS


@pytest.mark.parametrize("operation", GOOD)
@settings(often, max_examples=30)
@given(data=st.data())
def test_both_clients_and_both_ways_of_delivery_come_to_the_same(operation: str, data: st.DataObject) -> None:
    page = json.dumps(data.draw(mutated(GOOD[operation]))).encode()
    status = data.draw(st.just(200) | st.sampled_from([400, 404, 429, 503]))
    packing = data.draw(st.sampled_from(["gzip", "deflate"]))
    ways = [
        Answer(status, [], page, None),
        Answer(status, [], page, 7),
        Answer(status, [(b"Content-Encoding", packing.encode())], PACKINGS[packing](page), 7),
    ]
    found = [outcome(operation, [way], blocking, "deliver") for way in ways for blocking in (True, False)]
    outcomes = [([list(map(str, each.pages)), each.drifts, str(each.error), each.requests]) for each in found]
    assert outcomes == [outcomes[0]] * len(outcomes)

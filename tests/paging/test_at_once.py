"""Listings that are read in several places at once give what they give page by page, or say that they cannot."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nft_holdings import AsyncHedera, DecodeError, Drift, Hedera, IncompleteListing, Retry, ServerError
from nft_holdings._transport.sender import Sender

from tests.paging.test_hedera_oracle import keys
from tests.support.attempts import attempts_as_granted
from tests.support.hedera_strategies import filter_of, questions, rows
from tests.support.property_settings import repeatable
from tests.support.servers.mirror_node import ACCOUNT, BASE, WRITINGS, Holdings, Key, MirrorNode, Question
from tests.support.servers.numbered_server import BALANCES, COLLECTIONS, SWAPCHAT, NumberedServer

at_once = st.sampled_from([2, 3, 5, 32])
orders = st.sampled_from([None, "asc", "desc"])
MANY = [(2000 + 7 * token, serial, None) for token in range(12) for serial in range(1, 2 + 9 * (token % 4))]


def node_of(held: Any, **options: Any) -> MirrorNode:
    return MirrorNode(Holdings(held), most_requests=10_000, **options)


def listed(node: MirrorNode, *arguments: Any, blocking: bool = True, at_once: int = 32, **options: Any) -> list[Key]:
    if blocking:
        return keys(node.client(concurrency=at_once, retry=None).nfts(ACCOUNT, *arguments, **options).all())

    async def read() -> list[Any]:
        return await node.async_client(concurrency=at_once, retry=None).nfts(ACCOUNT, *arguments, **options).all()

    return keys(asyncio.run(read()))


@repeatable(200)
@given(
    held=rows,
    question=questions(),
    order=orders,
    page_size=st.sampled_from([1, 2, 3, 5, 100]),
    maximum=st.sampled_from([1, 2, 100]),
    at_once=at_once,
    blocking=st.booleans(),
)
def test_exactly_the_right_rows_in_order(
    held: Any, question: Question, order: Any, page_size: int, maximum: int, at_once: int, blocking: bool
) -> None:
    node = node_of(held, maximum=maximum)
    wanted = filter_of(question, WRITINGS[0], as_pairs=True)
    right = node.holdings.right(question, order or "desc")
    assert listed(node, wanted, blocking=blocking, at_once=at_once, order=order, page_size=page_size) == right
    assert len(node.asked) <= 3 * len(right) // min(page_size, maximum) + 8
    node.holdings.close()


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_each_cursor_goes_on_with_the_rest(order: Any) -> None:
    node = node_of(MANY)
    right = node.holdings.right(Question(), order)
    found: list[Key] = []
    for page in node.client(concurrency=8).nfts(ACCOUNT, order=order, page_size=4).pages():
        found += keys(page.items)
        rest = [] if page.cursor is None else listed(node, order=order, page_size=4, cursor=page.cursor)
        assert found + rest == right
    assert found == right


def test_many_requests_are_under_way_and_hardly_more_than_page_by_page() -> None:
    held = [(2000 + token, serial, None) for token in range(20) for serial in range(1, 26)]
    under_way = most = asked = 0

    async def answer(request: httpx2.Request) -> httpx2.Response:
        nonlocal under_way, most, asked
        under_way, asked = under_way + 1, asked + 1
        most = max(most, under_way)
        await asyncio.sleep(0.005)
        under_way -= 1
        return node.answer(request)

    async def read() -> list[Any]:
        http_client = httpx2.AsyncClient(transport=httpx2.MockTransport(answer))
        return await AsyncHedera(BASE, http_client=http_client, concurrency=8).nfts(ACCOUNT, page_size=10).all()

    node = node_of(held)
    assert keys(asyncio.run(read())) == node.holdings.right_of_all()
    assert most == 8
    assert asked <= 1.25 * 50


# What may be wrong with the answers to the parts

Query = list[tuple[str, str]]


class Odd(MirrorNode):
    """A mirror node that answers wrongly where a question names the order, as those to parts do."""

    wrong: Callable[[Any, Query], Any]

    def page(self, query: Query) -> Any:
        page = super().page(query)
        return self.wrong(page, query) if "order" in dict(query) else page


def changed(**changes: Any) -> Callable[[Any, Query], Any]:
    def wrong(page: Any, _: Query) -> Any:
        return {**page, "nfts": [{**row, **changes} for row in page["nfts"]]}

    return wrong


WRONG: dict[str, Callable[[Any, Query], Any]] = {
    "rows of another account": changed(account_id="0.0.7"),
    "rows of another token": changed(token_id="0.0.999999"),
    "the other way round": lambda page, _: {**page, "nfts": page["nfts"][::-1]},
    "a row twice": lambda page, _: {**page, "nfts": page["nfts"][:1] + page["nfts"]},
    "a row that cannot be read": changed(serial_number="x"),
    "fewer rows, and more to come": lambda page, _: {"nfts": page["nfts"][:1], "links": page["links"]},
    "no rows, and more to come": lambda page, _: {"nfts": [], "links": {"next": f"/api/v1/accounts/{ACCOUNT}/nfts?token.id=lt:3000"}},
    "a link to nowhere": lambda page, _: {**page, "links": {"next": "?"}},
    "nothing that can be read": lambda page, _: [],
}


@pytest.mark.parametrize("blocking", [True, False])
@pytest.mark.parametrize("wrong", WRONG)
def test_what_does_not_fit_is_read_page_by_page(wrong: str, blocking: bool) -> None:
    node = Odd(Holdings(MANY), most_requests=300)
    node.wrong = WRONG[wrong]
    assert listed(node, blocking=blocking, page_size=5) == node.holdings.right_of_all()


@pytest.mark.parametrize("blocking", [True, False])
def test_a_drift_is_reported_or_refused(blocking: bool) -> None:
    node = Odd(Holdings(MANY), most_requests=400)
    node.wrong = changed(later=1)
    drifts: list[Drift] = []

    def read(**options: Any) -> list[Key]:
        if blocking:
            return keys(node.client(concurrency=8, **options).nfts(ACCOUNT, page_size=5).all())

        async def read_async() -> list[Any]:
            return await node.async_client(concurrency=8, **options).nfts(ACCOUNT, page_size=5).all()

        return keys(asyncio.run(read_async()))

    right = node.holdings.right_of_all()
    assert read(on_drift=drifts.append) == right
    assert len(drifts) >= len(right) - 5
    assert read(strict=True) == right, "what is wrong only if it is read at once is read page by page"

    def always(query: Query) -> Any:
        page = MirrorNode.page(node, query)
        return changed(later=1)(page, query) if len(query) > 1 else page

    node.page = always  # type: ignore[method-assign]
    with pytest.raises(IncompleteListing) as stopped:
        read(strict=True)
    assert isinstance(stopped.value.cause, DecodeError)
    assert keys(stopped.value.items) == right[:5]


def test_a_reply_that_is_no_longer_needed_does_no_harm() -> None:
    """An unread range that is read from both ends may be done before the second answer comes, and that may be an odd one."""
    late = asyncio.Event

    async def read(wrong: httpx2.Response) -> list[Key]:
        done = late()

        async def answer(request: httpx2.Request) -> httpx2.Response:
            if dict(request.url.params).get("order") == "asc":
                await done.wait()
                return wrong
            reply = node.answer(request)
            asyncio.get_running_loop().call_later(0.02, done.set)
            return reply

        client = AsyncHedera(BASE, http_client=httpx2.AsyncClient(transport=httpx2.MockTransport(answer)), retry=None)
        return keys(await client.nfts(ACCOUNT, page_size=4).all())

    node = node_of([(2000, serial, None) for serial in range(1, 8)])
    for wrong in (httpx2.Response(400), httpx2.Response(503), httpx2.Response(200, json={"nfts": [], "links": {"next": None}})):
        assert asyncio.run(read(wrong)) == node.holdings.right_of_all()


@pytest.mark.parametrize("status", [400, 404])
def test_a_server_that_refuses_parts_is_read_page_by_page(status: int) -> None:
    node = node_of(MANY)

    def answer(request: httpx2.Request) -> httpx2.Response:
        is_part = "order" in dict(parse_qsl(request.url.query.decode()))
        return httpx2.Response(status, json={}) if is_part else node.answer(request)

    client = Hedera(BASE, http_client=httpx2.Client(transport=httpx2.MockTransport(answer)), retry=None)
    assert keys(client.nfts(ACCOUNT, page_size=5).all()) == node.holdings.right_of_all()


@pytest.mark.parametrize("blocking", [True, False])
@pytest.mark.parametrize("failing", [0, 3, 7, 11])
def test_what_comes_before_a_failure_is_given_and_the_rest_comes_later(failing: int, blocking: bool) -> None:
    node, broken = node_of(MANY), True
    token = 2000 + 7 * failing

    def answer(request: httpx2.Request) -> httpx2.Response:
        reply = node.answer(request)
        tokens = {row["token_id"] for row in json.loads(reply.content).get("nfts", ())}
        return httpx2.Response(503) if broken and f"0.0.{token}" in tokens else reply

    def read(cursor: str | None) -> list[Any]:
        if blocking:
            client = Hedera(BASE, http_client=httpx2.Client(transport=httpx2.MockTransport(answer)), retry=None, concurrency=6)
            return client.nfts(ACCOUNT, page_size=5, cursor=cursor).all()

        async def read_async() -> list[Any]:
            http_client = httpx2.AsyncClient(transport=httpx2.MockTransport(answer))
            return (
                await AsyncHedera(BASE, http_client=http_client, retry=None, concurrency=6).nfts(ACCOUNT, page_size=5, cursor=cursor).all()
            )

        return asyncio.run(read_async())

    right = node.holdings.right_of_all()
    if failing == 11:
        with pytest.raises(ServerError):
            read(None)
        return
    with pytest.raises(IncompleteListing) as stopped:
        read(None)
    assert isinstance(stopped.value.cause, ServerError)
    came = keys(stopped.value.items)
    assert came == right[: len(came)]
    assert not any(each[0] == token for each in came)
    assert len(came) >= sum(each[0] > token for each in right) - 5
    broken = False
    assert came + keys(read(stopped.value.cursor)) == right


# Not more than is wanted


@pytest.mark.parametrize("blocking", [True, False])
def test_the_first_page_is_all_that_is_asked_for_if_no_more_is_wanted(blocking: bool) -> None:
    async def first(node: MirrorNode) -> None:
        listing = node.async_client(concurrency=32).nfts(ACCOUNT, page_size=5)
        assert await listing.first() is not None
        async for _ in listing.pages():
            break

    node = node_of(MANY)
    if blocking:
        listing = node.client(concurrency=32).nfts(ACCOUNT, page_size=5)
        assert listing.first() is not None
        for _, _ in zip(range(5), listing, strict=False):
            pass
    else:
        asyncio.run(first(node))
    assert len(node.asked) == 2


def test_what_is_under_way_is_cancelled_when_a_loop_is_left() -> None:
    cancelled = asked = 0

    async def answer(request: httpx2.Request) -> httpx2.Response:
        nonlocal cancelled, asked
        asked += 1
        try:
            await asyncio.sleep(0.01 if asked <= 2 else 30)
        except asyncio.CancelledError:
            cancelled += 1
            raise
        return node.answer(request)

    async def read() -> int:
        client = AsyncHedera(BASE, http_client=httpx2.AsyncClient(transport=httpx2.MockTransport(answer)), concurrency=8)
        came = 0
        async for _ in client.nfts(ACCOUNT, page_size=5):
            came += 1
            if came == 6:
                break
        await asyncio.sleep(0.01)
        assert len(asyncio.all_tasks()) == 1, "something is still under way"
        return came

    node = node_of(MANY)
    assert asyncio.run(read()) == 6
    assert 0 < cancelled <= 5, "more is requested than the first page justifies"


# Loopring and SwapChat


@repeatable(60)
@given(
    paged=st.sampled_from([BALANCES, COLLECTIONS, SWAPCHAT]),
    held=st.integers(0, 40),
    page_size=st.sampled_from([1, 3, 7, 50]),
    at_once=at_once,
)
def test_numbered_pages_at_once_are_those_of_one_after_the_other(paged: Any, held: int, page_size: int, at_once: int) -> None:
    async def read(server: NumberedServer, most: int) -> list[Any]:
        return [paged.key(row) for row in await paged.listing(server.async_client(concurrency=most), page_size=page_size).all()]

    one_by_one, together = NumberedServer(paged, held), NumberedServer(paged, held)
    assert asyncio.run(read(one_by_one, 1)) == asyncio.run(read(together, at_once)) == together.held
    assert together.asked == one_by_one.asked


# The server says that it is too much


def test_refusals_lower_the_number_of_requests_at_once() -> None:
    refused = 0

    async def answer(request: httpx2.Request) -> httpx2.Response:
        nonlocal refused
        if len(node.asked) > 5 and refused < 3:
            refused += 1
            return httpx2.Response(429, headers={"Retry-After": "0"})
        return node.answer(request)

    async def read() -> list[Any]:
        retry = Retry(wait_initial=0, wait_jitter=0)
        client = AsyncHedera(BASE, http_client=httpx2.AsyncClient(transport=httpx2.MockTransport(answer)), concurrency=16, retry=retry)
        assert Sender(client._options, client._connection.get()).most_at_once == 16
        found = await client.nfts(ACCOUNT, page_size=2).all()
        assert Sender(client._options, client._connection.get()).most_at_once < 16
        return found

    node = node_of(MANY)
    with attempts_as_granted():
        read_keys = keys(asyncio.run(read()))
    assert read_keys == node.holdings.right_of_all()
    assert refused == 3

"""Hedera's listing against a server with the real one's defect, and plain SQL that knows the right rows."""

import asyncio
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nft_holdings import IncompleteListing

from tests.support.hedera_strategies import filter_of, questions, rows, writings
from tests.support.property_settings import repeatable
from tests.support.servers.mirror_node import ACCOUNT, LINKS, WRITINGS, Holdings, Key, MirrorNode, Question, encoded

FOUR = [(1500, serial, None) for serial in (1, 2, 3, 4)]


def keys(items: list[Any]) -> list[Key]:
    return [(encoded(item.token_id), item.serial_number) for item in items]


def test_the_model_has_the_defect() -> None:
    """Defects of the real server: its link leads in a loop, and rows come twice or match one bound only."""
    node = MirrorNode(Holdings(FOUR))
    first = node.page(parse_qsl("token.id=gte:1500&serialnumber=gt:1&limit=2"))
    second = node.page(parse_qsl(urlsplit(first["links"]["next"]).query))
    assert [row["serial_number"] for row in first["nfts"]] == [4, 3]
    assert [row["serial_number"] for row in second["nfts"]] == [4, 3]
    same = node.page(parse_qsl("token.id=gte:1500&token.id=lte:1500&serialnumber=gt:2&serialnumber=lt:4"))
    assert [row["serial_number"] for row in same["nfts"]] == [4, 3, 3, 2, 1]
    one = node.page(parse_qsl("token.id=1500&serialnumber=gt:2&serialnumber=lt:4"))
    assert [row["serial_number"] for row in one["nfts"]] == [3]


@repeatable(250)
@given(
    held=rows,
    question=questions(),
    order=st.sampled_from([None, "asc", "desc"]),
    page_size=st.sampled_from([1, 2, 3, 4, 5, 6, 7, 100]),
    maximum=st.sampled_from([1, 2, 3, 100]),
    link=st.sampled_from(LINKS),
    in_links=writings,
    in_filter=writings,
    shape=st.tuples(st.booleans(), st.booleans()),
)
@example(FOUR, Question([("gte", 1500)], [("gt", 1)]), None, 2, 100, LINKS[0], WRITINGS[0], WRITINGS[0], (True, False))
@example(FOUR, Question([("lte", 1500)], [("lt", 4)]), "asc", 2, 100, LINKS[3], WRITINGS[3], WRITINGS[2], (True, True))
@example(
    FOUR, Question([("gte", 1500), ("lte", 1500)], [("gt", 2), ("lt", 4)]), None, 100, 1, LINKS[1], WRITINGS[1], WRITINGS[3], (True, False)
)
def test_exactly_the_right_rows_in_order(
    held: Any,
    question: Question,
    order: Any,
    page_size: int,
    maximum: int,
    link: Any,
    in_links: Any,
    in_filter: Any,
    shape: tuple[bool, bool],
) -> None:
    holdings = Holdings(held)
    right = holdings.right(question, order or "desc")
    size = min(page_size, maximum)
    node = MirrorNode(holdings, maximum=maximum, link=link, writing=in_links, escaped=shape[1], most_requests=len(right) // size + 1)
    wanted = filter_of(question, in_filter, as_pairs=shape[0])
    assert keys(node.client().nfts(ACCOUNT, wanted, order=order, page_size=page_size).all()) == right
    holdings.close()


@repeatable(120)
@given(held=rows, question=questions(), order=st.sampled_from(["asc", "desc"]), page_size=st.integers(1, 5), link=st.sampled_from(LINKS))
def test_cut_at_every_boundary_and_resumed_by_a_new_client(held: Any, question: Question, order: Any, page_size: int, link: Any) -> None:
    holdings = Holdings(held)
    right = holdings.right(question, order)
    node = MirrorNode(holdings, link=link, most_requests=10_000)
    wanted = filter_of(question, WRITINGS[0], as_pairs=True)

    def listing(most: int | None, cursor: str | None) -> Any:
        return node.client(max_pages=most).nfts(ACCOUNT, wanted, order=order, page_size=page_size, cursor=cursor)

    whole = list(listing(None, None).pages())
    for cut in range(1, len(whole)):
        with pytest.raises(IncompleteListing) as stopped:
            listing(cut, None).all()
        assert keys(stopped.value.items) == [key for page in whole[:cut] for key in keys(page.items)]
        assert stopped.value.cursor == whole[cut - 1].cursor
        assert keys(stopped.value.items + listing(None, stopped.value.cursor).all()) == right
    holdings.close()


@repeatable(60)
@given(held=rows, question=questions(), order=st.sampled_from(["asc", "desc"]), page_size=st.integers(1, 5))
def test_one_page_in_each_process(held: Any, question: Question, order: Any, page_size: int) -> None:
    holdings = Holdings(held)
    found: list[Key] = []
    cursor = None
    for _ in range(len(held) + 2):
        client = MirrorNode(holdings).client(max_pages=1)
        wanted = filter_of(question, WRITINGS[0], as_pairs=False)
        page = next(client.nfts(ACCOUNT, wanted, order=order, page_size=page_size, cursor=cursor).pages(), None)
        if page is None:
            break  # known to be empty
        found += keys(page.items)
        cursor = page.cursor
        if cursor is None:
            break
        assert cursor.isprintable()
        assert " " not in cursor
    assert found == holdings.right(question, order)
    holdings.close()


@repeatable(60)
@given(held=rows, question=questions(), order=st.sampled_from(["asc", "desc"]), page_size=st.integers(1, 5), cut=st.integers(1, 4))
def test_the_same_asynchronously(held: Any, question: Question, order: Any, page_size: int, cut: int) -> None:
    holdings = Holdings(held)
    right = holdings.right(question, order)
    wanted = filter_of(question, WRITINGS[0], as_pairs=True)

    async def read() -> list[Key]:
        node = MirrorNode(holdings)
        try:
            return keys(await node.async_client(max_pages=cut).nfts(ACCOUNT, wanted, order=order, page_size=page_size).all())
        except IncompleteListing as stopped:
            rest = node.async_client().nfts(ACCOUNT, wanted, order=order, page_size=page_size, cursor=stopped.cursor)
            return keys(stopped.items + [item async for item in rest])

    with asyncio.Runner() as runner:
        assert runner.run(read()) == right
    holdings.close()

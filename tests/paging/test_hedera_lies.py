"""Hedera's listing against servers that lie: rows and links that cannot be the answer.

Each lie is on one page of a listing that is right otherwise. What is delivered is what comes before the lie, then an error
comes, after no more requests than the listing has pages and a few. A server that leaves rows out cannot be found out, unless its
own link says that it does.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from nft_holdings import DecodeError, IncompleteListing, NftHoldingsError, spender_id, token_id

from tests.support.hedera_strategies import filter_of, questions, rows
from tests.support.property_settings import repeatable
from tests.support.servers.mirror_node import ACCOUNT, PATH, WRITINGS, Holdings, Key, MirrorNode, Query, Question, encoded, row_of

HELD = [(token, serial, 7) for token in (1500, 1501) for serial in (1, 2, 3, 4)]
WANTED = (token_id >= 1500) & (token_id <= 1501) & (spender_id == 7)
FEW = 25
"""Empty pages that lead on are followed for a while, each requested twice, as a server may filter after it has cut its pages."""

Lie = Callable[[Any, int, list[Any]], None]


class Liar(MirrorNode):
    """Tells a lie on one page, counted from 1, or on that one and all that follow."""

    def __init__(self, lie: Lie, on: int, *, ever_after: bool = False) -> None:
        super().__init__(Holdings(HELD), most_requests=len(HELD) + FEW)
        self._lie, self._on, self._ever_after = lie, on, ever_after
        self._before: list[Any] = []

    def page(self, query: Query) -> Any:
        page = super().page(query)
        asked = len(self.asked)
        if asked == self._on or (self._ever_after and asked > self._on):
            self._lie(page, asked, self._before)
        self._before.append(page)
        return page


def row(page: Any, **changes: Any) -> None:
    page["nfts"][-1] = {**page["nfts"][-1], **changes}


def descending(page: Any) -> bool:
    keys = [(encoded(each["token_id"]), each["serial_number"]) for each in page["nfts"]]
    return keys == sorted(keys, reverse=True)


def turned_around(page: Any, *_: Any) -> None:
    assume(len(page["nfts"]) > 1)
    page["nfts"].reverse()


def doubled_row(page: Any, *_: Any) -> None:
    page["nfts"].append(page["nfts"][-1])


def next_token_first(page: Any, *_: Any) -> None:
    assume(descending(page))
    page["nfts"].append(row_of(1501, 4, 7))


def page_again(page: Any, _: int, before: list[Any]) -> None:
    assume(before)
    page.update(before[-1])


def first_page_again(page: Any, _: int, before: list[Any]) -> None:
    assume(before)
    page.update(before[0])


WRONG_ROWS: dict[str, Lie] = {
    "another account": lambda page, *_: row(page, account_id="0.0.1002"),
    "another token": lambda page, *_: row(page, token_id="0.0.1499"),
    "no spender": lambda page, *_: row(page, spender=None),
    "another spender": lambda page, *_: row(page, spender="0.0.8"),
    "a serial number of before": next_token_first,
    "the last row twice": doubled_row,
    "the other way round": turned_around,
    "the page before again": page_again,
    "the first page again": first_page_again,
}


@pytest.mark.parametrize("lie", WRONG_ROWS)
@repeatable(30)
@given(on=st.integers(1, 8), page_size=st.integers(1, 4), cut=st.sampled_from([None, 1, 2]))
def test_no_row_is_delivered_from_a_page_with_a_wrong_one(lie: str, on: int, page_size: int, cut: int | None) -> None:
    assume(on <= -(-len(HELD) // page_size))
    node = Liar(WRONG_ROWS[lie], on)
    right = node.holdings.right_of_all()
    found: list[Key] = []
    with pytest.raises(IncompleteListing):
        read_on(node, page_size, cut, found)
    assert found == right[: (on - 1) * page_size]
    assert len(node.asked) == on


def read_on(node: MirrorNode, page_size: int, cut: int | None, found: list[Key], **options: Any) -> None:
    """Read to the end; with a cut, by a new client for each so many pages."""
    cursor = None
    while True:
        listing = node.client(max_pages=cut, **options).nfts(ACCOUNT, WANTED, page_size=page_size, cursor=cursor)
        try:
            for each in listing:
                if not isinstance(each, DecodeError):
                    found.append((encoded(each.token_id), each.serial_number))
        except IncompleteListing as stopped:
            if "max_pages" not in str(stopped):
                raise
            cursor = stopped.cursor
            assert cursor is not None
        else:
            return


def query_of(page: Any) -> list[tuple[str, str]]:
    assume(page["links"]["next"] is not None)
    return parse_qsl(urlsplit(page["links"]["next"]).query)


def lead(page: Any, pairs: list[tuple[str, str]], path: str = PATH) -> None:
    page["links"]["next"] = f"{path}?{urlencode(pairs)}"


def same_link(page: Any, _: int, before: list[Any]) -> None:
    assume(before and page["links"]["next"])
    page["links"] = before[-1]["links"]


def back_to_the_start(page: Any, *_: Any) -> None:
    lead(page, [pair for pair in query_of(page) if pair[0] != "serialnumber" and pair != ("token.id", "lte:0.0.1500")])


def without_tokens(page: Any, *_: Any) -> None:
    lead(page, [pair for pair in query_of(page) if pair[0] != "token.id"])


def without_filter(page: Any, *_: Any) -> None:
    lead(page, [("limit", "2")])


def other_order(page: Any, *_: Any) -> None:
    lead(page, [pair for pair in query_of(page) if pair[0] != "order"] + [("order", "asc")])


def number(page: Any, *_: Any) -> None:
    page["links"]["next"] = 7


def empty(page: Any, *_: Any) -> None:
    page["links"]["next"] = ""


def no_links(page: Any, *_: Any) -> None:
    del page["links"]


def no_next(page: Any, *_: Any) -> None:
    del page["links"]["next"]


def other_path(page: Any, *_: Any) -> None:
    lead(page, query_of(page), "/api/v1/accounts/0.0.1002/nfts")


def other_endpoint(page: Any, *_: Any) -> None:
    lead(page, query_of(page), "/api/v1/transactions")


def path_alone(page: Any, *_: Any) -> None:
    page["links"]["next"] = PATH


UNREADABLE_LINKS: dict[str, Lie] = {
    each.__name__: each for each in (number, empty, no_links, no_next, other_path, other_endpoint, path_alone)
}
WRONG_LINKS: dict[str, Lie] = {each.__name__: each for each in (same_link, back_to_the_start, without_tokens, without_filter, other_order)}


@pytest.mark.parametrize("lie", UNREADABLE_LINKS)
@repeatable(20)
@given(on=st.integers(1, 8), page_size=st.integers(1, 4), cut=st.sampled_from([None, 1]))
def test_a_link_that_is_none_ends_the_listing_with_an_error(lie: str, on: int, page_size: int, cut: int | None) -> None:
    assume(on <= -(-len(HELD) // page_size))
    node = Liar(UNREADABLE_LINKS[lie], on)
    found: list[Key] = []
    with pytest.raises(NftHoldingsError) as stopped:
        read_on(node, page_size, cut, found)
    error = stopped.value.cause if isinstance(stopped.value, IncompleteListing) else stopped.value
    assert isinstance(error, DecodeError)
    assert error.path.startswith("$.links")
    assert found == node.holdings.right_of_all()[: (on - 1) * page_size]
    assert len(node.asked) == on


@pytest.mark.parametrize("lie", WRONG_LINKS)
@repeatable(30)
@given(on=st.integers(1, 8), page_size=st.integers(1, 4), ever_after=st.booleans())
def test_a_link_that_leads_elsewhere_gives_no_wrong_row(lie: str, on: int, page_size: int, ever_after: bool) -> None:
    """A link may have lost what makes no difference by then, so the listing may also come to its right end."""
    node = Liar(WRONG_LINKS[lie], on, ever_after=ever_after)
    right = node.holdings.right_of_all()
    found: list[Key] = []
    try:
        read_on(node, page_size, None, found)
    except IncompleteListing:
        assert found == right[: len(found)]
    else:
        assert found == right


@pytest.mark.parametrize("cut", [None, 1])
def test_a_link_to_a_page_that_was_read_is_not_followed(cut: int | None) -> None:
    def same(page: Any, _: int, before: list[Any]) -> None:
        page["links"] = before[-1]["links"]

    node = Liar(same, 2)
    found: list[Key] = []
    with pytest.raises(IncompleteListing, match="read before"):
        read_on(node, 2, cut, found)
    assert found == node.holdings.right_of_all()[:2]
    assert len(node.asked) == 2


def test_pages_in_a_circle_are_left_though_their_rows_have_no_order() -> None:
    """Rows that cannot be read have none, so that only the links show the circle."""

    def unreadable(page: Any, asked: int, _: list[Any]) -> None:
        row(page, token_id=None)
        page["nfts"] = page["nfts"][-1:]
        lead(page, [("limit", "1"), ("token.id", f"lte:0.0.{1500 + asked % 3}")])

    node = Liar(unreadable, 1, ever_after=True)
    with pytest.raises(IncompleteListing, match="read before"):
        read_on(node, 1, None, [], bad_rows="deliver")
    assert len(node.asked) <= 4


class Unfiltered(MirrorNode):
    """Gives all that the account holds, for any request."""

    def page(self, query: Query) -> Any:
        kept = [(name, value) for name, value in query if name in ("limit", "order") or (name == "after" and value)]
        page = super().page([pair for pair in kept if pair[0] != "after"] + self._after(query))
        if page["links"]["next"]:
            last = page["nfts"][-1]
            lead(page, [*[pair for pair in kept if pair[0] != "after"], ("after", f"{last['token_id']}/{last['serial_number']}")])
        return page

    def _after(self, query: Query) -> Query:
        after = dict(query).get("after")
        if after is None:
            return []
        token, serial = after.split("/")
        return [("token.id", f"lte:{token}"), ("serialnumber", f"lt:{serial}")]


@repeatable(150)
@given(held=rows, question=questions(), page_size=st.integers(1, 4))
def test_a_server_that_does_not_filter_gives_no_wrong_row(held: Any, question: Question, page_size: int) -> None:
    node = Unfiltered(Holdings(held))
    right = node.holdings.right(question, "desc")
    found: list[Key] = []
    try:
        for each in node.client().nfts(ACCOUNT, filter_of(question, WRITINGS[0], as_pairs=False), page_size=page_size):
            found.append((encoded(each.token_id), each.serial_number))
    except IncompleteListing:
        assert found == right[: len(found)]
    else:
        assert found == right


def skipping(page: Any, *_: Any) -> None:
    pairs = query_of(page)
    serial = int(dict(pairs)["serialnumber"].removeprefix("lt:"))
    assume(serial > 1)
    lead(page, [pair for pair in pairs if pair[0] != "serialnumber"] + [("serialnumber", f"lt:{serial - 1}")])


@repeatable(20)
@given(on=st.integers(1, 4), page_size=st.integers(1, 3))
def test_a_link_that_leaps_ahead_is_an_error(on: int, page_size: int) -> None:
    """It should lead on from the last row of its page; a lower bound than that leaves rows out, and says so."""
    node = Liar(skipping, on)
    assume(len(HELD) > on * page_size)
    found: list[Key] = []
    try:
        read_on(node, page_size, None, found)
    except IncompleteListing:
        return
    assert found == node.holdings.right_of_all()


class Emptied(MirrorNode):
    """Gives some pages without their rows, and a link to those."""

    def __init__(self, empty_pages: int) -> None:
        super().__init__(Holdings(HELD))
        self._empty_pages = empty_pages

    def page(self, query: Query) -> Any:
        if len(self.asked) <= self._empty_pages:
            return {
                "nfts": [],
                "links": {"next": f"{PATH}?limit=2&spender.id=7&token.id=lte:0.0.1501&token.id=gte:{1500 - len(self.asked)}"},
            }
        return super().page(query)


def test_empty_pages_that_lead_on_are_followed() -> None:
    node = Emptied(3)
    found: list[Key] = []
    read_on(node, 2, None, found)
    assert found == node.holdings.right_of_all()


def test_empty_pages_that_lead_on_for_ever_are_an_error() -> None:
    node = Emptied(10_000)
    node.most_requests = FEW
    with pytest.raises(IncompleteListing, match="empty page"):
        read_on(node, 2, None, [])


class Whose(MirrorNode):
    """Answers for an account that is asked for by its alias, with rows of one account first and then of another."""

    def __init__(self) -> None:
        super().__init__(Holdings(HELD))

    def page(self, query: Query) -> Any:
        page = super().page(query)
        if len(self.asked) > 1:
            for each in page["nfts"]:
                each["account_id"] = "0.0.1002"
        return page


@pytest.mark.parametrize("resumed", [False, True])
def test_an_alias_is_one_account_to_the_end(resumed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    alias = "AABBCCDD2A"
    monkeypatch.setattr("tests.support.servers.mirror_node.PATH", f"/api/v1/accounts/{alias}/nfts")
    node = Whose()
    pages = node.client().nfts(alias, page_size=2).pages()
    first = next(pages)
    if resumed:
        pages = node.client().nfts(alias, page_size=2, cursor=first.cursor).pages()
    with pytest.raises(IncompleteListing, match="another account"):
        next(pages)

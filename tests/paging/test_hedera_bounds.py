"""Bounds: those of ranges that are read at once, those of cursors, those that contradict each other, and ids without a shard."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import pytest
from nft_holdings import EntityId, Filter, IncompleteListing, nft_id, serial_number, spender_id, token_id
from nft_holdings._apis.hedera.filters.columns import Condition
from nft_holdings._apis.hedera.parallel.key_range import with_bound
from nft_holdings._apis.hedera.sort_key import key

from tests.paging.test_at_once import listed, node_of
from tests.paging.test_hedera_oracle import keys
from tests.support.hedera_strategies import filter_of
from tests.support.servers.mirror_node import ACCOUNT, WRITINGS, Holdings, Key, MirrorNode, Query, Question, encoded

Shape = Callable[[Random], Sequence[Key]]
SHAPES: dict[str, Shape] = {
    "one token": lambda _: [(2000, serial) for serial in range(1, 400)],
    "one token, far apart": lambda random: [(2000, serial) for serial in random.sample(range(1, 4000), 300)],
    "as many tokens": lambda random: [(token, 1) for token in random.sample(range(1000, 9000), 300)],
    "tokens one after the other": lambda _: [(1000 + token, 1) for token in range(300)],
    "a few tokens": lambda _: [(1000 + token, serial) for token in range(4) for serial in range(1, 90)],
    "clusters": lambda random: [(1000 * random.randint(1, 4) + token, serial) for token in range(9) for serial in range(1, 12)],
}
MISTAKES = {"lte": "lt", "gte": "gt"}


class Exclusive(MirrorNode):
    """A mirror node that leaves out what lies at a bound: the NFT there, or the whole token."""

    operator: str
    whole_token: bool

    def page(self, query: Query) -> Any:
        paired = any(name == "serialnumber" for name, _ in query)
        changed = [
            (name, value.replace(f"{self.operator}:", f"{MISTAKES[self.operator]}:", 1))
            if name == "serialnumber" or (name == "token.id" and (self.whole_token or not paired))
            else (name, value)
            for name, value in query
        ]
        page = super().page(changed)
        kept = [(name, value) for name, value in query if value.startswith(f"{self.operator}:")]
        if kept and (link := page["links"]["next"]):  # as the caller wrote them
            page["links"]["next"] = link.replace(f"={MISTAKES[self.operator]}:", f"={self.operator}:") if self.whole_token else link
        return page


@pytest.mark.parametrize("whole_token", [False, True], ids=["the NFT", "the token"])
@pytest.mark.parametrize(("operator", "order"), [("lte", "asc"), ("gte", "desc")])
@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_is_lost_at_the_boundaries_of_ranges(shape: str, operator: str, order: str, whole_token: bool) -> None:
    """The links of such a server are right, as they have the other operator."""
    for seed in range(2):
        held = {(token, serial) for token, serial in SHAPES[shape](Random(seed))}
        node = Exclusive(Holdings((token, serial, None) for token, serial in held), most_requests=10_000)
        node.operator, node.whole_token = operator, whole_token
        right = node.holdings.right(Question(), order)
        assert listed(node, order=order, page_size=10) == right
        assert listed(node, order=order, page_size=10, at_once=3) == right


EXCLUSIVE: dict[str, tuple[Filter, Any]] = {
    "token_id <": (token_id < "0.0.2070", "asc"),
    "token_id >": (token_id > "0.0.2007", "desc"),
    "between tokens": ((token_id > "0.0.2007") & (token_id < "0.0.2070"), "desc"),
    "nft_id <": (nft_id < ("0.0.2070", 5), "asc"),
    "nft_id >": (nft_id > ("0.0.2007", 2), "desc"),
    "serial_number <": ((token_id == "0.0.2021") & (serial_number < 25), "asc"),
    "serial_number >": ((token_id == "0.0.2021") & (serial_number > 3), "desc"),
    "serial_number, both": ((token_id == "0.0.2021") & (serial_number > 3) & (serial_number < 25), "asc"),
    "spender_id <": ((token_id < "0.0.2070") & (spender_id < "0.0.9"), "asc"),
    "one serial number": ((token_id < "0.0.2077") & (serial_number == 1), "asc"),
    "numbers alone": ((token_id < 2070) & (spender_id < 9), "asc"),
}
HELD = [(2000 + 7 * token, serial, 7 + serial % 2) for token in range(12) for serial in range(1, 30 if token % 3 == 0 else 9)]


@pytest.mark.parametrize("concurrency", [1, 20])
@pytest.mark.parametrize("name", EXCLUSIVE)
def test_the_cursor_of_every_page_is_good(name: str, concurrency: int) -> None:
    wanted, order = EXCLUSIVE[name]
    node = node_of(HELD)
    pages = [*node.client(concurrency=concurrency).nfts(ACCOUNT, wanted, order=order, page_size=7).pages()]
    whole = keys([row for page in pages for row in page.items])
    assert whole == listed(node, wanted, order=order, page_size=7, at_once=1) != []
    found: list[Key] = []
    for page in pages:
        found += keys(page.items)
        rest = [] if page.cursor is None else listed(node, wanted, order=order, page_size=7, cursor=page.cursor, at_once=21 - concurrency)
        assert found + rest == whole


CONTRADICTORY: dict[str, Filter] = {
    "tokens": (token_id > "0.0.2005") & (token_id < "0.0.2005"),
    "tokens, with a serial number": (token_id >= "0.0.2205") & (token_id < "0.0.2205") & (serial_number > 1),
    "neighbours": (token_id > "0.0.2205") & (token_id < "0.0.2206"),
    "pairs": (nft_id > ("0.0.2206", 3)) & (nft_id < ("0.0.2203", 99)),
    "upper pair": (token_id > "0.0.2205") & (token_id <= "0.0.2205") & (serial_number < 9),
    "serial numbers": (token_id == "0.0.2205") & (serial_number > 5) & (serial_number < 5),
    "neighbouring serial numbers": (token_id == "0.0.2205") & (serial_number > 5) & (serial_number < 6),
    "one serial number": (token_id > "0.0.2205") & (token_id < "0.0.2206") & (serial_number == 3),
    "spenders": (spender_id > "0.0.9") & (spender_id < "0.0.7"),
    "a spender outside of a range": (spender_id == "0.0.5") & (spender_id > "0.0.7"),
    "numbers alone": (token_id > 2206) & (token_id < 2203) & (spender_id == 7),
    "shards": (token_id > "1.0.5") & (token_id < "0.9.7"),
}


@pytest.mark.parametrize("blocking", [True, False])
@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("name", CONTRADICTORY)
def test_what_is_known_to_be_empty_is_not_asked_for(name: str, order: str, blocking: bool) -> None:
    node = node_of(HELD)
    assert listed(node, CONTRADICTORY[name], order=order, blocking=blocking) == []
    assert node.asked == []


POSSIBLE: dict[str, Filter] = {
    "one token": (token_id >= "0.0.2007") & (token_id < "0.0.2008"),
    "one serial number": (token_id == "0.0.2007") & (serial_number > 4) & (serial_number < 6),
    "one spender of two": spender_id.is_in(["0.0.7", "0.0.99"]) & (spender_id < "0.0.9"),
    "a token with and one without a shard": (token_id >= "1.0.5") & (token_id < 7),
}


@pytest.mark.parametrize("name", POSSIBLE)
def test_what_may_hold_something_is_asked_for(name: str) -> None:
    node = node_of(HELD)
    listed(node, POSSIBLE[name])
    assert node.asked


class Elsewhere(MirrorNode):
    """A mirror node of another network, which puts its own shard and realm before numbers."""

    prefix = "1.2"

    def page(self, query: Query) -> Any:
        def placed(value: str) -> str:
            operator, colon, number = value.rpartition(":")
            return f"{operator}{colon}{'.'.join([*self.prefix.split('.')[: 2 - number.count('.')], *number.split('.')])}"

        page = super().page([(name, placed(value) if name in ("token.id", "spender.id") else value) for name, value in query])
        for row in page["nfts"]:
            row["account_id"] = f"{self.prefix}.1001"
        return page


ELSEWHERE = [(encoded(f"1.2.{token}"), serial, encoded(f"1.2.{7 + serial % 2}")) for token, serial, _ in HELD]
NUMBERS: dict[str, tuple[Filter | None, Filter | None]] = {
    "no filter": (None, None),
    "tokens": ((token_id >= 2007) & (token_id < 2070), (token_id >= "1.2.2007") & (token_id < "1.2.2070")),
    "one token": (token_id == "2021", token_id == "1.2.2021"),
    "one token as a range": ((token_id >= 2021) & (token_id <= "2021"), token_id == "1.2.2021"),
    "a realm": (token_id >= "2.2021", token_id >= "1.2.2021"),
    "pairs": ((nft_id > (2007, 2)) & (nft_id <= ("2063", 5)), (nft_id > ("1.2.2007", 2)) & (nft_id <= ("1.2.2063", 5))),
    "spenders": (spender_id.is_in([7, "9"]), spender_id.is_in(["1.2.7", "1.2.9"])),
    "a range of spenders": (spender_id < 8, spender_id < "1.2.8"),
}


@pytest.mark.parametrize("concurrency", [1, 20])
@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_is_one_of_the_servers_own_network(name: str, order: Any, concurrency: int) -> None:
    written, meant = NUMBERS[name]
    node = Elsewhere(Holdings(ELSEWHERE), most_requests=10_000)
    node.paths = {f"/api/v1/accounts/{account}/nfts" for account in ("1001", "2.1001", "1.2.1001")}
    client = node.client(concurrency=concurrency)
    right = keys(client.nfts("1.2.1001", meant, order=order, page_size=12).all())
    assert right
    for account in (1001, "1001", "2.1001"):
        assert keys(client.nfts(account, written, order=order, page_size=12).all()) == right
    found: list[Key] = []
    for page in client.nfts(1001, written, order=order, page_size=12).pages():
        found += keys(page.items)
        rest = client.nfts(1001, written, order=order, page_size=12, cursor=page.cursor).all() if page.cursor else []
        assert found + keys(rest) == right


@pytest.mark.parametrize("account", [1002, "3.1001", "0.0.1001"])
def test_rows_of_another_network_or_number_are_refused(account: Any) -> None:
    node = Elsewhere(Holdings(ELSEWHERE), most_requests=10)
    node.paths = {f"/api/v1/accounts/{account}/nfts"}
    with pytest.raises(IncompleteListing, match="another account"):
        node.client().nfts(account).all()


def test_a_number_is_sent_as_it_is() -> None:
    node = node_of([])
    node.paths = {"/api/v1/accounts/1001/nfts"}
    node.client().nfts(1001, (token_id < 5000) & (spender_id == "500")).all()
    assert node.asked == ["limit=100&spender.id=500&token.id=lt:5000"]


def test_questions_of_the_real_defect_are_not_asked() -> None:
    """Both bounds on one token, or contradictory ones, with serial numbers: the server would list foreign rows."""
    held = [(token, serial, 7) for token in (1500, 1501, 1502) for serial in range(1, 5)]
    node = node_of(held)
    question = Question([("gte", 1502), ("lte", 1500)], [("gt", 1), ("lt", 4)])
    assert listed(node, filter_of(question, WRITINGS[0], as_pairs=False)) == [] == node.holdings.right(question, "desc")


@pytest.mark.parametrize("side", ["lower", "upper"])
def test_a_range_keeps_conditions_on_other_columns(side: str) -> None:
    """Whatever the column is: a condition that is lost would let rows through that the filter refuses."""
    other = Condition("another.id", "gte" if side == "lower" else "lte", EntityId(0, 0, 5))
    bounded = with_bound(Filter((other,)), key(EntityId(0, 0, 9), 7), side)
    assert other in bounded.conditions
    assert len(bounded.conditions) == 3

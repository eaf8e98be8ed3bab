"""Listings that are planned by the account's counts: what they cost, and that they are exact whatever the counts say."""

import math
from collections.abc import Callable, Iterable
from functools import partial
from random import Random
from typing import Any

import httpx2
import pytest
from nft_holdings import AsyncHedera, IncompleteListing, RateLimit, spender_id, token_id
from nft_holdings._apis.hedera.parallel import scheduler as parallel
from nft_holdings._apis.hedera.parallel.tiles import FAST
from nft_holdings._apis.hedera.parallel.unread_range import LoadedRange

from tests.support.rounds import Cost, cost
from tests.support.servers.mirror_node import ACCOUNT, Holdings, Key, MirrorNode, Query, Question
from tests.support.servers.token_server import TOKEN, TokenServer

PAGE = 100
TOKENS = "/tokens?"


def node_of(keys: Iterable[Key], kind: type[MirrorNode] = MirrorNode, **options: Any) -> Any:
    return kind(Holdings((token, serial, None) for token, serial in keys), most_requests=10_000, **options)


def listed(node: MirrorNode, order: Any = None, **options: Any) -> Cost:
    """Read the account's listing, and compare its rows with the truth."""
    found = cost(node.answer, lambda client: client.nfts(ACCOUNT, order=order), **options)
    assert found.keys == node.holdings.right(Question(), order or "desc")
    return found


def by_links(rows: int) -> int:
    """Return the requests of following links: a full last page leads to an empty one."""
    return rows // PAGE + 1


# What it costs


def of_all_sizes(random: Random, rows: int = 5_000) -> list[Key]:
    """Return NFTs of 235 tokens, of one of them 2,000; others hold some of their serial numbers."""
    rows -= 2_000
    weights = [math.exp(random.uniform(0, 6)) for _ in range(234)]
    sizes = [1 + int((rows - 234) * weight / sum(weights)) for weight in weights]
    sizes[sizes.index(max(sizes))] += rows - sum(sizes)
    sizes.insert(random.randrange(234), 2_000)
    numbers = sorted(random.sample(range(1_000, 9_999_999), 235))
    return [
        (token, serial)
        for token, size in zip(numbers, sizes, strict=True)
        for serial in random.sample(range(1, 1 + size * random.randint(1, 20)), size)
    ]


def scattered(random: Random, tokens: int, serials: int) -> list[Key]:
    return [(token, serial) for token in random.sample(range(1_000, 5_000_000), tokens) for serial in range(1, serials + 1)]


HELD: dict[str, tuple[Callable[[Random], Iterable[Key]], float, float]] = {
    "235 tokens of all sizes": (of_all_sizes, 6, 1.2),
    "one token": (lambda _: [(654_321, serial) for serial in range(1, 5_001)], 5, 1.12),
    "one token of which others hold most": (lambda random: [(654_321, each) for each in random.sample(range(1, 10**7), 5_000)], 5, 1.16),
    "one token of which others hold half": (lambda random: [(654_321, each) for each in random.sample(range(1, 10_001), 5_000)], 5, 1.12),
    "50 tokens of 100": (lambda random: scattered(random, 50, 100), 6, 1.3),
    "10 tokens of 500": (lambda random: scattered(random, 10, 500), 5, 1.12),
    "500 tokens of 10": (lambda random: scattered(random, 500, 10), 6, 1.25),
    "5,000 tokens": (lambda random: scattered(random, 5_000, 1), 7, 1.3),
}


@pytest.mark.parametrize("order", ["desc", "asc"])
@pytest.mark.parametrize("name", HELD)
def test_rounds_and_requests_of_5000_nfts(name: str, order: str) -> None:
    held, rounds, requests = HELD[name]
    found = [listed(node_of(held(Random(seed))), order) for seed in range(3)]
    assert sorted(each.rounds for each in found)[1] <= rounds, found[1].rounds
    assert sorted(each.requests for each in found)[1] <= requests * by_links(5_000)


@pytest.mark.parametrize(
    ("held", "most"),
    [
        (partial(of_all_sizes, rows=50_000), 1.05),
        (lambda _: [(654_321, serial) for serial in range(1, 50_001)], 1.05),
        (lambda random: [(654_321, serial) for serial in random.sample(range(1, 100_001), 50_000)], 1.05),
        (lambda random: [(654_321, serial) for serial in random.sample(range(1, 10**7), 50_000)], 1.07),
        (lambda random: scattered(random, 500, 100), 1.11),
    ],
    ids=["235 tokens of all sizes", "one token", "one of which others hold half", "one of which others hold most", "500 tokens of 100"],
)
def test_with_a_limit_few_requests_count_more_than_few_rounds(held: Callable[[Random], Iterable[Key]], most: float) -> None:
    node = node_of(held(Random(1)))
    limited = listed(node, rate_limit=RateLimit(10**6))
    assert limited.requests <= most * by_links(50_000)
    assert limited.rounds <= by_links(50_000) / 10


@pytest.mark.parametrize("rows", [1, 99])
def test_one_page_costs_one_request(rows: int) -> None:
    assert listed(node_of((2_000, serial) for serial in range(1, rows + 1))).requests == 1


@pytest.mark.parametrize("rows", [101, 150, 199, 201, 250, 350, 500])
def test_few_pages_cost_few_requests_more(rows: int) -> None:
    for held in (scattered(Random(rows), rows, 1), [(5_000, serial) for serial in range(1, rows + 1)]):
        found = listed(node_of(held))
        assert found.requests <= -(-rows // PAGE) + 5
        assert found.rounds <= by_links(rows)


def test_a_long_listing_is_read_with_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[int] = []
    tasks = parallel.KeyRangeScheduler.tasks

    def watched(self: Any, most: int) -> Any:
        kept.append(sum(isinstance(each, LoadedRange) for each in self._parts))
        return tasks(self, most)

    monkeypatch.setattr(parallel.KeyRangeScheduler, "tasks", watched)
    random = Random(3)
    held = [(7 * token, serial) for token in range(200, 320) for serial in random.sample(range(1, 1_000), 250)]
    found = listed(node_of(held))
    assert found.requests <= 1.25 * by_links(30_000)
    assert found.rounds <= 25
    assert max(kept) <= FAST.kept


# Counts only place boundaries


class Liar(MirrorNode):
    """Says that the account has more of a token than it has, or less, or nothing, or something of others."""

    random: Random

    def balances(self, held: dict[int, int]) -> dict[int, int]:
        found = {}
        for token, balance in held.items():
            if (lie := self.random.random()) > 0.03:
                found[token] = balance if lie > 0.25 else self.random.choice([0, 1, balance // 3, 10 * balance, 10**12, 2**63 - 1])
        return found | {self.random.randrange(1_000, 10**7): self.random.choice([1, 300, 10**15]) for _ in range(self.random.randrange(9))}


SHAPES: list[Callable[[Random], list[Key]]] = [
    lambda random: [(random.randrange(1_000, 1_040), random.randrange(1, 99)) for _ in range(300)],
    lambda random: [(random.randrange(1_000, 9_000_000), random.randrange(1, 9)) for _ in range(250)],
    lambda random: [(5_000 + token, serial) for token in range(20) for serial in range(1, 2 + random.randrange(20))],
    lambda random: [(5_000, serial) for serial in random.sample(range(1, 10**6), 250)],
    lambda random: [(5_000, serial) for serial in range(1, random.choice([11, 200, 301]))] + [(4_000, 2**63 - 1), (2**38 - 1, 1)],
]


def ten_a_page(order: Any, client: AsyncHedera) -> Any:
    return client.nfts(ACCOUNT, order=order, page_size=10)


@pytest.mark.parametrize("first", range(0, 300, 50))
def test_the_listing_is_exact_whatever_the_counts_say(first: int) -> None:
    for seed in range(first, first + 50):
        random = Random(seed)
        node = node_of({*SHAPES[seed % len(SHAPES)](random)}, Liar)
        node.random = random
        order: Any = random.choice(["asc", "desc"])
        limit = random.choice([None, RateLimit(10**6)])
        found = cost(node.answer, partial(ten_a_page, order), concurrency=random.choice([3, 8, 32]), rate_limit=limit)
        assert found.keys == node.holdings.right(Question(), order), seed
        assert found.requests <= 3 * len(found.keys) / 10 + 60, seed


class Fungible(MirrorNode):
    """Has fungible tokens among the others."""

    def balances(self, held: dict[int, int]) -> dict[int, int]:
        return held | {token + 1: 10**6 * token for token in [*held][::3]}


@pytest.mark.parametrize(("decimals", "more"), [(6, 0), (0, 20)])
def test_fungible_tokens_are_no_nfts(decimals: int, more: int) -> None:
    """Those without decimals look like NFTs, and are counted as such only when an NFT of them has come."""
    held = scattered(Random(5), 60, 50)
    node = node_of(held, Fungible)
    node.decimals = {token + 1: decimals for token, _ in held}
    assert listed(node).requests <= listed(node_of(held)).requests + more


def test_counts_are_asked_for_up_to_a_bound() -> None:
    """Where an account has thousands of tokens, those in the middle are read without counts."""
    found = listed(node_of(scattered(Random(7), 1_500, 10)))
    assert sum(TOKENS in each for each in found.targets) == 6
    assert found.rounds < by_links(15_000) / 4


@pytest.mark.parametrize("refusal", [httpx2.Response(404, json={}), httpx2.Response(200, json={"tokens": 7}), httpx2.Response(500)])
def test_without_counts_links_are_followed(refusal: httpx2.Response) -> None:
    node = node_of(scattered(Random(1), 20, 40))

    def answer(request: httpx2.Request) -> httpx2.Response:
        return refusal if request.url.path.endswith("/tokens") else node.answer(request)

    found = cost(answer, lambda client: client.nfts(ACCOUNT), retry=None)
    assert found.keys == node.holdings.right_of_all()
    assert found.requests <= by_links(800) + 4


@pytest.mark.parametrize("wanted", [spender_id == 7, (token_id >= 1_000) & (spender_id > 5)])
def test_spenders_are_not_counted(wanted: Any) -> None:
    node = MirrorNode(Holdings((token, serial, 7) for token, serial in scattered(Random(2), 10, 40)))
    found = cost(node.answer, lambda client: client.nfts(ACCOUNT, wanted))
    assert found.keys == node.holdings.right_of_all()
    assert found.requests == by_links(400)
    assert not any(TOKENS in each for each in found.targets)


def test_a_filter_bounds_the_counts() -> None:
    node = node_of([(token, serial) for token in range(2_000, 2_040) for serial in range(1, 41)])
    one = cost(node.answer, lambda client: client.nfts(ACCOUNT, token_id == "0.0.2007", page_size=20))
    assert next(each for each in one.targets if TOKENS in each).endswith("token.id=0.0.2007")
    some = cost(node.answer, lambda client: client.nfts(ACCOUNT, (token_id > "0.0.2007") & (token_id <= "0.0.2020")))
    bounds = [each for each in some.targets if TOKENS in each]
    assert len(bounds) == 2
    assert all("token.id=gte:0.0.2008" in each and "token.id=lte:0.0.2018" in each for each in bounds)


# Operators, and rows that are transferred meanwhile


class WithoutToken(MirrorNode):
    """Leaves out the token at a bound of one side, where its serial numbers are bounded, too: its "gte" acts as "gt", or "lte" as "lt"."""

    operator: str

    def page(self, query: Query) -> Any:
        side = self.operator[0]
        bounded = {name for name, value in query if value.startswith(self.operator if name == "token.id" else side)}
        if bounded >= {"token.id", "serialnumber"}:
            query = [each for each in query if each[0] != "serialnumber" or not each[1].startswith(side)]
            query = [(name, value.replace(f"{self.operator}:", f"{side}t:")) for name, value in query]
        return super().page(query)


@pytest.mark.parametrize(("operator", "order"), [("lte", "asc"), ("gte", "desc")])
def test_a_server_that_leaves_out_the_token_at_a_bound_loses_nothing(operator: str, order: str) -> None:
    for seed in range(4):
        random = Random(seed)
        node = node_of({*SHAPES[seed](random)}, WithoutToken)
        node.operator = operator
        found = cost(node.answer, partial(ten_a_page, order))
        assert found.keys == node.holdings.right(Question(), order)


class Moving(MirrorNode):
    """Transfers a row away as soon as it has been seen at the end of a range that is read backward."""

    gone: Key | None = None

    def page(self, query: Query) -> Any:
        page = super().page(query)
        if self.gone is None and ("order", "asc") in query and page["nfts"]:
            row = page["nfts"][-1]
            self.gone = (int(row["token_id"].rpartition(".")[2]), row["serial_number"])
            self.holdings.remove(*self.gone)
        return page


def test_a_row_that_is_transferred_meanwhile_accuses_nobody() -> None:
    node = node_of([(2_000 + 3 * token, serial) for token in range(6) for serial in range(1, 81)], Moving)
    right = node.holdings.right_of_all()
    found = cost(node.answer, lambda client: client.nfts(ACCOUNT))
    assert found.keys == right, "the row had come before it went"
    assert node.gone is not None
    assert any(f"serialnumber={node.gone[1]}&token.id=0.0.{node.gone[0]}" in each for each in found.targets)
    assert all("order=" in each for each in found.targets[1:]), "the listing was read by links"


# A token's NFTs


@pytest.mark.parametrize(("order", "rounds"), [("desc", 5), ("asc", 6)])
def test_rounds_and_requests_of_10000_nfts_of_a_token(order: Any, rounds: int) -> None:
    """All serial numbers are listed, so that closed ranges of a hundred are read at once."""
    found = cost(TokenServer(range(1, 10_001)).answer, lambda client: client.token_nfts(TOKEN, order=order, burned=True))
    assert [serial for _, serial in found.keys] == sorted(range(1, 10_001), reverse=order == "desc")
    assert found.rounds <= rounds
    assert found.requests <= 1.05 * by_links(10_000)


@pytest.mark.parametrize("order", ["desc", "asc"])
@pytest.mark.parametrize("number", range(2, 9))
def test_an_empty_reply_for_nfts_of_a_token_is_not_taken_for_their_end(number: int, order: Any) -> None:
    server, requests = TokenServer(range(1, 1_001)), iter(range(1, 10_000))

    def answer(request: httpx2.Request) -> httpx2.Response:
        reply = server.answer(request)
        if next(requests) != number:
            return reply
        links = {"next": None} if len(request.url.params.get_list("serialnumber")) > 1 else reply.json()["links"]  # a closed range
        return httpx2.Response(200, json={"nfts": [], "links": links})

    try:
        found = cost(answer, lambda client: client.token_nfts(TOKEN, order=order, burned=True))
    except IncompleteListing as error:
        assert "an empty page" in str(error)
    else:
        assert [serial for _, serial in found.keys] == sorted(range(1, 1_001), reverse=order == "desc")


@pytest.mark.parametrize("order", ["desc", "asc"])
def test_a_token_with_serial_numbers_left_out_is_exact_too(order: Any) -> None:
    for seed in range(8):
        random = Random(seed)
        serials = random.sample(range(1, random.choice([1_000, 10**5, 2**63])), random.choice([150, 201, 700]))
        found = cost(TokenServer(serials).answer, lambda client: client.token_nfts(TOKEN, order=order, burned=True))
        assert [serial for _, serial in found.keys] == sorted(serials, reverse=order == "desc")
        assert found.requests <= 3 * by_links(len(serials)) + 50

"""Every rule of the spec is applied before anything is sent, nothing else is refused, and pairs are compared as pairs."""

import operator
import random
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx2
import pytest
from nft_holdings import Filter, FilterError, Hedera, nft_id, serial_number, spender_id, token_id
from nft_holdings._apis.hedera.filters.rules import checked
from yaml_text import loaded

SPEC = loaded((Path(__file__).parents[2] / "specs" / "hedera.yaml").read_text(encoding="utf-8"))
RULES = {rule["id"]: rule for rule in SPEC["paths"]["/api/v1/accounts/{idOrAliasOrEvmAddress}/nfts"]["get"]["x-rules"]}
COLUMNS: dict[str, Any] = {"token.id": token_id, "serialnumber": serial_number, "spender.id": spender_id}
NOT_ABOUT_FILTERS = {"known-parameters"}
TOO_LONG_FOR_THE_SPEC = {"spender-count": "&".join(f"spender.id={number}" for number in range(1, 102))}
COMPARE = {"eq": operator.eq, "lt": operator.lt, "lte": operator.le, "gt": operator.gt, "gte": operator.ge}


def from_query(query: str) -> Filter | None:
    """The filter that a query string writes."""
    wanted: Filter | None = None
    for name, value in parse_qsl(query, keep_blank_values=True, strict_parsing=True):
        part = COLUMNS[name].parse(value)
        wanted = part if wanted is None else wanted & part
    return wanted


def refused(wanted: Any) -> FilterError:
    """The error of a listing with this filter, from a client that cannot send."""

    def never(request: httpx2.Request) -> httpx2.Response:
        raise AssertionError(f"{request.url} was sent")

    with (
        Hedera("http://nowhere.example", http_client=httpx2.Client(transport=httpx2.MockTransport(never))) as hedera,
        pytest.raises(FilterError) as error,
    ):
        hedera.nfts("0.0.1", wanted() if callable(wanted) else wanted).all()
    return error.value


@pytest.mark.parametrize("rule", sorted(RULES.keys() - NOT_ABOUT_FILTERS))
def test_the_example_of_each_rule_is_refused_by_that_rule(rule: str) -> None:
    error = refused(lambda: from_query(RULES[rule].get("example") or TOO_LONG_FOR_THE_SPEC[rule]))
    assert error.rule == rule
    assert len(str(error)) > 30


def test_the_rules_not_about_filters_are_in_the_spec() -> None:
    assert RULES.keys() > NOT_ABOUT_FILTERS


@pytest.mark.parametrize(
    ("wanted", "rule"),
    [
        (lambda: nft_id > (5, 1), None),
        (lambda: (token_id > 5) & (serial_number >= 1), "serial-lower-needs-token-lower"),
        (lambda: (token_id <= 5) & (serial_number >= 1), "serial-lower-needs-token-lower"),
        (lambda: (token_id >= 5) & (serial_number <= 1), "serial-upper-needs-token-upper"),
        (lambda: (nft_id >= (5, 1)) & (nft_id >= (6, 1)), "token-lower-once"),
        (lambda: (nft_id >= (5, 1)) & (nft_id > (5, 2)), "serial-lower-once"),
        (lambda: (nft_id == (5, 1)) & (nft_id == (5, 2)), "serial-equal-once"),
        (lambda: (nft_id == (5, 1)) & (nft_id == (6, 1)), "token-equal-once"),
        (lambda: spender_id.is_in(range(1, 102)), "spender-count"),
        (lambda: "0.0.5", "filter-form"),
        (lambda: [token_id == 5], "filter-form"),
        (lambda: token_id, "filter-form"),
        (lambda: True, "filter-form"),
    ],
)
def test_combinations(wanted: Any, rule: str | None) -> None:
    if rule is None:
        checked(wanted())
    else:
        assert refused(wanted()).rule == rule


ACCEPTED = [
    "token.id=0.0.5",
    "token.id=gt:5",
    "token.id=gte:5&token.id=lt:9",
    "token.id=gt:9&token.id=lt:5",
    "token.id=0.0.274877906943",
    f"token.id=gt:0x{5:040x}",
    "token.id=5&serialnumber=3",
    "token.id=gt:5&serialnumber=3",
    "token.id=gte:5&serialnumber=3",
    "token.id=lt:5&serialnumber=3",
    "token.id=lte:5&serialnumber=3",
    "token.id=gte:5&token.id=lte:9&serialnumber=3",
    "token.id=5&serialnumber=gt:1&serialnumber=lt:4",
    "token.id=5&serialnumber=gt:4&serialnumber=lt:1",
    "token.id=gte:5&serialnumber=gt:1",
    "token.id=gte:5&serialnumber=gte:1",
    "token.id=lte:5&serialnumber=lt:1",
    "token.id=gte:5&token.id=lt:9&serialnumber=gt:1",
    "token.id=gt:5&token.id=lte:9&serialnumber=lte:1",
    "token.id=gte:5&token.id=lte:9&serialnumber=gte:1&serialnumber=lt:4",
    "token.id=5&serialnumber=0000000000000000001",
    "token.id=5&serialnumber=9223372036854775807",
    "spender.id=5",
    "spender.id=5&spender.id=6",
    "spender.id=gt:5&spender.id=lte:9",
    "spender.id=5&spender.id=gt:9",
    "spender.id=5&spender.id=6&spender.id=gte:1&spender.id=lt:9",
    "&".join(f"spender.id={number}" for number in range(1, 101)),
    "token.id=gte:5&serialnumber=gt:1&spender.id=5&spender.id=gte:1",
]


@pytest.mark.parametrize("query", ACCEPTED, ids=lambda query: query[:60])
def test_what_the_server_accepts_is_accepted_and_sent_as_it_was_asked(query: str) -> None:
    wanted = from_query(query)
    assert wanted is not None
    assert checked(wanted) == wanted


def test_no_filter_is_an_empty_one() -> None:
    assert checked(None) == Filter(())


@pytest.mark.parametrize("order", [1, -1], ids=["lower first", "upper first"])
@pytest.mark.parametrize("value", [5, "5", "0.5", "0.0.5", f"{5:040x}", f"0x{5:040X}"])
def test_a_range_of_one_token_becomes_equality(value: Any, order: int) -> None:
    bounds = [token_id >= "0.0.5", token_id <= value][::order]
    wanted = checked(bounds[0] & (serial_number > 2) & bounds[1] & (spender_id == 7))
    assert [f"{each.parameter}={each}" for each in wanted.conditions] == ["token.id=0.0.5", "serialnumber=gt:2", "spender.id=7"]


@pytest.mark.parametrize("wanted", [(token_id > 5) & (token_id <= 5), (token_id >= 5) & (token_id < 5), (token_id >= 5) & (token_id <= 6)])
def test_other_ranges_stay_ranges(wanted: Filter) -> None:
    assert checked(wanted) == wanted


def test_what_is_said_twice_is_sent_once() -> None:
    assert checked((token_id >= 5) & (nft_id > (5, 3)) & (spender_id == 7) & (spender_id == "7")) == (nft_id > (5, 3)) & (spender_id == 7)


# nft_id against Python's own comparison of pairs

ROWS = [(token, serial) for token in range(1, 6) for serial in range(1, 6)]


def as_the_server_selects(wanted: Filter) -> set[tuple[int, int]]:
    """The rows that the conditions select on a server: a bound of the pair where both columns are bounded on one side."""
    by: dict[tuple[str, str], tuple[str, int]] = {}
    for condition in wanted.conditions:
        assert not isinstance(condition.value, str)
        value = condition.value if isinstance(condition.value, int) else condition.value.number
        assert by.setdefault((condition.parameter, condition.side), (condition.operator, value)) == (condition.operator, value)
    one_token = by.get(("token.id", "eq"))

    def holds(row: tuple[int, int]) -> bool:
        for (parameter, side), (comparison, value) in by.items():
            serial = by.get(("serialnumber", side))
            if parameter == "token.id" and side != "eq" and serial is not None:
                if not COMPARE[serial[0]](row, (value, serial[1])):
                    return False
            elif parameter == "serialnumber" and side != "eq" and one_token is None:
                continue
            elif not COMPARE[comparison](row[parameter == "serialnumber"], value):
                return False
        return True

    return {row for row in ROWS if holds(row)}


def test_a_pair_is_compared_as_python_compares_pairs() -> None:
    for name, token, serial in product(COMPARE, range(1, 6), range(1, 6)):
        wanted = checked(nft_id.parse(f"{name}:{token}/{serial}"))
        assert as_the_server_selects(wanted) == {row for row in ROWS if COMPARE[name](row, (token, serial))}, (name, token, serial)


def test_ranges_of_pairs_are_compared_as_python_compares_pairs() -> None:
    chance = random.Random(20260701)
    tried = 0
    for _ in range(3000):
        low, high = (chance.choice(ROWS) for _ in range(2))
        lower, upper = chance.choice(["gt", "gte"]), chance.choice(["lt", "lte"])
        wanted = checked(nft_id._filter(lower, low) & nft_id._filter(upper, high))
        expected = {row for row in ROWS if COMPARE[lower](row, low) and COMPARE[upper](row, high)}
        assert as_the_server_selects(wanted) == expected, (lower, low, upper, high)
        tried += bool(expected)
    assert tried > 1000


def test_a_bound_of_pairs_and_one_of_tokens_are_compared_each_by_itself() -> None:
    chance = random.Random(20260702)
    for _ in range(3000):
        pair, token = chance.choice(ROWS), chance.randint(1, 5)
        ways = [("gt", "lt"), ("gt", "lte"), ("gte", "lt"), ("gte", "lte"), ("lt", "gt"), ("lt", "gte"), ("lte", "gt"), ("lte", "gte")]
        of_pair, of_token = chance.choice(ways)
        wanted = checked(nft_id._filter(of_pair, pair) & token_id._filter(of_token, token))
        expected = {row for row in ROWS if COMPARE[of_pair](row, pair) and COMPARE[of_token](row[0], token)}
        assert as_the_server_selects(wanted) == expected, (of_pair, pair, of_token, token)

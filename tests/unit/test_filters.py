"""Comparisons become the conditions that the server takes; what Python cannot express is refused with advice."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import nft_holdings
import pytest
from nft_holdings import EntityId, Filter, FilterError

# ruff: noqa: SIM300, SIM201
# Comparisons the wrong way round are what this module is about, and so are arguments of the wrong types: hence Any.
token_id: Any = nft_holdings.token_id
serial_number: Any = nft_holdings.serial_number
spender_id: Any = nft_holdings.spender_id
nft_id: Any = nft_holdings.nft_id
holder_id: Any = nft_holdings.holder_id

SENT: list[tuple[str, Callable[[], Any], list[tuple[str, str]]]] = [
    ("token ==", lambda: token_id == "0.0.5", [("token.id", "0.0.5")]),
    ("token <", lambda: token_id < 5, [("token.id", "lt:5")]),
    ("token <=", lambda: token_id <= "5", [("token.id", "lte:5")]),
    ("token >", lambda: token_id > "0.5", [("token.id", "gt:0.5")]),
    ("token >=", lambda: token_id >= EntityId(1, 2, 5), [("token.id", "gte:1.2.5")]),
    ("token ==, turned round", lambda: "0.0.5" == token_id, [("token.id", "0.0.5")]),
    ("token <, turned round", lambda: 5 < token_id, [("token.id", "gt:5")]),
    ("token <=, turned round", lambda: "5" <= token_id, [("token.id", "gte:5")]),
    ("token >, turned round", lambda: EntityId(0, 0, 5) > token_id, [("token.id", "lt:0.0.5")]),
    ("token >=, turned round", lambda: "0.0.5" >= token_id, [("token.id", "lte:0.0.5")]),
    ("token between", lambda: token_id.between(5, "0.0.9"), [("token.id", "gte:5"), ("token.id", "lte:0.0.9")]),
    ("serial ==", lambda: serial_number == 3, [("serialnumber", "3")]),
    ("serial <", lambda: serial_number < 3, [("serialnumber", "lt:3")]),
    ("serial <=", lambda: serial_number <= 3, [("serialnumber", "lte:3")]),
    ("serial >", lambda: serial_number > 3, [("serialnumber", "gt:3")]),
    ("serial >=", lambda: serial_number >= 3, [("serialnumber", "gte:3")]),
    (
        "serial turned round",
        lambda: (1 == serial_number) & (2 <= serial_number) & (9 > serial_number),
        [("serialnumber", "1"), ("serialnumber", "gte:2"), ("serialnumber", "lt:9")],
    ),
    (
        "serial between",
        lambda: serial_number.between(1, 2**63 - 1),
        [("serialnumber", "gte:1"), ("serialnumber", "lte:9223372036854775807")],
    ),
    ("spender ==", lambda: spender_id == "0.0.5", [("spender.id", "0.0.5")]),
    ("spender <", lambda: spender_id < "0.0.5", [("spender.id", "lt:0.0.5")]),
    ("spender <=", lambda: spender_id <= "0.0.5", [("spender.id", "lte:0.0.5")]),
    ("spender >", lambda: spender_id > "0.0.5", [("spender.id", "gt:0.0.5")]),
    ("spender >=", lambda: spender_id >= "0.0.5", [("spender.id", "gte:0.0.5")]),
    ("spender turned round", lambda: "0.0.5" < spender_id, [("spender.id", "gt:0.0.5")]),
    ("spender in", lambda: spender_id.is_in(each for each in (5, "0.0.6")), [("spender.id", "5"), ("spender.id", "0.0.6")]),
    ("pair ==", lambda: nft_id == ("0.0.5", 3), [("token.id", "0.0.5"), ("serialnumber", "3")]),
    ("pair <", lambda: nft_id < (5, 3), [("token.id", "lte:5"), ("serialnumber", "lt:3")]),
    ("pair <=", lambda: nft_id <= (5, 3), [("token.id", "lte:5"), ("serialnumber", "lte:3")]),
    ("pair >", lambda: nft_id > (5, 3), [("token.id", "gte:5"), ("serialnumber", "gt:3")]),
    ("pair >=", lambda: nft_id >= (5, 3), [("token.id", "gte:5"), ("serialnumber", "gte:3")]),
    ("pair turned round", lambda: (5, 3) < nft_id, [("token.id", "gte:5"), ("serialnumber", "gt:3")]),
    (
        "pair between",
        lambda: nft_id.between((5, 3), (6, 1)),
        [("token.id", "gte:5"), ("serialnumber", "gte:3"), ("token.id", "lte:6"), ("serialnumber", "lte:1")],
    ),
    (
        "joined",
        lambda: (token_id == 5) & (serial_number > 3) & (spender_id == 7),
        [("token.id", "5"), ("serialnumber", "gt:3"), ("spender.id", "7")],
    ),
]


@pytest.mark.parametrize(("make", "conditions"), [row[1:] for row in SENT], ids=[row[0] for row in SENT])
def test_a_comparison_becomes_conditions(make: Callable[[], Any], conditions: list[tuple[str, str]]) -> None:
    found = make()
    assert isinstance(found, Filter)
    assert [(condition.parameter, str(condition)) for condition in found.conditions] == conditions


IMPOSSIBLE: list[tuple[str, Callable[[], Any], str, str]] = [
    ("chained", lambda: "0.0.1" <= token_id < "0.0.9", "filter-form", "(low <= token_id) & (token_id < high)"),
    ("and", lambda: token_id == 1 and spender_id == 2, "filter-form", "(a) & (b) in place of 'a and b'"),
    ("or", lambda: token_id == 1 or token_id == 2, "filter-form", "'&'"),
    ("not", lambda: not (token_id == 1), "filter-form", "'&'"),
    ("if", lambda: 1 if spender_id == 1 else 2, "filter-form", "'&'"),
    ("in", lambda: token_id in ["0.0.1"], "filter-form", "'&'"),
    ("|", lambda: (token_id == 1) | (token_id == 2), "filter-form", "list twice"),
    ("| with something else", lambda: None | (token_id == 2), "filter-form", "list twice"),
    ("~", lambda: ~(token_id == 1), "filter-form", "use the opposite comparison"),
    ("& with something else", lambda: (token_id == 1) & "0.0.2", "filter-form", "'0.0.2'"),
    ("token !=", lambda: token_id != 1, "token-not-equal", "below it with < and above it with >"),
    ("token !=, turned round", lambda: "0.0.1" != token_id, "token-not-equal", "<"),
    ("serial !=", lambda: serial_number != 1, "serial-not-equal", "<"),
    ("spender !=", lambda: spender_id != 1, "spender-not-equal", "<"),
    ("pair !=", lambda: nft_id != (1, 1), "token-not-equal", "<"),
    ("token == None", lambda: token_id == None, "id-form", "None"),  # noqa: E711
    ("token == bool", lambda: token_id == True, "id-form", "True"),  # noqa: E712
    ("token == float", lambda: token_id == 1.0, "id-form", "1.0"),
    ("token == another column", lambda: token_id == spender_id, "id-form", "spender_id"),
    ("serial as text", lambda: serial_number == "3", "serial-in-range", "'3'"),
    ("serial 0", lambda: serial_number >= 0, "serial-in-range", "1 to 9223372036854775807"),
    ("serial below 0", lambda: serial_number == -1, "serial-in-range", "-1"),
    ("serial too large", lambda: serial_number <= 2**63, "serial-in-range", "9223372036854775808"),
    ("serial bool", lambda: serial_number == True, "serial-in-range", "True"),  # noqa: E712
    ("serial float", lambda: serial_number == 1.0, "serial-in-range", "1.0"),
    ("pair as text", lambda: nft_id == "0.0.1/3", "nft-id-form", "('0.0.2000', 3)"),
    ("pair of one", lambda: nft_id > (1,), "nft-id-form", "pair"),
    ("pair of three", lambda: nft_id > (0, 0, 1), "nft-id-form", "pair"),
    ("pair as list", lambda: nft_id > [1, 2], "nft-id-form", "pair"),
    ("pair with a bad token", lambda: nft_id > ("x", 2), "id-form", "nft_id"),
    ("pair with a bad serial", lambda: nft_id > (1, 0), "serial-in-range", "0"),
    ("spender in a text", lambda: spender_id.is_in("0.0.5"), "filter-form", "is_in(['0.0.5'])"),
    ("spender in nothing", lambda: spender_id.is_in([]), "filter-form", "at least one"),
    ("between out of form", lambda: token_id.between(None, 5), "id-form", "None"),
]


@pytest.mark.parametrize(("make", "rule", "advice"), [row[1:] for row in IMPOSSIBLE], ids=[row[0] for row in IMPOSSIBLE])
def test_what_cannot_be_asked_is_refused_with_advice(make: Callable[[], Any], rule: str, advice: str) -> None:
    with pytest.raises(FilterError) as refused:
        make()
    assert refused.value.rule == rule
    assert advice in str(refused.value)


def test_a_filter_without_parentheses_fails_at_once() -> None:
    with pytest.raises((FilterError, TypeError)):
        token_id == 1 & spender_id == 2  # noqa: B015


PARSED: list[tuple[Any, str, list[str]]] = [
    (token_id, "0.0.5", ["token.id=0.0.5"]),
    (token_id, "eq:5", ["token.id=5"]),
    (token_id, "gte:0.5", ["token.id=gte:0.5"]),
    (token_id, f"lt:{5:040x}", ["token.id=lt:0.0.5"]),
    (serial_number, "3", ["serialnumber=3"]),
    (serial_number, "gt:0000000000000000003", ["serialnumber=gt:3"]),
    (serial_number, "lte:9223372036854775807", ["serialnumber=lte:9223372036854775807"]),
    (spender_id, "gt:500", ["spender.id=gt:500"]),
    (nft_id, "0.0.5/3", ["token.id=0.0.5", "serialnumber=3"]),
    (nft_id, "lt:5/3", ["token.id=lte:5", "serialnumber=lt:3"]),
]


@pytest.mark.parametrize(("column", "text", "conditions"), PARSED, ids=[f"{column} {text}" for column, text, _ in PARSED])
def test_the_servers_own_writing_is_read(column: Any, text: str, conditions: list[str]) -> None:
    assert [f"{each.parameter}={each}" for each in column.parse(text).conditions] == conditions


MISWRITTEN: list[tuple[Any, str, str]] = [
    (token_id, "ne:5", "token-not-equal"),
    (serial_number, "ne:5", "serial-not-equal"),
    (spender_id, "ne:5", "spender-not-equal"),
    (token_id, "EQ:5", "operator"),
    (token_id, "Gte:5", "operator"),
    (token_id, "like:5", "operator"),
    (token_id, "gt:2000:3", "id-form"),
    (token_id, "x", "id-form"),
    (token_id, "gt: 5", "id-form"),
    (token_id, "5\n", "id-form"),
    (token_id, "５", "id-form"),
    (token_id, "0.0.274877906944", "number-in-range"),
    (serial_number, "0", "serial-in-range"),
    (serial_number, "-1", "serial-in-range"),
    (serial_number, "1_000", "serial-in-range"),
    (serial_number, " 1", "serial-in-range"),
    (serial_number, "+1", "serial-in-range"),
    (serial_number, "٣", "serial-in-range"),
    (serial_number, "9223372036854775808", "serial-in-range"),
    (serial_number, "00000000000000000001", "serial-in-range"),
    (serial_number, "9" * 5000, "serial-in-range"),
    (nft_id, "0.0.5", "nft-id-form"),
    (nft_id, "0.0.5/", "serial-in-range"),
    (nft_id, "/3", "value-required"),
]


@pytest.mark.parametrize(("column", "text", "rule"), MISWRITTEN, ids=[f"{column} {text[:30]!r}" for column, text, _ in MISWRITTEN])
def test_what_the_server_would_not_read_is_refused(column: Any, text: str, rule: str) -> None:
    with pytest.raises(FilterError) as refused:
        column.parse(text)
    assert refused.value.rule == rule


@pytest.mark.parametrize("column", [token_id, serial_number, spender_id, holder_id, nft_id], ids=repr)
def test_columns_can_be_keys_and_name_themselves(column: Any) -> None:
    assert {column: 1}[column] == 1
    assert repr(column) == column.name == next(name for name, value in globals().items() if value is column)


def test_filters_are_values() -> None:
    one = (token_id >= "0.0.5") & (spender_id == 7)
    assert pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == one
    assert hash(one) == hash((token_id >= EntityId(0, 0, 5)) & (spender_id == "7"))
    with pytest.raises(AttributeError):
        one.conditions = ()


@pytest.mark.parametrize(
    ("made", "written"),
    [
        (lambda: token_id >= "0.0.5", "token_id >= '0.0.5'"),
        (lambda: token_id == 5, "token_id == '5'"),
        (lambda: (token_id == "5") & (serial_number < 3), "(token_id == '5') & (serial_number < 3)"),
        (lambda: nft_id > ("0.0.2", 3), "(token_id >= '0.0.2') & (serial_number > 3)"),
        (lambda: spender_id.is_in([EntityId(0, 0, 5), 6]), "(spender_id == '0.0.5') & (spender_id == '6')"),
        (lambda: (holder_id == 7) & (serial_number > 3), "(holder_id == '7') & (serial_number > 3)"),
    ],
)
def test_a_filter_is_shown_as_it_is_written_in_python(made: Callable[[], Any], written: str) -> None:
    assert repr(made()) == written
    columns = {"token_id": token_id, "serial_number": serial_number, "spender_id": spender_id, "holder_id": holder_id}
    assert eval(written, columns) == made()

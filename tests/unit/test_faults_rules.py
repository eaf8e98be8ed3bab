"""Reading a file of faults: what is taken, and every refusal."""

import json
from collections.abc import Callable
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from nft_holdings._apis import NAMES
from nft_holdings.sandbox import LoadError
from nft_holdings.sandbox._faults import FaultPlan, read_plan
from nft_holdings.sandbox._faults.connection_faults import answer_late, drip, reset, send_oversized
from nft_holdings.sandbox._faults.kinds import KINDS
from nft_holdings.sandbox._faults.page_faults import change_rows, earlier, in_a_row, later, unheard_of
from nft_holdings.sandbox._faults.plan import FaultRule
from nft_holdings.sandbox._faults.reply_faults import broken, refuse


def rules(*written: dict[str, object]) -> tuple[FaultRule, ...]:
    return read_plan({"faults": list(written)}, NAMES).rules


def fault(kind: str, **parameters: object) -> FaultRule:
    (rule,) = rules({"fault": kind, "count": 1, **parameters})
    return rule


def test_an_example() -> None:
    written = {
        "seed": 1,
        "faults": [
            {"fault": "status", "status": 503, "wait": 1, "wait_as": "seconds", "probability": 0.05, "api": "hedera"},
            {"fault": "reset", "when": "body", "count": 2},
            {"fault": "latency", "seconds": 0.05, "at": [3, 7]},
        ],
    }
    assert read_plan(written, NAMES) == FaultPlan(
        1,
        (
            FaultRule(kind="status", parameters={"status": 503, "wait": 1.0, "wait_as": "seconds"}, probability=0.05, api="hedera"),
            FaultRule(kind="reset", parameters={"when": "body"}, count=2),
            FaultRule(kind="latency", parameters={"seconds": 0.05}, at=frozenset({3, 7})),
        ),
    )


def test_defaults() -> None:
    assert read_plan({"faults": []}, NAMES) == FaultPlan(0, ())
    assert all(fault(kind).parameters == {} for kind in KINDS)
    defaults: dict[Callable[..., Any], dict[str, object]] = {
        refuse: {"status": 503, "message": None, "wait": None, "wait_as": "seconds"},
        answer_late: {"seconds": 1.0},
        drip: {"seconds": 1.0},
        reset: {"when": "before"},
        send_oversized: {"bytes": 100_000_000},
        change_rows: {"where": None},
        later: {"rows": 3},
        earlier: {"rows": 3},
        in_a_row: {"field": None},
        unheard_of: {"field": None},
        broken: {"how": None},
    }
    for answer, expected in defaults.items():
        parameters = signature(answer).parameters.values()
        assert {each.name: each.default for each in parameters if each.default is not each.empty} == expected


def test_every_kind_takes_its_parameters() -> None:
    assert len(KINDS) == 25
    written: dict[str, dict[str, object]] = {
        "status": {"status": 500, "message": "", "wait": 1, "wait_as": "date"},
        "reset": {"when": "after"},
        "malformed_json": {"how": "cut"},
        "row_added": {"where": "back"},
        **{kind: {"seconds": 1} for kind in ("latency", "drip")},
        **{kind: {"field": "a.b"} for kind in ("missing_field", "null_field", "retyped_field", "unknown_field", "unknown_value")},
        **{kind: {"rows": 2} for kind in ("overlap", "shift")},
        "oversized": {"bytes": 5},
    }
    for kind, about in KINDS.items():
        assert about.parameters.keys() == written.get(kind, {}).keys()
        assert fault(kind, **written.get(kind, {})).parameters == written.get(kind, {})


def test_limits_are_inside() -> None:
    for kind, parameters in (
        ("status", {"status": 400, "wait": 0}),
        ("status", {"status": 599, "wait": 31_536_000, "message": ""}),
        ("latency", {"seconds": 0}),
        ("drip", {"seconds": 3600}),
        ("oversized", {"bytes": 1}),
        ("oversized", {"bytes": 2**40}),
        ("shift", {"rows": 1}),
        ("overlap", {"rows": 1_000_000}),
        ("null_field", {"field": "a.b.c"}),
    ):
        assert fault(kind, **parameters)
    (rule,) = rules({"fault": "html", "probability": 1})
    assert rule.probability == 1.0
    assert read_plan({"seed": -5, "faults": []}, NAMES).seed == -5


KNOWN = ", ".join(KINDS)
WRONG = [
    pytest.param({"fault": "nonsense", "count": 1}, f'faults[0].fault: expected one of {KNOWN}, got "nonsense"', id="unknown fault"),
    pytest.param({"fault": 1, "count": 1}, f"faults[0].fault: expected one of {KNOWN}, got 1", id="a fault that is no text"),
    pytest.param({"fault": None, "count": 1}, f"faults[0].fault: expected one of {KNOWN}, got null", id="null for a fault"),
    pytest.param({"count": 1}, "faults[0]: fault is missing", id="no fault"),
    pytest.param("html", 'faults[0]: expected an object, got "html"', id="a rule that is no object"),
    pytest.param(
        {"fault": "html", "count": 1, "seconds": 1},
        'faults[0]: unknown key "seconds"; known are api, at, count, fault, probability',
        id="unknown parameter",
    ),
    pytest.param(
        {"fault": "latency", "status": 503, "count": 1},
        'faults[0]: unknown key "status"; known are api, at, count, fault, probability, seconds',
        id="another kind's parameter",
    ),
    pytest.param({"fault": "html"}, "faults[0]: expected exactly one of probability, count, at, got none", id="no selector"),
    pytest.param(
        {"fault": "html", "count": 1, "at": [1]}, "faults[0]: expected exactly one of probability, count, at, got count and at", id="two"
    ),
    pytest.param(
        {"fault": "html", "count": None, "probability": 1},
        "faults[0]: expected exactly one of probability, count, at, got probability and count",
        id="two, one of them null",
    ),
    pytest.param({"fault": "html", "count": 0}, "faults[0].count: expected an integer from 1 to 9223372036854775807, got 0", id="count 0"),
    pytest.param({"fault": "html", "count": 1.0}, "faults[0].count: expected an integer from 1 to", id="a count with decimals"),
    pytest.param({"fault": "html", "count": True}, "faults[0].count: expected an integer from 1 to", id="true for a count"),
    pytest.param({"fault": "html", "at": []}, "faults[0].at: expected an array with at least one place, got []", id="no places"),
    pytest.param({"fault": "html", "at": 3}, "faults[0].at: expected an array, got 3", id="places that are no array"),
    pytest.param({"fault": "html", "at": [1, 0]}, "faults[0].at[1]: expected an integer from 1 to", id="place 0"),
    pytest.param(
        {"fault": "html", "probability": 0}, "faults[0].probability: expected a number above 0, up to 1, got 0", id="probability 0"
    ),
    pytest.param({"fault": "html", "probability": 1.01}, "probability: expected a number above 0, up to 1, got 1.01", id="above 1"),
    pytest.param({"fault": "html", "probability": True}, "probability: expected a number above 0, up to 1, got true", id="true"),
    pytest.param({"fault": "html", "probability": "1"}, 'probability: expected a number above 0, up to 1, got "1"', id="text"),
    pytest.param({"fault": "html", "probability": float("nan")}, "probability: expected a number above 0, up to 1, got NaN", id="NaN"),
    pytest.param(
        {"fault": "html", "count": 1, "api": "mina"}, 'faults[0].api: expected one of hedera, loopring, swapchat, got "mina"', id="api"
    ),
    pytest.param(
        {"fault": "html", "count": 1, "api": None}, "faults[0].api: expected one of hedera, loopring, swapchat, got null", id="null"
    ),
    pytest.param(
        {"fault": "status", "status": 399, "count": 1}, "faults[0].status: expected an integer from 400 to 599, got 399", id="399"
    ),
    pytest.param(
        {"fault": "status", "status": 600, "count": 1}, "faults[0].status: expected an integer from 400 to 599, got 600", id="600"
    ),
    pytest.param(
        {"fault": "status", "status": "503", "count": 1}, "faults[0].status: expected an integer from 400 to 599", id="status text"
    ),
    pytest.param(
        {"fault": "status", "status": None, "count": 1}, "faults[0].status: expected an integer from 400 to 599", id="null status"
    ),
    pytest.param(
        {"fault": "status", "message": 5, "count": 1}, "faults[0].message: expected a text, in characters of Unicode, got 5", id="m"
    ),
    pytest.param({"fault": "status", "message": "\ud800", "count": 1}, "faults[0].message: expected a text, in characters", id="surrogate"),
    pytest.param({"fault": "status", "wait": -1, "count": 1}, "faults[0].wait: expected a number from 0 to 31536000, got -1", id="wait"),
    pytest.param({"fault": "status", "wait": float("inf"), "count": 1}, "faults[0].wait: expected a number from 0 to 31536000", id="inf"),
    pytest.param(
        {"fault": "status", "wait": 1, "wait_as": "minutes", "count": 1},
        'faults[0].wait_as: expected one of seconds, fraction, milliseconds, date, reset, got "minutes"',
        id="wait_as",
    ),
    pytest.param({"fault": "status", "wait_as": "date", "count": 1}, "faults[0]: wait_as needs wait beside it", id="wait_as alone"),
    pytest.param({"fault": "latency", "seconds": -0.1, "count": 1}, "faults[0].seconds: expected a number from 0 to 3600", id="latency"),
    pytest.param({"fault": "drip", "seconds": 3601, "count": 1}, "faults[0].seconds: expected a number from 0 to 3600", id="drip"),
    pytest.param({"fault": "reset", "when": "never", "count": 1}, 'when: expected one of before, body, after, got "never"', id="reset"),
    pytest.param({"fault": "malformed_json", "how": "x", "count": 1}, 'how: expected one of cut, character, got "x"', id="malformed"),
    pytest.param({"fault": "oversized", "bytes": 0, "count": 1}, "bytes: expected an integer from 1 to 1099511627776, got 0", id="bytes"),
    pytest.param({"fault": "oversized", "bytes": 1e8, "count": 1}, "bytes: expected an integer from 1 to", id="bytes with an exponent"),
    pytest.param({"fault": "shift", "rows": 0, "count": 1}, "rows: expected an integer from 1 to 1000000, got 0", id="shift"),
    pytest.param({"fault": "overlap", "rows": -3, "count": 1}, "rows: expected an integer from 1 to 1000000, got -3", id="overlap"),
    pytest.param({"fault": "row_added", "where": "top", "count": 1}, 'where: expected one of front, back, got "top"', id="where"),
    pytest.param(
        {"fault": "null_field", "field": "", "count": 1}, "field: expected a field of a row, dotted if it is inside", id="no field"
    ),
    pytest.param({"fault": "null_field", "field": "a..b", "count": 1}, "field: expected a field of a row, dotted if it", id="two dots"),
    pytest.param(
        {"fault": "null_field", "field": 3, "count": 1}, "field: expected a field of a row, dotted if it is inside", id="a number"
    ),
]


@pytest.mark.parametrize(("rule", "message"), WRONG)
def test_rules_that_are_refused(rule: object, message: str) -> None:
    with pytest.raises(LoadError) as raised:
        read_plan({"faults": [rule]}, NAMES)
    assert message in str(raised.value)
    with pytest.raises(LoadError) as raised:
        read_plan({"faults": [{"fault": "html", "count": 1}, rule]}, NAMES)
    assert str(raised.value).startswith("faults[1]")


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({}, "the faults: faults is missing"),
        ({"faults": {}}, "faults: expected an array, got {}"),
        ({"faults": [], "rules": []}, 'the faults: unknown key "rules"; known are faults, seed'),
        ({"faults": [], "seed": "x"}, 'seed: expected an integer from -9223372036854775807 to 9223372036854775807, got "x"'),
        ({"faults": [], "seed": 1.5}, "seed: expected an integer from"),
        ({"faults": [], "seed": True}, "seed: expected an integer from"),
        (5, "faults come from a file or a mapping, not from a int"),
        ([], "faults come from a file or a mapping, not from a list"),
    ],
)
def test_documents_that_are_refused(document: Any, message: str) -> None:
    with pytest.raises(LoadError) as raised:
        read_plan(document, NAMES)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"faults":\n [,]}', "faults.json: line 2 column 3: "),
        ("[]", "faults.json: expected an object with the rules under faults"),
        (b"\xff", "faults.json: byte 0 is not UTF-8"),
        ('{"faults": [], "faults": []}', 'faults.json: an object has the key "faults" twice'),
        (None, "faults.json: No such file"),
    ],
)
def test_files_that_are_refused(tmp_path: Path, content: str | bytes | None, message: str) -> None:
    file = tmp_path / "faults.json"
    if content is not None:
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(LoadError) as raised:
        read_plan(file, NAMES)
    assert message in str(raised.value)


def test_a_file_is_read_like_its_content(tmp_path: Path) -> None:
    document = {"seed": 3, "faults": [{"fault": "status", "status": 429, "wait": 1.5, "wait_as": "fraction", "at": [2]}]}
    (tmp_path / "faults.json").write_text(json.dumps(document))
    assert read_plan(tmp_path / "faults.json", NAMES) == read_plan(document, NAMES)

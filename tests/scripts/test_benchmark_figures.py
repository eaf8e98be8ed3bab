"""What scripts/bench makes of its measurements: ratios, verdicts, and who is out."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from xml.etree import ElementTree

import pytest
from benchmark import expected_rows
from benchmark.comparison import BenchmarkBroken, Candidate, Comparison, Repetition, Run, Unavailable, WrongAnswer
from benchmark.figures import Figure, Outcome
from benchmark.plot import plot
from benchmark.report import as_json, table
from benchmark.targets import FIGURES, chosen

COST, GAIN = Figure("page", "a page", "bare", "cost", 1.5), Figure("listing", "a listing", "bare", "gain", 10)


def outcome(figure: Figure, **samples: list[float]) -> Outcome:
    return Outcome(figure, "bare", ("package",), samples=samples)


def test_the_round_in_the_middle_counts_and_rounds_are_compared_one_by_one() -> None:
    cost = outcome(COST, bare=[1.0, 2.0, 1.0], package=[1.4, 2.0, 3.0])
    assert cost.checked("package") == 1.4
    assert not cost.is_missed
    gain = outcome(GAIN, bare=[10.0, 30.0, 10.0], package=[1.0, 2.0, 2.0])
    assert gain.checked("package") == 10
    assert not gain.is_missed
    assert outcome(GAIN, bare=[9.0], package=[1.0]).is_missed
    assert Figure("import", "an import", "nothing", "more", 60).value(100, 50) == 50


def test_of_requests_the_most_count() -> None:
    requests = Outcome(Figure("requests-one", "requests", "50 pages", "plain", 62), package=("package",), samples={"package": [51, 63, 52]})
    assert requests.checked("package") == 63
    assert requests.is_missed


def test_of_shares_the_least_counts() -> None:
    figure = Figure("limited-accounts", "accounts", "the limit", "share", 0.97)
    met = Outcome(figure, package=("package",), samples={"package": [0.99, 0.98]})
    assert met.checked("package") == 0.98
    assert not met.is_missed
    assert Outcome(figure, package=("package",), samples={"package": [0.99, 0.96]}).is_missed
    assert figure.target == "≥ 0.97 ×"


def test_what_could_not_be_measured_is_missed() -> None:
    missing = Outcome(COST, "bare", ("package",), samples={"bare": [1.0]}, problems={"package": "not there yet"})
    assert missing.is_missed
    assert "MISSED: not there yet" in table([missing])


def candidate(name: str, run: Run, *, check: Callable[[Any], None] = lambda _: None, is_package: bool = False) -> Candidate:
    @contextmanager
    def opened() -> Iterator[Run]:
        yield run

    return Candidate(name, opened, check, is_package=is_package)


def raising(error: Exception) -> Callable[..., Any]:
    def raises(*_: Any) -> Any:
        raise error

    return raises


def test_who_fails_or_answers_wrongly_is_out() -> None:
    comparison = Comparison(
        COST,
        [
            candidate("bare", lambda: 1),
            candidate("package", lambda: 2, check=raising(WrongAnswer("one row is missing")), is_package=True),
            candidate("absent", raising(Unavailable("not installed"))),
            candidate("broken", raising(KeyError("nfts"))),
        ],
        Repetition(rounds=3, bursts=2),
    )
    found = comparison.outcome()
    assert found.problems == {"package": "WRONG ANSWER: one row is missing", "absent": "not installed", "broken": "KeyError: 'nfts'"}
    assert len(found.samples["bare"]) == 3
    assert found.is_missed


def test_without_the_other_side_nothing_can_be_said() -> None:
    with pytest.raises(BenchmarkBroken, match="the wire is cut"):
        Comparison(COST, [candidate("bare", raising(OSError("the wire is cut")))], Repetition(rounds=1)).outcome()


def test_answers_are_compared_with_the_expected_rows() -> None:
    class Row:
        token_id, serial_number = "0.0.7", 2

    expected_rows.check([{"token_id": "0.0.7", "serial_number": 1}, Row()], expected_rows.hedera_key, [(7, 1), (7, 2)])
    with pytest.raises(WrongAnswer, match="another order"):
        expected_rows.check([Row(), {"token_id": "0.0.7", "serial_number": 1}], expected_rows.hedera_key, [(7, 1), (7, 2)])
    with pytest.raises(WrongAnswer, match="1 missing, 0 that are not held"):
        expected_rows.check([Row()], expected_rows.hedera_key, [(7, 1), (7, 2)])
    with pytest.raises(WrongAnswer, match="2 rows for 1"):
        expected_rows.check([Row(), Row()], expected_rows.hedera_key, [(7, 2)])


def test_figures_are_chosen_by_name_or_by_how_their_names_begin() -> None:
    assert [figure.name for figure in chosen(["page", "decode-hedera"])] == ["decode-hedera", "page"]
    assert {figure.name for figure in chosen(["decode"])} == {name for name in FIGURES if name.startswith("decode-")}
    assert len(chosen([])) == len(FIGURES)
    with pytest.raises(ValueError, match="unknown figure pages; known figures are decode-hedera"):
        chosen(["pages"])


def test_the_reports_hold_every_figure() -> None:
    outcomes = [
        Outcome(
            COST,
            "bare",
            ("package",),
            {"bare": [1.0, 1.0], "package": [0.5, 0.7], "peer & co": [3.0, 4.0]},
            problems={"absent": "not installed"},
        ),
        outcome(GAIN, bare=[40.0], package=[1.0]),
    ]
    told = json.loads(json.dumps(as_json(outcomes, rounds=2, quick=False)))
    assert told["figures"][0]["candidates"]["package"]["figure"] == {"middle": 0.6, "low": 0.5, "high": 0.7}
    text = table(outcomes)
    assert "peer & co" in text
    assert "absent" in text
    drawn = ElementTree.fromstring(plot(outcomes))
    assert {"peer & co", "package", "3.50", "40.0"} <= {element.text for element in drawn.iter("{http://www.w3.org/2000/svg}text")}

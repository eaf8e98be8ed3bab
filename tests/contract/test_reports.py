"""The reports side by side: each has the same facts, and a sentence where the server could not be checked."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from nft_holdings._option_values import RateLimit
from nft_holdings.cli import _app as cli
from nft_holdings.cli import _contract_command as command
from nft_holdings.contract import FORMS, Bounds, Outcome, Report, write_reports

from tests.contract.test_report_page import DOWN, FEW, HELD, MANY, UNCHECKED, WELL, finding, report, stated

REPORTS = {"well": WELL, "few": FEW, "many": MANY, "down": DOWN}


def written(report: Report, folder: Path) -> dict[str, str]:
    return {path.suffix: path.read_text(encoding="utf-8") for path in write_reports(report, folder, FORMS)}


@pytest.mark.parametrize("name", REPORTS)
def test_each_has_the_verdict_and_the_counts(name: str, tmp_path: Path) -> None:
    of, files = REPORTS[name], written(REPORTS[name], tmp_path)
    for suffix in (".md", ".html", ".xml"):
        assert of.verdict in files[suffix], suffix
        assert of.server in files[suffix], suffix
    assert json.loads(files[".json"])["rows"] == of.rows
    assert f"{of.rows} rows in {of.with_rows} replies" in files[".md"]
    assert of.counts in files[".xml"]
    assert of.ended in files[".md"] + files[".html"] + files[".xml"]


def test_a_server_that_could_not_be_checked_is_a_sentence_in_each_and_an_error_of_junit(tmp_path: Path) -> None:
    files = written(DOWN, tmp_path)
    for suffix in (".md", ".html", ".xml"):
        assert "The server could not be checked: " in files[suffix], suffix
        assert DOWN.unjudged in files[suffix], suffix
    (suite,) = ElementTree.fromstring(files[".xml"])
    assert (suite.get("tests"), suite.get("errors"), suite.get("skipped")) == ("4", "1", "3")
    assert [case.get("name") for case in suite.iter("testcase") if case.find("error") is not None] == ["the server can be checked"]


def test_a_server_that_is_down_is_named_in_plain_words_with_the_rules_that_were_not_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["contract", "swapchat", "--url", "http://127.0.0.1:1", "--report", "json", "--report-dir", str(tmp_path)]) == 2
    sentence = "the server could not be checked: http://127.0.0.1:1 does not answer: Connection refused"
    assert capsys.readouterr().err == f"nft-holdings: {sentence}\n"
    outcomes = json.loads((tmp_path / "swapchat.json").read_text())["outcomes"]
    assert {each["why"] for each in outcomes} == {"the server could not be checked"}
    assert len(outcomes) > 10


def test_files_begin_with_failures_and_the_terminal_ends_with_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = written(FEW, tmp_path)
    command._print_end(FEW)
    told, failure, unchecked = capsys.readouterr().out, "hedera/answers", "needs an account with 2 NFTs"
    assert told.index(unchecked) < told.index(failure)
    assert files[".md"].index(failure) < files[".md"].index(unchecked)
    assert files[".html"].index(failure) < files[".html"].index(unchecked)


def test_each_says_where_in_the_reply(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = written(FEW, tmp_path)
    command._print_end(FEW)
    assert "  place:  $.nfts[3].token_id, $.nfts[4]\n" in capsys.readouterr().out
    assert "place: $.nfts[3].token_id, $.nfts[4]\n" in files[".xml"]
    assert json.loads(files[".json"])["outcomes"][0]["findings"][0]["at"] == ["$.nfts[3].token_id", "$.nfts[4]"]


def test_the_summary_of_a_job_has_not_more_findings_than_it_can_show(tmp_path: Path) -> None:
    summary = written(MANY, tmp_path)[".md"]
    assert summary.count("| `hedera/") == 100
    assert "These are 100 of 300 findings. The other reports have them all." in summary


def test_the_summary_of_a_job_names_ten_rules_of_those_that_one_cause_kept_from_being_checked(tmp_path: Path) -> None:
    summary = written(report(*(Outcome(**stated(number), why="the server could not be checked") for number in range(87))), tmp_path)[".md"]
    assert "- not checked (87): `the server could not be checked`: `hedera/answers`, " in summary
    assert summary.count("`hedera/") == 10
    assert summary.endswith(" and 77 more\n")


def test_rules_that_failed_are_counted_and_not_their_findings() -> None:
    several = report(Outcome(**stated(0), findings=[finding({}, about=each) for each in "ab"]), *HELD, *UNCHECKED)
    known = report(Outcome(**stated(0), findings=[finding({}, is_known=True)]), *HELD)
    assert several.counts.startswith("8 hold, 1 failed with 2 findings, 3 not checked; ")
    assert known.sentence == "Of 9 rules and checks, 8 hold, 1 failed (1 known)."


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (RateLimit(5), "at most 1,000 requests, 5 a second, and at most 10 min"),
        (RateLimit(100, 60.0), "at most 1,000 requests, 100 in 60 s, and at most 10 min"),
        (None, "at most 1,000 requests, as fast as the server answers, and at most 10 min"),
    ],
)
def test_bounds_in_words(rate: RateLimit | None, text: str) -> None:
    assert str(Bounds(rate=rate, requests=1000, seconds=600)) == text


def test_less_than_a_minute_is_in_seconds() -> None:
    assert Bounds(rate=None, requests=1, seconds=59.5).time == "59.5 s"

"""Options that all listings have: short forms, no header, each request on standard error."""

import csv
import io
import json
import logging
import sys

import pytest
from nft_holdings.cli._app import run
from nft_holdings.cli._progress import has_room, logged
from nft_holdings.sandbox import Sandbox


@pytest.fixture
def hedera(sandbox: Sandbox) -> list[str]:
    return ["hedera", "nfts", "0.0.1005", "--base-url", sandbox.url]


def test_short_forms_do_what_the_long_ones_do(hedera: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*hedera, "-n", "2", "-f", "json"]) == 0
    short = capsys.readouterr().out
    assert run([*hedera, "--limit", "2", "--format", "json"]) == 0
    assert short == capsys.readouterr().out
    assert len(json.loads(short)) == 2


@pytest.mark.parametrize("form", ["csv", "table"])
def test_no_header_leaves_out_the_first_line_only(form: str, hedera: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*hedera, "-n", "2", "-f", form]) == 0
    first, *others = capsys.readouterr().out.splitlines()
    assert "token" in first
    assert run([*hedera, "-n", "2", "-f", form, "--no-header"]) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [line.split() for line in others]


def test_no_rows_and_no_header_are_an_empty_csv_file(hedera: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*hedera, "-f", "csv", "--no-header", "--token-id", "0.0.999999"]) == 0
    assert list(csv.reader(io.StringIO(capsys.readouterr().out))) == []


def test_verbose_prints_each_request_on_standard_error(hedera: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    before = logging.getLogger("nft_holdings").handlers[:]
    assert run([*hedera, "-v", "-n", "1"]) == 0
    out, error = capsys.readouterr()
    assert len(out.splitlines()) == 1
    assert error.startswith("nft-holdings: GET http://127.0.0.1:")
    assert "/api/v1/accounts/0.0.1005/nfts" in error
    assert logging.getLogger("nft_holdings").handlers == before
    assert run([*hedera, "-n", "1"]) == 0
    assert capsys.readouterr().err == ""


def test_verbose_hides_a_key_and_control_characters(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with Sandbox() as sandbox:
        key = sandbox.credentials("loopring")["api_key"]
        monkeypatch.setenv("LOOPRING_API_KEY", key)
        line = ["loopring", "balances", "--account-id", "10110", "--base-url", sandbox.url, "-v", "-n", "1"]
        assert run(line) == 0
    error = capsys.readouterr().err
    assert "GET " in error
    assert key not in error
    with logged(True):
        logging.getLogger("nft_holdings").info("\x1b[2J")
    assert "\x1b" not in capsys.readouterr().err


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_no_count_is_drawn_between_the_lines_of_a_log(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "nft_holdings")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert has_room(io.StringIO())
    with logged(True):
        assert not has_room(io.StringIO())

"""The command line with many accounts: their rows, their errors, and going on with what is left."""

import csv
import io
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nft_holdings.cli._app import run
from nft_holdings.cli._exit_codes import ExitCode
from nft_holdings.sandbox import Sandbox
from nft_holdings.sandbox.hedera import _accounts as known
from nft_holdings.sandbox.loopring import _accounts as loopring
from nft_holdings.sandbox.swapchat import _wallets as swapchat

from tests.support.servers.failing_node import REFUSED, FailingNode, failing_node

COMMAND = [sys.executable, "-c", "from nft_holdings.cli import main; main()"]


@pytest.fixture
def hedera(sandbox: Sandbox) -> list[str]:
    return ["hedera", "nfts", "--base-url", sandbox.url]


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def counts(found: list[dict[str, Any]]) -> dict[str, int]:
    names = [row["account"] for row in found]
    return {name: names.count(name) for name in dict.fromkeys(names)}


def test_rows_of_several_accounts_have_their_account_in_every_format(hedera: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    printed = {}
    for form in ("ndjson", "json", "csv", "table"):
        assert run([*hedera, known.ORDERING, known.SPENDERS, known.EMPTY, "--format", form]) == ExitCode.OK
        printed[form] = capsys.readouterr().out
    found = rows(printed["ndjson"])
    assert all(row["account"] == row["account_id"] for row in found)
    assert set(counts(found)) == {known.ORDERING, known.SPENDERS}
    assert counts(json.loads(printed["json"])) == counts(found)
    table = list(csv.DictReader(io.StringIO(printed["csv"])))
    assert next(iter(table[0])) == "account"
    assert counts(table) == counts(found)
    assert printed["table"].startswith("account")
    assert f"{len(found)} rows" in printed["table"]


def test_one_account_has_no_column_of_its_own(hedera: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*hedera, known.ORDERING]) == ExitCode.OK
    assert "account" not in rows(capsys.readouterr().out)[0]


def test_a_file_of_accounts(hedera: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "accounts.txt"
    file.write_text(f"\ufeff# treasury\n{known.ORDERING}  # the first\n\n{known.SPENDERS}\n{known.ORDERING}\n", encoding="utf-8")
    assert run([*hedera, "--accounts-from", str(file)]) == ExitCode.OK
    found = counts(rows(capsys.readouterr().out))
    assert set(found) == {known.ORDERING, known.SPENDERS}
    assert found[known.ORDERING] == 7


def test_accounts_from_standard_input(sandbox: Sandbox) -> None:
    line = [*COMMAND, "hedera", "nfts", "--base-url", sandbox.url, "--accounts-from", "-"]
    done = subprocess.run(line, input=known.ORDERING, capture_output=True, text=True, timeout=60)
    assert (done.returncode, counts(rows(done.stdout))) == (0, {known.ORDERING: 7})


def test_a_column_of_a_csv_file(hedera: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text(f'name,id\r\n"a, b",{known.ORDERING}\r\nnobody,\r\n', encoding="utf-8")
    assert run([*hedera, "--accounts-from", str(file), "--accounts-column", "id"]) == ExitCode.OK
    assert counts(rows(capsys.readouterr().out)) == {known.ORDERING: 7}
    assert run([*hedera, "--accounts-from", str(file), "--accounts-column", "account"]) == ExitCode.USAGE
    assert "has no column 'account': its columns are name, id" in capsys.readouterr().err
    assert run([*hedera, "--accounts-from", str(file)]) == ExitCode.USAGE
    assert "line 1 of" in capsys.readouterr().err


@pytest.mark.parametrize("text", [b"", b"# none\n", b'{"account": 1}\n', b"\xff\xfe0"])
def test_files_that_name_no_account_are_refused(text: bytes, hedera: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "accounts.txt"
    file.write_bytes(text)
    assert run([*hedera, "--accounts-from", str(file)]) == ExitCode.USAGE
    assert capsys.readouterr().err.count("\n") == 1


def test_every_listing_takes_several_accounts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    numbers = ["--account-id", str(loopring.HUNDRED), "--account-id", "x"]
    for name in ("balances", "collections"):
        assert run(["loopring", name, "--sandbox", *numbers]) == ExitCode.INCOMPLETE
        printed = capsys.readouterr()
        assert set(counts(rows(printed.out))) == {str(loopring.HUNDRED)}
        assert printed.err.startswith("nft-holdings: x: ")
    pair = f"{swapchat.USER}/{swapchat.HUNDRED}"
    file = tmp_path / "wallets"
    file.write_text(f"{pair}\n")
    assert run(["swapchat", "nfts", "--sandbox", "--accounts-from", str(file)]) == ExitCode.OK
    assert set(counts(rows(capsys.readouterr().out))) == {pair}
    file.write_text(f"user,wallet\n{swapchat.USER},{swapchat.HUNDRED}\n")
    columns = ["--accounts-column", "user", "--accounts-column", "wallet"]
    assert run(["swapchat", "nfts", "--sandbox", "--accounts-from", str(file), *columns]) == ExitCode.OK
    assert set(counts(rows(capsys.readouterr().out))) == {pair}
    assert run(["swapchat", "nfts", swapchat.USER, swapchat.HUNDRED, "nobody", "w", "--sandbox"]) in (ExitCode.OK, ExitCode.INCOMPLETE)
    assert pair in counts(rows(capsys.readouterr().out))


def test_an_error_ends_one_account_only(hedera: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "left.jsonl"
    assert run([*hedera, known.ORDERING, "AAAAAAAA", "--errors-to", str(file), "--format", "json"]) == ExitCode.INCOMPLETE
    printed = capsys.readouterr()
    assert counts(json.loads(printed.out)) == {known.ORDERING: 7}
    assert "nft-holdings: AAAAAAAA: No account with a matching alias found" in printed.err
    assert printed.err.endswith(f"1 of 2 accounts were not finished: go on with --accounts-from {file}\n")
    (left,) = rows(file.read_text())
    assert (left["account"], left["cursor"]) == ("AAAAAAAA", None)
    assert run([*hedera, known.ORDERING, "--errors-to", str(file)]) == ExitCode.OK
    assert file.read_text() == ""


def second_page_fails_first(node: FailingNode, account: str, is_later: bool) -> tuple[int, bytes] | None:
    """Return a refusal for each second page, and for that of 0.0.8 nothing, until the node is mended."""
    if not is_later or node.is_mended.is_set():
        return None
    if account == "0.0.8":
        node.over.wait(30)
    return REFUSED


@pytest.fixture
def failing() -> Iterator[FailingNode]:
    with failing_node(second_page_fails_first) as node:
        yield node


def test_accounts_that_failed_go_on_from_their_cursors(failing: FailingNode, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "left.jsonl"
    line = ["hedera", "nfts", "--base-url", failing.url, "--errors-to", str(file)]
    assert run([*line, "0.0.6", "0.0.7"]) == ExitCode.INCOMPLETE
    assert [row["token_id"] for row in rows(capsys.readouterr().out)] == ["0.0.5", "0.0.5"]
    left = rows(file.read_text())
    assert [each["account"] for each in left] == ["0.0.6", "0.0.7"]
    assert all(each["cursor"] and "stopped before its end" in each["error"] for each in left)
    assert run([*line, "--accounts-from", str(file)]) == ExitCode.INCOMPLETE
    assert capsys.readouterr().out == ""
    assert [each["cursor"] for each in rows(file.read_text())] == [each["cursor"] for each in left]
    failing.is_mended.set()
    assert run([*line, "--accounts-from", str(file)]) == ExitCode.OK
    assert [(row["account"], row["token_id"]) for row in rows(capsys.readouterr().out)] == [("0.0.6", "0.0.4"), ("0.0.7", "0.0.4")]
    assert file.read_text() == ""


def test_after_an_interruption_the_rest_is_left(failing: FailingNode, tmp_path: Path) -> None:
    file = tmp_path / "left.jsonl"
    accounts = ["0.0.8", *(f"0.0.8{number}" for number in range(30, 60))]
    line = [*COMMAND, "hedera", "nfts", *accounts, "--base-url", failing.url, "--errors-to", str(file)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())["account"]
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)
    assert process.returncode == ExitCode.INTERRUPTED
    assert told.endswith("nft-holdings: interrupted\n")
    left = {each["account"]: each["cursor"] for each in rows(file.read_text())}
    assert list(left) == accounts
    assert left[first] is not None
    assert left[accounts[-1]] is None


def test_the_limit_is_no_error_and_what_it_cut_off_is_left(hedera: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "left.jsonl"
    accounts = [known.ORDERING, known.SPENDERS]
    assert run([*hedera, *accounts, "--limit", "2", "--errors-to", str(file)]) == ExitCode.OK
    printed = capsys.readouterr()
    assert len(rows(printed.out)) == 2
    assert printed.err == ""
    assert {each["account"]: each["cursor"] for each in rows(file.read_text())} == dict.fromkeys(accounts)

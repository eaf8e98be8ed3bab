"""The output of listings: columns, files that are written whole, timestamps, and what is said of an account without rows."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nft_holdings._apis import APIS, Api, ListingInfo
from nft_holdings._specs.access import spec_of
from nft_holdings._specs.fields import fields_of
from nft_holdings.cli._app import run
from nft_holdings.cli._columns import as_date, decoded, for_people
from nft_holdings.cli._exit_codes import ExitCode
from nft_holdings.sandbox import Sandbox
from nft_holdings.sandbox.hedera import _accounts as known

from tests.support.pseudo_terminals import COMMAND, on_a_terminal
from tests.support.servers.failing_node import REFUSED, FailingNode, failing_node

LINE = [sys.executable, "-m", "nft_holdings"]


@pytest.fixture
def hedera(sandbox: Sandbox) -> list[str]:
    return ["hedera", "nfts", "--base-url", sandbox.url]


@pytest.mark.parametrize("form", ["csv", "json", "ndjson", "table"])
def test_columns_are_printed_in_their_order_in_every_format(form: str, hedera: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*hedera, known.ORDERING, "-f", form, "-n", "2", "--columns", "serial_number, token_id", "--columns", "spender"]) == 0
    out = capsys.readouterr().out
    match form:
        case "csv":
            assert next(csv.reader(io.StringIO(out))) == ["serial_number", "token_id", "spender"]
            assert all(len(row) == 3 for row in csv.reader(io.StringIO(out)))
        case "table":
            assert out.splitlines()[0].split() == ["serial_number", "token_id", "spender"]
        case _:
            found = json.loads(out) if form == "json" else [json.loads(line) for line in out.splitlines()]
            assert len(found) == 2
            assert all(list(row) == ["serial_number", "token_id", "spender"] for row in found)


def test_columns_reach_into_objects_and_may_be_objects(capsys: pytest.CaptureFixture[str]) -> None:
    line = [
        "loopring",
        "collections",
        "--sandbox",
        "--account-id",
        "10110",
        "--columns",
        "count,collection.times.createdAt,collection.times",
    ]
    assert run([*line, "-f", "json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert list(row) == ["count", "collection.times.createdAt", "collection.times"]
    assert row["collection.times"]["createdAt"] == row["collection.times.createdAt"]
    assert run([*line, "-f", "csv", "--times", "raw", "--no-header"]) == 0
    (cells,) = csv.reader(io.StringIO(capsys.readouterr().out))
    assert json.loads(cells[2])["createdAt"] == int(cells[1]) == row["collection.times.createdAt"]


def test_the_column_account_is_there_for_many_accounts_and_for_one(
    hedera: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "accounts"
    file.write_text(f"{known.ORDERING}\n{known.SPENDERS}\n")
    assert run([*hedera, "--accounts-from", str(file), "-f", "csv", "--columns", "serial_number,account"]) == 0
    assert {row["account"] for row in csv.DictReader(io.StringIO(capsys.readouterr().out))} == {known.ORDERING, known.SPENDERS}
    assert run([*hedera, known.ORDERING, "-n", "1", "--columns", "account,token_id"]) == 0
    assert json.loads(capsys.readouterr().out)["account"] == known.ORDERING


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("tokn_id", "unknown column 'tokn_id' (did you mean token_id?); known columns are account_id, created_timestamp, "),
        ("Token_ID", "(did you mean token_id?)"),
        ("modified", "(did you mean modified_timestamp?)"),
        ("zzz", "unknown column 'zzz'; known"),
        ("token_id,", "unknown column ''; known"),
        ("token_id,token_id", "--columns names token_id twice: name each column once"),
    ],
)
def test_wrong_columns_are_refused_before_anything_is_sent(names: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["hedera", "nfts", known.ORDERING, "--base-url", "http://127.0.0.1:1", "--columns", names]) == ExitCode.USAGE
    printed = capsys.readouterr()
    assert said in printed.err
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize(("api", "command"), [(api, command) for api in APIS for command in api.listings if not command.command])
def test_every_known_column_is_accepted(api: Api, command: ListingInfo, capsys: pytest.CaptureFixture[str]) -> None:
    names = [field.path for field in fields_of(api.name, command.row)]
    positional = {"token": [known.HISTORIES], "token serial": [f"{known.HISTORIES}/1"]}.get(" ".join(command.positional), [known.ORDERING])
    account = {"hedera": positional, "loopring": ["--account-id", "10110"], "swapchat": ["u", "w"]}[api.name]
    assert run([api.name, command.name, *account, "--sandbox", "-f", "csv", "--columns", ",".join(names)]) == 0
    assert next(csv.reader(io.StringIO(capsys.readouterr().out))) == names


def test_a_file_is_written_whole(hedera: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*hedera, known.ORDERING]) == 0
    expected = capsys.readouterr().out
    file = tmp_path / "rows.jsonl"
    file.write_text("older")
    file.chmod(0o640)
    assert run([*hedera, known.ORDERING, "-o", str(file)]) == 0
    assert capsys.readouterr() == ("", "")
    assert file.read_text() == expected
    assert file.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [file]
    assert run([*hedera, known.ORDERING, "--output", "-"]) == 0
    assert capsys.readouterr().out == expected


@pytest.mark.parametrize(("name", "begins"), [("a.csv", "account_id,"), ("a.JSON", "[\n"), ("a.ndjson", "{"), ("a.txt", "{"), ("a", "{")])
def test_the_end_of_a_files_name_chooses_the_format(name: str, begins: str, hedera: list[str], tmp_path: Path) -> None:
    file = tmp_path / name
    assert run([*hedera, known.ORDERING, "-o", str(file)]) == 0
    assert file.read_bytes().decode().startswith(begins)
    assert run([*hedera, known.ORDERING, "-o", str(file), "-f", "table"]) == 0
    assert file.read_text().startswith("token ")


def test_files_that_cannot_be_written_are_refused_before_anything_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ["hedera", "nfts", known.ORDERING, "--base-url", "http://127.0.0.1:1", "-o"]
    assert run([*line, str(tmp_path)]) == ExitCode.USAGE
    assert capsys.readouterr().err == f"nft-holdings: {tmp_path} is a folder: name a file in it\n"
    missing = tmp_path / "none" / "a.csv"
    assert run([*line, str(missing)]) == ExitCode.USAGE
    assert capsys.readouterr().err == f"nft-holdings: {missing} cannot be written: there is no folder {missing.parent}\n"
    assert run([*line, "/proc/a.csv"]) == ExitCode.USAGE
    assert capsys.readouterr().err.startswith("nft-holdings: /proc/a.csv cannot be written: ")
    file = tmp_path / "a.csv"
    file.write_text("kept")
    assert run([*line, str(file), "--errors-to", str(file)]) == ExitCode.USAGE
    assert capsys.readouterr().err == "nft-holdings: --output and --errors-to name the same file\n"
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert run([*line, str(file)]) == ExitCode.USAGE
    assert capsys.readouterr().err == f"nft-holdings: {file} is read-only\n"
    assert file.read_text() == "kept"
    assert list(tmp_path.iterdir()) == [file]


def test_a_full_disk_is_an_error_of_its_own(hedera: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*hedera, known.ORDERING, "-o", "/dev/full"]) == ExitCode.OUTPUT_FAILED
    assert capsys.readouterr().err == "nft-holdings: the output cannot be written: No space left on device\n"


def some_accounts_fail(node: FailingNode, account: str, is_later: bool) -> tuple[int, bytes] | None:
    """Return a refusal for accounts that begin with 0.0.4 and for second pages, for that of 0.0.8 nothing until the test is over."""
    if account == "0.0.403":
        node.over.wait(1)  # until the others have been answered
    if is_later:
        if account == "0.0.8":
            node.over.wait(30)
        return REFUSED
    return (int(account.removeprefix("0.0.")[:3]), REFUSED[1]) if account.startswith("0.0.4") else None


@pytest.fixture
def failing() -> Iterator[FailingNode]:
    with failing_node(some_accounts_fail) as node:
        yield node


def test_after_an_error_there_is_no_file_and_no_cursor(failing: FailingNode, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "rows.csv"
    line = ["hedera", "nfts", "0.0.6", "--base-url", failing.url, "-o", str(file)]
    assert run(line) == ExitCode.INCOMPLETE
    printed = capsys.readouterr()
    assert printed.err.endswith(f"\nnft-holdings: {file} was not written\n")
    assert "--cursor" not in printed.err
    assert list(tmp_path.iterdir()) == []
    file.write_text("older")
    assert run(line) == ExitCode.INCOMPLETE
    assert file.read_text() == "older"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("accounts", [["0.0.8"], ["0.0.8", "0.0.81", "0.0.82"]])
def test_after_ctrl_c_there_is_no_file_and_all_accounts_are_left(accounts: list[str], failing: FailingNode, tmp_path: Path) -> None:
    file, left = tmp_path / "rows.csv", tmp_path / "left.jsonl"
    further = ["--errors-to", str(left)] if len(accounts) > 1 else []
    line = [*LINE, "hedera", "nfts", *accounts, "--base-url", failing.url, "-o", str(file), *further]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while len(failing.asked) <= len(accounts):
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)
    assert process.returncode == ExitCode.INTERRUPTED
    assert "--cursor" not in told
    assert not file.exists()
    if further:
        found = [json.loads(each) for each in left.read_text().splitlines()]
        assert {each["account"]: each["cursor"] for each in found} == dict.fromkeys(accounts)


def test_failed_accounts_do_not_keep_a_file_from_being_written(
    failing: FailingNode, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, left = tmp_path / "rows.csv", tmp_path / "left.jsonl"
    line = ["hedera", "nfts", "0.0.6", "0.0.404", "--base-url", failing.url, "-o", str(file), "--errors-to", str(left)]
    assert run(line) == ExitCode.INCOMPLETE
    assert [row["account"] for row in csv.DictReader(file.read_text().splitlines())] == ["0.0.6"]
    assert [json.loads(each)["account"] for each in left.read_text().splitlines()] == ["0.0.6", "0.0.404"]


def in_another_process(*line: str) -> "subprocess.CompletedProcess[str]":
    """Run a command where no test checks that the spec lists every status."""
    return subprocess.run([*LINE, *line], capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("refused", ["0.0.401", "0.0.403"])
def test_a_refused_key_ends_the_command_and_everything_is_left(refused: str, failing: FailingNode, tmp_path: Path) -> None:
    left = tmp_path / "left.jsonl"
    accounts = [refused, *(f"{refused}{number}" for number in range(500, 600))]
    done = in_another_process("hedera", "nfts", *accounts, "--base-url", failing.url, "--errors-to", str(left))
    assert done.returncode == ExitCode.UNAUTHORIZED
    first, second = done.stderr.splitlines()
    assert first.startswith(f"nft-holdings: {len(accounts)} of {len(accounts)} accounts were not finished")
    assert "not today" in second
    assert [json.loads(each)["account"] for each in left.read_text().splitlines()] == accounts
    assert len(failing.asked) < len(accounts)


def test_one_forbidden_account_does_not_stop_the_others(failing: FailingNode) -> None:
    done = in_another_process("hedera", "nfts", "0.0.6", "--base-url", failing.url, "0.0.403", "0.0.7")
    assert done.returncode == ExitCode.INCOMPLETE
    assert {json.loads(each)["account_id"] for each in done.stdout.splitlines()} == {"0.0.6", "0.0.7"}


@pytest.mark.parametrize(
    ("value", "power", "date"),
    [
        ("1743884741.544937270", 0, "2025-04-05T20:25:41.544937270Z"),
        ("0.000000001", 0, "1970-01-01T00:00:00.000000001Z"),
        ("253402300799.999999999", 0, "9999-12-31T23:59:59.999999999Z"),
        ("1700000000", 0, "2023-11-14T22:13:20Z"),
        (1669188281228, -3, "2022-11-23T07:24:41.228Z"),
        (0, -3, "1970-01-01T00:00:00.000Z"),
    ],
)
def test_a_timestamp_is_a_date_with_all_its_decimals(value: Any, power: int, date: str) -> None:
    assert as_date(value, power) == date
    assert for_people(value, power) == f"{date[:10]} {date[11:19]}Z"


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        "",
        "soon",
        "-1.5",
        "1e9",
        1.5,
        -1,
        10**30,
        pytest.param(10**5000, id="thousands of digits"),
        "9" * 18,
        "1.0000000001",
        "٣",
        {},
    ],
)
def test_what_is_no_timestamp_stays_as_it_is(value: Any) -> None:
    assert as_date(value, 0) is value
    assert for_people(value, 0) is value


@pytest.mark.parametrize(("form", "usual"), [("csv", "iso"), ("json", "raw"), ("ndjson", "raw")])
def test_timestamps_are_dates_in_csv_and_as_sent_in_json(
    form: str, usual: str, hedera: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    shown = {}
    for times in (None, "iso", "raw"):
        option = ["--times", times] if times else []
        assert run([*hedera, known.ORDERING, "-f", form, "--columns", "modified_timestamp", "-n", "1", *option]) == 0
        shown[times] = capsys.readouterr().out
    assert shown[None] == shown[usual]
    assert "T" in shown["iso"]
    assert "T" not in shown["raw"]


def test_dates_in_rows_reach_into_objects(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["loopring", "collections", "--sandbox", "--account-id", "10110", "--times", "iso"]) == 0
    assert json.loads(capsys.readouterr().out)["collection"]["times"]["createdAt"] == "2022-11-23T07:24:41.228Z"


def test_a_table_has_readable_dates_and_decoded_metadata(hedera: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*hedera, "0.0.1005", "-f", "json", "-n", "1"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    found = {}
    for times in ("", "iso", "raw"):
        assert run([*hedera, "0.0.1005", "-f", "table", "-n", "1", *(["--times", times] if times else [])]) == 0
        found[times] = capsys.readouterr().out
    date = as_date(row["modified_timestamp"], 0)
    assert f" {date[:10]} {date[11:19]}Z " in found[""]
    assert f" {date} " in found["iso"]
    assert f" {row['modified_timestamp']} " in found["raw"]
    assert all(" ipfs://" in text for text in found.values())


@pytest.mark.parametrize("text", ["ipfs://bafy/1.json", "", "héllo 日本", '{"a": 1}'])
def test_printable_text_in_base64_is_decoded(text: str) -> None:
    assert decoded(b64encode(text.encode()).decode()) == text


@pytest.mark.parametrize("raw", [b"\x00\x01", b"\xff\xfe", b"\x1b[2J", b"two\nlines", "\u202eevil".encode()])
def test_other_bytes_in_base64_stay_as_they_are(raw: bytes) -> None:
    text = b64encode(raw).decode()
    assert decoded(text) == text


@pytest.mark.parametrize("value", [None, 5, "not base64!", "abc", "é"])
def test_what_is_no_base64_stays_as_it_is(value: Any) -> None:
    assert decoded(value) is value


OF_ONE_SCHEMA = ("expiry_timestamp",)
"""Fields whose unit differs from schema to schema."""


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_the_timestamps_are_those_of_the_spec(api: Api) -> None:
    units = {"seconds since 1970": 0, "milliseconds since 1970": -3, "nanoseconds since 1970": -9}
    found: dict[str, int] = {}
    for title, schema in spec_of(api.name)["components"]["schemas"].items():
        for name, field in schema.get("properties", {}).items():
            said = field.get("description", "")
            for unit, power in units.items():
                if f" {unit}" in said:
                    found[f"{title}.{name}" if name in OF_ONE_SCHEMA else name] = power
            for other in list(found):
                if f"written like {other}" in said:
                    found[f"{title}.{name}" if name in OF_ONE_SCHEMA else name] = found[other]
    assert dict(api.timestamps) == found


def test_an_account_that_holds_nothing_says_so_on_a_terminal(sandbox: Sandbox) -> None:
    line = f"{COMMAND} hedera nfts --base-url {sandbox.url}"
    seen = on_a_terminal(f"{line} {known.EMPTY} -o /dev/null")
    assert [each for each in seen.lines if each] == [f"nft-holdings: {known.EMPTY} holds nothing"]
    seen = on_a_terminal(f"{line} {known.ORDERING} --token-id 0.0.999999 -o /dev/null")
    assert [each for each in seen.lines if each] == [f"nft-holdings: {known.ORDERING} holds nothing that these options ask for"]
    seen = on_a_terminal(f"{line} {known.ORDERING} {known.EMPTY} -n 100 -o /dev/null")
    assert [each for each in seen.lines if each] == [f"nft-holdings: {known.EMPTY} holds nothing"]
    seen = on_a_terminal(f"{line} {known.ORDERING} -n 2 -o /dev/null")
    assert [each for each in seen.lines if each] == []


def test_an_account_that_holds_nothing_says_nothing_in_a_pipe(hedera: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*hedera, known.EMPTY]) == 0
    assert run([*hedera, known.EMPTY, known.ORDERING, "-n", "1"]) == 0
    assert capsys.readouterr().err == ""


def test_a_count_is_drawn_while_a_file_is_written(failing: FailingNode, tmp_path: Path) -> None:
    line = f"timeout -s INT 3 {COMMAND} hedera nfts 0.0.8 --base-url {failing.url} -o {tmp_path / 'rows.csv'}"
    assert "1 rows listed, 0:0" in on_a_terminal(line).raw
    assert list(tmp_path.iterdir()) == []

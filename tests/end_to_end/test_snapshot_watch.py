"""`nft-holdings snapshot watch`, and DIR@TIME: events, failures, signals, and nothing that is lost with a process."""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import Any

import pytest
from nft_holdings.cli._app import run
from nft_holdings.cli._exit_codes import ExitCode, OutputFailed
from nft_holdings.cli.snapshot import _watch_command
from nft_holdings.data import Snapshot

from tests.support.pseudo_terminals import COMMAND, on_a_terminal
from tests.support.snapshot_node import HELD_TOKEN, Node, served

ONE, TWO = "0.0.5000", "0.0.5001"
REFUSAL = {"_status": {"messages": [{"message": "not today"}]}}
LINE = [sys.executable, "-m", "nft_holdings", "snapshot", "watch"]


@pytest.fixture
def node() -> Node:
    return Node(accounts=3, each=3, whole=1)


@pytest.fixture
def watched(node: Node, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Path]:
    """A folder with a snapshot of the node's accounts."""
    accounts, folder = tmp_path / "accounts", tmp_path / "watched"
    accounts.write_text("\n".join(node.accounts))
    with served(node) as url:
        assert run(["snapshot", "create", str(folder), "--hedera-accounts", str(accounts), "--base-url", url]) == 0
        capsys.readouterr()
        yield folder


def watch(folder: Path, *options: str) -> int:
    return run(["snapshot", "watch", str(folder), "--every", "1s", *options])


def times(folder: Path) -> tuple[str, ...]:
    with Snapshot(folder) as snapshot:
        return snapshot.times


def events(text: str) -> list[tuple[str, str, int, str | None, str | None]]:
    rows = [json.loads(line) for line in text.splitlines()]
    return [(row["snapshot"], row["change"], row["serial_number"], row["from_account"], row["to_account"]) for row in rows]


def moves_before(node: Node, snapshot: int, serial: int, to: str) -> None:
    """Move an NFT when the first request of a further snapshot comes. The requests of a snapshot come in any order."""
    asked, lock = 0, Lock()

    def noticed(_: str) -> None:
        nonlocal asked
        with lock:
            if asked == (snapshot - 1) * len(node.accounts):
                node.held.move(serial, to)
            asked += 1

    node.failure = noticed


# Events


def test_changes_are_events_with_the_time_of_their_snapshot(node: Node, watched: Path, capsys: pytest.CaptureFixture[str]) -> None:
    node.held.move(1, TWO)
    moves_before(node, 3, 2, TWO)
    assert watch(watched, "--times", "3") == 0
    _, second, third, fourth = times(watched)
    printed = capsys.readouterr()
    assert events(printed.out) == [(second, "moved", 1, ONE, TWO), (fourth, "moved", 2, ONE, TWO)]
    row = json.loads(printed.out.splitlines()[0])
    assert [*row][:3] == ["snapshot", "change", "api"]
    assert (row["api"], row["table"], row["token_id"]) == ("hedera", "nfts", HELD_TOKEN)
    assert third not in printed.out
    assert run(["snapshot", "diff", f"{watched}@{third}", f"{watched}@{fourth}"]) == 1
    assert [json.loads(line)["serial_number"] for line in capsys.readouterr().out.splitlines()] == [2]


def test_an_account_that_fails_is_told_and_its_change_comes_later(node: Node, watched: Path, capsys: pytest.CaptureFixture[str]) -> None:
    node.held.move(1, TWO)
    node.failure = lambda target: (400, REFUSAL) if f"/{ONE}/nfts" in target else None
    assert watch(watched, "--times", "1") == ExitCode.INCOMPLETE
    printed = capsys.readouterr()
    assert [event[1:] for event in events(printed.out)] == [("acquired", 1, None, TWO)]
    first, last = printed.err.splitlines()
    assert first.startswith(f"nft-holdings: not compared: hedera nfts {ONE}: it failed after: ")
    assert "not today" in first
    assert last == "nft-holdings: 1 of 3 listings are missing: the next snapshot tries them again"
    node.held.move(2, TWO)
    assert watch(watched, "--times", "1") == ExitCode.INCOMPLETE
    assert [event[1:] for event in events(capsys.readouterr().out)] == [("acquired", 2, None, TWO)]
    node.held.move(3, "0.0.9")
    node.failure = lambda _: None
    assert watch(watched, "--times", "1") == 0
    assert [event[1:] for event in events(capsys.readouterr().out)] == [("released", 3, ONE, None)], "1 and 2 were told"


def test_changes_that_were_not_printed_are_printed_by_the_next_run(
    node: Node, watched: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise OutputFailed("no room")

    node.held.move(1, TWO)
    with monkeypatch.context() as patched:
        patched.setattr(_watch_command, "write_rows", fails)
        assert watch(watched, "--times", "1") == ExitCode.OUTPUT_FAILED
    node.held.move(2, TWO)
    Snapshot.again(watched)  # as of a process that was killed before it printed anything
    capsys.readouterr()
    assert watch(watched, "--times", "1") == 0
    _, second, third, _ = times(watched)
    assert events(capsys.readouterr().out) == [(second, "moved", 1, ONE, TWO), (third, "moved", 2, ONE, TWO)]
    assert watch(watched, "--times", "1") == 0
    assert capsys.readouterr().out == "", "once is enough"


def test_a_snapshot_longer_than_the_interval_is_told(node: Node, watched: Path, capsys: pytest.CaptureFixture[str]) -> None:
    node.failure = lambda target: time.sleep(1.1) if f"/{ONE}/nfts" in target else None
    assert watch(watched, "--times", "2") == 0
    (told,) = capsys.readouterr().err.splitlines()
    assert told.startswith("nft-holdings: the snapshot took ")
    assert told.endswith(" seconds, longer than --every 1s: the next one begins at once")


def test_snapshots_begin_once_an_interval(watched: Path) -> None:
    began = time.monotonic()
    assert run(["snapshot", "watch", str(watched), "--every", "3s", "--times", "2"]) == 0
    assert time.monotonic() - began >= 3


def test_a_terminal_shows_a_table(node: Node, watched: Path) -> None:
    node.held.move(1, TWO)
    seen = on_a_terminal(f"{COMMAND} snapshot watch {watched} --times 1", columns=80)
    lines = [line.rstrip() for line in re.sub(r"\[[0-9;]*m", "", "\n".join(seen.lines)).splitlines() if line.strip()]
    assert seen.code == 0
    assert lines[0].split() == ["change", "token_id", "serial_number", "from_account", "to_account"]
    assert lines[1].split() == ["moved", HELD_TOKEN, "1", ONE, TWO]
    assert lines[2] == "1 row"
    assert lines[3] == f"nft-holdings: {times(watched)[1]}: 1 change"


# What ends it


@pytest.mark.parametrize(("number", "word"), [(signal.SIGINT, "interrupted"), (signal.SIGTERM, "terminated")])
@pytest.mark.parametrize("moment", ["waiting", "reading"])
def test_signals_end_it_and_say_how_to_go_on(
    number: signal.Signals, word: str, moment: str, node: Node, watched: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    node.held.move(1, TWO)
    asked = len(node.asked)
    if moment == "reading":
        node.failure = lambda target: time.sleep(3) if f"/{TWO}/nfts" in target else None
    with subprocess.Popen([*LINE, str(watched), "--every", "1h"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        if moment == "waiting":
            assert json.loads(process.stdout.readline())["serial_number"] == 1
        else:
            while len(node.asked) < asked + 2:
                time.sleep(0.01)
        process.send_signal(number)
        out, told = process.communicate(timeout=30)
    assert process.returncode == 128 + number
    assert told.splitlines() == [f"nft-holdings: go on with nft-holdings snapshot watch {watched} --every 1h", f"nft-holdings: {word}"]
    assert out == ""
    if moment == "reading":
        node.failure = lambda _: None
        with Snapshot(watched, at=times(watched)[-1]) as newest:
            assert newest.status().ended is None
        assert watch(watched, "--times", "1") == 0
        assert events(capsys.readouterr().out) == [(times(watched)[1], "moved", 1, ONE, TWO)]
        assert len(times(watched)) == 3, "the one that was stopped, and a new one"


def test_a_refused_key_ends_it(node: Node, watched: Path, capsys: pytest.CaptureFixture[str]) -> None:
    node.failure = lambda _: (401, REFUSAL)
    assert watch(watched) == ExitCode.UNAUTHORIZED
    told = capsys.readouterr().err.splitlines()
    assert told[0] == f"nft-holdings: go on with nft-holdings snapshot watch {watched} --every 1s"


@pytest.mark.parametrize("text", ["10", "0s", "-1m", "1.5h", "m", "10 m", "10M", "1000000d", "1h30m", ""])
def test_wrong_durations_are_refused(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["snapshot", "watch", str(tmp_path), f"--every={text}"]) == ExitCode.USAGE
    assert capsys.readouterr().err == f"nft-holdings: --every must be a number with s, m, h or d, such as 10m, not {text!r}\n"


def test_a_watch_needs_a_snapshot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["snapshot", "watch", str(tmp_path)]) == ExitCode.USAGE
    assert capsys.readouterr().err == f"nft-holdings: {tmp_path} contains no snapshot: give the folder of one\n"


# DIR@TIME


def test_commands_read_the_snapshot_of_a_time(node: Node, watched: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(4):
        node.held.move(node.held.mint(), ONE)
        Snapshot.again(watched)
    first, *_, last = known = times(watched)
    assert run(["snapshot", "status", str(watched)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith(f"began {last}")
    assert told[-6:] == ["5 snapshots, which began at", *(f"  {each}" for each in known)]
    assert run(["snapshot", "status", f"{watched}@{first}", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["began"], document["times"], document["rows"]) == (first, [*known], {"nfts": 6})
    for place, count in ((f"{watched}@{first}", 6), (f"{watched}@2999-01-01", 10), (f"{watched}", 10), (f"{watched}/@{first}", 6)):
        assert run(["snapshot", "sql", place, "SELECT count(*) AS n FROM nfts"]) == 0
        assert json.loads(capsys.readouterr().out) == {"n": count}, place
    assert run(["snapshot", "export", f"{watched}@{first}", str(tmp_path / "out"), "-f", "ndjson"]) == 0
    assert len((tmp_path / "out" / "nfts.ndjson").read_text().splitlines()) == 6
    for text, message in (
        ("1999-01-01", f"{watched} has no snapshot of 1999-01-01 or before: those that it has began at {', '.join(known[:3])} and 2 later"),
        ("monday", f"the time of a snapshot is one such as {last}, not 'monday'"),
    ):
        assert run(["snapshot", "sql", f"{watched}@{text}", "FROM nfts"]) == ExitCode.USAGE
        assert capsys.readouterr().err == f"nft-holdings: {message}\n"


def test_a_folder_whose_name_has_an_at_sign(watched: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (time,) = times(watched)
    folder = watched.rename(watched.with_name("me@home"))
    for place in (f"{folder}", f"{folder}@{time}"):
        assert run(["snapshot", "status", place]) == 0
    assert run(["snapshot", "watch", str(folder), "--times", "1"]) == 0
    capsys.readouterr()
    assert run(["snapshot", "status", f"{folder}er"]) == ExitCode.USAGE
    assert capsys.readouterr().err == f"nft-holdings: {folder}er contains no snapshot: give the folder of one\n"


def test_while_the_newest_is_unfinished_the_one_before_is_read(node: Node, watched: Path, capsys: pytest.CaptureFixture[str]) -> None:
    node.failure = lambda _: (401, REFUSAL)
    assert watch(watched) == ExitCode.UNAUTHORIZED
    capsys.readouterr()
    _, second = times(watched)
    assert run(["snapshot", "sql", str(watched), "SELECT count(*) AS n FROM nfts"]) == 0
    assert json.loads(capsys.readouterr().out) == {"n": 6}
    assert run(["snapshot", "status", str(watched), "--json"]) == ExitCode.INCOMPLETE
    assert json.loads(capsys.readouterr().out)["began"] == second
    assert run(["snapshot", "sql", f"{watched}@{second}", "SELECT count(*) AS n FROM units"]) == ExitCode.INCOMPLETE


def test_the_rows_of_all_apis_are_stored_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "all"
    sources = []
    for option, account in (
        ("--hedera-accounts", "0.0.1005"),
        ("--loopring-accounts", "10110"),
        ("--swapchat-wallets", "0000000000000000000000a1/0x00000000000000000000000000000000000A1002"),
    ):
        file = tmp_path / option
        file.write_text(account)
        sources += [option, str(file)]
    assert run(["snapshot", "create", str(folder), "--sandbox", *sources]) == 0
    before = {path.name: path.read_bytes() for path in (folder / "parts").iterdir()}
    assert watch(folder, "--times", "1") == 0
    assert capsys.readouterr().out == ""
    assert len(before) == 4
    assert {path.name: path.read_bytes() for path in (folder / "parts").iterdir()} == before

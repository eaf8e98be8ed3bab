"""Listings that stop half-way, by an error or by a signal: what came is shown, and the cursor to go on from."""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from nft_holdings.cli._exit_codes import ExitCode
from nft_holdings.cli._signals import SIGNALS, Stopping, StopSignal
from nft_holdings.sandbox import Sandbox
from nft_holdings.sandbox.hedera import _accounts as known

from tests.support.servers.failing_node import FailingNode, failing_node

COMMAND = [sys.executable, "-c", "from nft_holdings.cli import main; main()"]


def second_page_fails(node: FailingNode, account: str, is_later: bool) -> tuple[int, bytes] | None:
    """Return a failure for each second page, and for that of 0.0.8 nothing until the test is over."""
    if account == "0.0.8" and is_later:
        node.over.wait(30)
    return (500, b"<html>") if is_later else None


@pytest.fixture
def failing() -> Iterator[str]:
    with failing_node(second_page_fails) as node:
        yield node.url


@pytest.mark.parametrize("form", ["table", "json", "ndjson", "csv"])
def test_a_listing_that_stops_half_way_shows_what_came_and_the_cursor(failing: str, form: str) -> None:
    done = subprocess.run([*COMMAND, "hedera", "nfts", "0.0.9", "--base-url", failing, "--format", form], capture_output=True, text=True)
    assert done.returncode == ExitCode.INCOMPLETE
    assert "0.0.5" in done.stdout
    first, second = done.stderr.splitlines()
    assert "the listing stopped before its end" in first
    assert re.fullmatch(r"nft-holdings: go on with --cursor [\w-]+", second)
    if form == "json":
        with pytest.raises(json.JSONDecodeError):
            json.loads(done.stdout)


@pytest.mark.parametrize(("number", "word"), [(signal.SIGINT, "interrupted"), (signal.SIGTERM, "terminated")])
def test_an_interrupted_listing_shows_what_came_and_the_cursor(failing: str, number: signal.Signals, word: str) -> None:
    line = [*COMMAND, "hedera", "nfts", "0.0.8", "--base-url", failing]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["token_id"] == "0.0.5"
        process.send_signal(number)
        rest, told = process.communicate(timeout=20)
    assert (process.returncode, rest) == (128 + number, "")
    assert re.fullmatch(rf"nft-holdings: {word}\nnft-holdings: go on with --cursor [\w-]+\n", told)


@pytest.mark.parametrize("pause", [0.0, 0.001, 0.003, 0.01, 0.05])
def test_a_signal_that_comes_twice_loses_nothing(failing: str, pause: float) -> None:
    """Wrappers pass on the Ctrl-C that the terminal has sent to the command, too."""
    line = [*COMMAND, "hedera", "nfts", "0.0.8", "--base-url", failing]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        time.sleep(pause)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)
    assert re.fullmatch(r"nft-holdings: interrupted\nnft-holdings: go on with --cursor [\w-]+\n", told)
    assert process.returncode == ExitCode.INTERRUPTED


def test_a_second_signal_counts_half_a_second_later(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([100.0, 100.1, 100.4, 100.6])
    monkeypatch.setattr("nft_holdings.cli._signals.time", SimpleNamespace(monotonic=lambda: next(moments)))
    handlers = {each: signal.getsignal(each) for each in SIGNALS}
    waited = 0
    try:
        with pytest.raises(StopSignal), Stopping() as stopping:
            stopping.begin_page()
            for _ in range(4):
                signal.raise_signal(signal.SIGINT)
                waited += 1
    finally:
        for each, handler in handlers.items():
            signal.signal(each, handler)
    assert waited == 3, "the page is printed to its end, unless a signal comes half a second after the first"


def test_an_interrupt_while_the_command_line_is_imported_is_no_traceback() -> None:
    program = """
import sys

class Interrupting:
    def find_spec(self, name, *_):
        if name == "typer":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupting())
from nft_holdings.cli import main
main()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "nft-holdings: interrupted\n")


def test_a_page_that_is_being_printed_is_finished_first(sandbox: Sandbox) -> None:
    """With nobody reading, the command waits in the middle of a page; what it prints and the cursor belong together."""
    line = [*COMMAND, "hedera", "nfts", known.LARGEST, "--base-url", sandbox.url]
    # Without a buffer here: `communicate` does not give what a buffer has taken in with the first line.
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        rest, told = process.communicate(timeout=20)
    assert process.returncode == ExitCode.INTERRUPTED
    printed = (first + rest).decode().splitlines()
    cursor = told.decode().split()[-1]
    again = subprocess.run([*line, "--cursor", cursor, "--limit", "1"], capture_output=True, text=True, check=True).stdout.splitlines()
    whole = subprocess.run(line, capture_output=True, text=True, check=True).stdout.splitlines()
    assert [*printed, *again] == whole[: len(printed) + 1]

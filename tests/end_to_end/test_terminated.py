"""SIGTERM and Ctrl-C end every command with a line that says so, and the exit code for it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "nft_holdings"]


def ended(process: "subprocess.Popen[bytes]", number: signal.Signals) -> tuple[int, bytes]:
    process.send_signal(number)
    _, told = process.communicate(timeout=30)
    return process.returncode, told.splitlines()[-1]


@pytest.mark.parametrize(("number", "word"), [(signal.SIGINT, b"interrupted"), (signal.SIGTERM, b"terminated")])
def test_the_demo_says_that_it_was_ended(number: signal.Signals, word: bytes) -> None:
    with subprocess.Popen([*COMMAND, "demo"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(b"A sandbox answers")
        assert ended(process, number) == (128 + number, b"nft-holdings: " + word)


@pytest.mark.parametrize(("number", "word"), [(signal.SIGINT, b"interrupted"), (signal.SIGTERM, b"terminated")])
def test_drift_says_that_it_was_ended(number: signal.Signals, word: bytes, tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "traffic.har")
    line = [*COMMAND, "drift", str(pipe)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process, pipe.open("wb"):
        time.sleep(0.2)  # the pipe is open, so the command has begun to read
        assert ended(process, number) == (128 + number, b"nft-holdings: " + word)


def test_a_terminated_sandbox_stops_cleanly() -> None:
    with subprocess.Popen([*COMMAND, "sandbox", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(b"http://127.0.0.1:")
        assert ended(process, signal.SIGTERM) == (143, b"nft-holdings: terminated")

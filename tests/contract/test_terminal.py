"""`nft-holdings contract` while somebody watches: progress on a terminal, and the findings so far when it is interrupted."""

import contextlib
import io
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from nft_holdings.cli import _app as cli
from nft_holdings.cli import _contract_command as command
from nft_holdings.cli._signals import Stopping
from nft_holdings.contract import OWN
from nft_holdings.contract._server.client import Server
from nft_holdings.sandbox import Sandbox

from tests.contract.hedera_defects import DEFECTS
from tests.support.servers.defective_sandbox import Defect, planted

OWNER = next(defect for defect in DEFECTS if defect.rule == "owner")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("stream", [Terminal(), io.StringIO()], ids=["terminal", "file"])
def test_progress_is_for_terminals(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr", stream)
    with command._progress(OWN) as on_progress:
        on_progress("rule 3 of 43, order", 120)
    shown = "50,000 at most" in stream.getvalue()
    assert shown == stream.isatty()


@pytest.mark.parametrize("defect", [OWNER, Defect(rule="none")], ids=["a finding", "no finding"])
def test_findings_so_far_are_printed_on_ctrl_c(
    defect: Defect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    carry = Server.carry

    def interrupted(self: Server, *given: object, **more: object) -> object:
        if self.sent >= 60:
            raise KeyboardInterrupt
        return carry(self, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Server, "carry", interrupted)
    with planted(defect) as sandbox:
        url = sandbox.url
        code = cli.run(["contract", "hedera", "--url", url, "--account", "0.0.1001", "--rate", "none",
                        "--report", "json", "--report-dir", str(tmp_path)])  # fmt: skip
    told = capsys.readouterr()
    assert code == 130
    assert "not checked (" in told.out
    assert ("FAILED hedera/owner" in told.out) == (defect is OWNER)
    assert told.out.splitlines()[-1].startswith(url)
    assert json.loads((tmp_path / "hedera.json").read_text())["conforms"] is (False if defect is OWNER else None)


@pytest.mark.parametrize(("number", "word"), [(signal.SIGINT, "interrupted"), (signal.SIGTERM, "terminated")])
def test_a_signal_ends_a_check_with_its_report(number: signal.Signals, word: str, tmp_path: Path) -> None:
    with Sandbox(faults={"faults": []}) as sandbox:
        assert sandbox.faults is not None
        line = [sys.executable, "-m", "nft_holdings", "contract", "hedera", "--url", sandbox.url, "--rate", "20/s"]
        line += ["--report", "json", "--report-dir", str(tmp_path)]
        with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            end = time.monotonic() + 30
            while sandbox.faults.requests < 20 and time.monotonic() < end:
                time.sleep(0.05)
            process.send_signal(number)
            out, told = process.communicate(timeout=30)
    assert (process.returncode, told) == (128 + number, f"nft-holdings: {word}\n")
    assert "the check was interrupted" in out
    assert json.loads((tmp_path / "hedera.json").read_text())["conforms"] is None


def test_an_interrupt_that_python_loses_ends_the_check_at_the_next_reply() -> None:
    stopping = Stopping()
    with stopping:
        stopping.check()
        with contextlib.suppress(KeyboardInterrupt):  # as in the callback of a weak reference
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            stopping.check()
    assert not stopping.terminated


def test_what_was_not_checked_is_grouped_and_failures_are_last(capsys: pytest.CaptureFixture[str]) -> None:
    defect = next(each for each in DEFECTS if each.rule == "timestamp-form")
    with planted(defect) as sandbox:
        cli.run(["contract", "hedera", "--url", sandbox.url, "--max-requests", "200", "--rate", "none"])
    lines = capsys.readouterr().out.splitlines()
    causes = [line for line in lines if line.startswith("not checked (")]
    assert len(causes) == len(set(causes)) < 4
    failed = next(place for place, line in enumerate(lines) if line.startswith("FAILED"))
    assert all(lines.index(line) < failed for line in causes)


@pytest.mark.parametrize(("option", "value"), [("--rate", "fast"), ("--report", "pdf"), ("--network", "moon")])
def test_a_wrong_option_is_no_failure_of_the_check(option: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    server = () if option == "--network" else ("--url", "http://127.0.0.1:1")
    assert cli.run(["contract", "hedera", *server, option, value]) == 2
    assert "the check itself failed" not in capsys.readouterr().err

"""Standard streams that are closed, on a full disk, or read by nobody: what is said of it, and that nothing else is lost."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from nft_holdings.cli._exit_codes import ExitCode
from nft_holdings.sandbox import Sandbox
from nft_holdings.sandbox.hedera import _accounts as known

from tests.support.pseudo_terminals import COMMAND, ENVIRONMENT

ROWS = "hedera nfts ACCOUNT --base-url URL --format "
COMMANDS = {
    **{form: f"{ROWS}{form}" for form in ("table", "json", "ndjson", "csv")},
    "export": "specs export FOLDER/specs",
    "drift": "drift FOLDER/log",
    "patch": "drift FOLDER/log --format patch",
    "rules": "contract hedera --rules",
    "help": "--help",
    "help of a command": "hedera nfts --help",
    "version": "--version",
    "demo": "demo",
    "sandbox": "sandbox --port 0",
}
CLOSED = "nft-holdings: the output cannot be written: it is closed\n"
FULL = "nft-holdings: the output cannot be written: No space left on device\n"


def done(line: str, end: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["bash", "-c", f"{line} {end}"], capture_output=True, text=True, env=ENVIRONMENT, timeout=60)


@pytest.fixture(scope="module")
def lines(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    folder = tmp_path_factory.mktemp("streams")
    archive = (
        '{"log":{"entries":[{"request":{"method":"GET","url":"https://mirror.example/api/v1/accounts/0.0.1001/nfts"},'
        '"response":{"status":200,"content":{"mimeType":"application/json","text":"{\\"nfts\\":[],\\"links\\":{\\"next\\":null},\\"x\\":1}"}}}]}}'
    )
    (folder / "log").write_text(archive)
    places = {"ACCOUNT": known.SPENDERS, "URL": sandbox.url, "FOLDER": str(folder)}
    made = {name: f"{'rm -rf FOLDER/specs; ' if name == 'export' else ''}{COMMAND} {line}" for name, line in COMMANDS.items()}
    for name in made:
        for place, value in places.items():
            made[name] = made[name].replace(place, value)
    yield made


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(("end", "said"), [(">&-", CLOSED), ("> /dev/full", FULL)])
def test_an_output_that_cannot_be_written_is_told(lines: dict[str, str], name: str, end: str, said: str) -> None:
    found = done(lines[name], end)
    assert (found.returncode, found.stdout) == (ExitCode.OUTPUT_FAILED, "")
    counts = "nft-holdings: 1 of 1 bodies compared; 1 thing that the specs do not say\n"
    assert found.stderr == (f"{counts}{said}" if (name, said) == ("patch", CLOSED) else said)


@pytest.mark.parametrize(("name", "end"), [("json", ">&- 2>&- <&-"), ("demo", ">&- 2>&- <&-"), ("csv", "> /dev/full 2> /dev/full")])
def test_nothing_can_be_said_and_the_exit_code_is_right(lines: dict[str, str], name: str, end: str) -> None:
    found = done(lines[name], end)
    assert (found.returncode, found.stdout, found.stderr) == (ExitCode.OUTPUT_FAILED, "", "")


@pytest.mark.parametrize("name", ["table", "ndjson", "export", "drift", "version"])
def test_other_streams_keep_nothing_from_coming(lines: dict[str, str], name: str) -> None:
    def printed(end: str) -> tuple[int, str, str]:
        found = done(lines[name], end)
        return found.returncode, found.stdout, found.stderr

    usual = printed("")
    assert usual[1]
    for end in ("2>&- <&-", "2> /dev/full"):
        assert printed(end) == usual


@pytest.mark.parametrize("name", ["table", "ndjson", "help"])
def test_an_output_that_nobody_reads_ends_quietly(lines: dict[str, str], name: str) -> None:
    found = done(f"{lines[name]}", "| true; exit ${PIPESTATUS[0]}")
    assert (found.returncode, found.stdout, found.stderr) == (ExitCode.OUTPUT_CLOSED, "", "")


def test_errors_that_cannot_be_told_keep_their_exit_code(lines: dict[str, str]) -> None:
    for end in ("2>&-", "2> /dev/full"):
        assert done(f"{COMMAND} hedera nfts nobody", end).returncode == ExitCode.USAGE
        assert done(lines["ndjson"].replace(known.SPENDERS, "AAAAAAAA"), end).returncode == ExitCode.NOT_FOUND


def test_nothing_printed_is_nothing_lost(lines: dict[str, str]) -> None:
    assert done(lines["ndjson"].replace(known.SPENDERS, known.EMPTY), ">&-").returncode == ExitCode.OK


def test_no_file_and_no_socket_takes_the_place_of_a_closed_stream(lines: dict[str, str]) -> None:
    """Else what is printed would go to the server, or into a file."""
    program = "import os, sys\nfrom nft_holdings.cli import main\ntry: main()\nfinally: os.write(9, str([os.stat(n).st_rdev for n in (0, 1, 2)]).encode())"
    command = f"'{sys.executable}' -c '{program}' {lines['ndjson'].removeprefix(COMMAND)} 9>&1 >&- 2>&- <&-"
    null = Path("/dev/null").stat().st_rdev
    shown = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=ENVIRONMENT, timeout=60).stdout
    assert shown == str([null] * 3)


@pytest.mark.parametrize("flag", ["", "-u"])
def test_lines_end_as_they_do_elsewhere(lines: dict[str, str], flag: str) -> None:
    command = f"'{sys.executable}' {flag} -X utf8=0 -m nft_holdings {lines['csv'].removeprefix(COMMAND)}"
    printed = subprocess.run(["bash", "-c", command], capture_output=True, env={**ENVIRONMENT, "LC_ALL": "C"}, timeout=60).stdout
    assert printed.count(b"\r\n") == 31
    assert printed.count(b"\n") == 31

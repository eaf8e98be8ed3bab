"""The commands of snapshots: what they print and how they end."""

import csv
import io
import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from nft_holdings.cli._app import run
from nft_holdings.cli._exit_codes import ExitCode
from nft_holdings.cli.snapshot._progress import line_of
from nft_holdings.data import Progress
from nft_holdings.data._store import StoreWriter
from nft_holdings.sandbox import Sandbox
from nft_holdings.sandbox.hedera import _accounts as known

from tests.support.pseudo_terminals import COMMAND, on_a_terminal
from tests.support.servers.failing_node import REFUSED, FailingNode, failing_node

LINE = [sys.executable, "-m", "nft_holdings", "snapshot"]
TOKEN = "0.0.700"


@pytest.fixture(scope="module")
def made_once(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot that no test changes."""
    place = tmp_path_factory.mktemp("snapshots")
    create = ["snapshot", "create", str(place / "made"), *file_of(place, known.ORDERING, known.SPENDERS)]
    assert run([*create, "--hedera-token", TOKEN, "--base-url", sandbox.url]) == ExitCode.OK
    return place / "made"


@pytest.fixture
def made(made_once: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """A copy of it."""
    assert capsys.readouterr() == ("", "")
    return str(shutil.copytree(made_once, tmp_path / "made"))


def file_of(folder: Path, *accounts: str) -> list[str]:
    """Return the option that names a file of these accounts."""
    file = folder / "accounts.txt"
    file.write_text("\n".join(accounts))
    return ["--hedera-accounts", str(file)]


def in_another_process(*line: str, **options: Any) -> "subprocess.CompletedProcess[str]":
    """Run a command where no test checks that the spec lists every status."""
    return subprocess.run([*LINE, *line], capture_output=True, text=True, check=False, timeout=60, **options)


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one line on standard error, without the name of the command."""
    err = capsys.readouterr().err
    assert err.startswith("nft-holdings: ")
    assert err.count("\n") == 1, err
    return err.removeprefix("nft-holdings: ").rstrip("\n")


# Making and reading


def test_a_snapshot_is_made_and_told(made: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["snapshot", "status", made]) == ExitCode.OK
    out = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"began 20\S+, ended 20\S+", out[0])
    assert out[1] == "listings: 3 done"
    assert re.fullmatch(r"rows: \d+ in nfts", out[2])
    assert run(["snapshot", "status", made, "--json"]) == ExitCode.OK
    document = json.loads(capsys.readouterr().out)
    assert document["complete"] is True
    assert document["units"] == {"done": 3}
    assert document["errors"] == {}
    assert run(["snapshot", "verify", made]) == ExitCode.OK
    assert capsys.readouterr() == ("", "")
    assert run(["snapshot", "resume", made]) == ExitCode.OK


@pytest.mark.parametrize("form", ["csv", "json", "ndjson", "table"])
def test_rows_of_a_query_in_every_format_of_text(form: str, made: str, capsys: pytest.CaptureFixture[str]) -> None:
    query = f"SELECT unit, serial_number AS found, NULL AS nothing FROM nfts WHERE unit = '{known.ORDERING}' ORDER BY ALL LIMIT 2"
    assert run(["snapshot", "sql", made, query, "-f", form]) == ExitCode.OK
    out = capsys.readouterr().out
    match form:
        case "csv":
            assert next(csv.DictReader(io.StringIO(out))) == {"unit": known.ORDERING, "found": "1", "nothing": ""}
        case "table":
            assert out.splitlines()[0].split() == ["unit", "found", "nothing"]
            assert out.splitlines()[-1] == "2 rows"
        case _:
            found = json.loads(out) if form == "json" else [json.loads(line) for line in out.splitlines()]
            assert len(found) == 2
            assert found[0] == {"unit": known.ORDERING, "found": 1, "nothing": None}


@pytest.mark.parametrize("form", ["parquet", "arrow"])
def test_rows_of_a_query_as_a_file(form: str, made: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / f"rows.{form}"
    assert run(["snapshot", "sql", made, "FROM nfts", "-o", str(file)]) == ExitCode.OK
    table = pq.read_table(file) if form == "parquet" else pa.ipc.open_file(file).read_all()
    assert table.schema.field("modified_timestamp").type == pa.timestamp("ns", "UTC")
    assert set(table["unit"].to_pylist()) == {known.ORDERING, known.SPENDERS, TOKEN}
    assert run(["snapshot", "sql", made, "FROM nfts", "-f", form]) == ExitCode.USAGE
    assert said(capsys) == f"--format {form} is for a file: name it with --output"


def test_a_column_of_any_name_is_printed(made: str, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("found", "shown", "_answer"):
        assert run(["snapshot", "sql", made, f"SELECT 1 AS {name}"]) == ExitCode.OK
        assert json.loads(capsys.readouterr().out) == {name: 1}


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("selekt 1", 'Parser Error: syntax error at or near "selekt"'),
        ("FROM nft", 'Catalog Error: Table with name nft does not exist! Did you mean "nfts"?'),
        ("SELECT 'a'::INT", "Conversion Error: Could not convert string 'a' to INT32"),
        ("", "the query has no answer: give a SELECT"),
    ],
)
def test_wrong_queries_are_refused_in_one_line(query: str, text: str, made: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["snapshot", "sql", made, query]) == ExitCode.USAGE
    assert said(capsys).startswith(text)


def test_a_wrong_query_leaves_an_older_file_as_it_is(made: str, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("older")
    assert run(["snapshot", "sql", made, "SELECT 'a'::INT", "-o", str(file)]) == ExitCode.USAGE
    assert file.read_text() == "older"


def test_each_table_is_exported(made: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out" / "tables"
    assert run(["snapshot", "export", made, str(out)]) == ExitCode.OK
    assert {path.name for path in out.iterdir()} == {"conflicts.parquet", "nfts.parquet", "units.parquet"}
    assert run(["snapshot", "export", made, str(out), "-f", "csv"]) == ExitCode.OK
    with (out / "nfts.csv").open(newline="") as file:
        assert len([*csv.DictReader(file)]) == pq.read_metadata(out / "nfts.parquet").num_rows
    file_there = tmp_path / "file"
    file_there.write_text("mine")
    assert run(["snapshot", "export", made, str(file_there)]) == ExitCode.USAGE
    assert said(capsys) == f"{file_there} is no folder: give one, or a name that is free"


# Refusals


def test_wrong_folders(tmp_path: Path, made: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    for folder in (file, tmp_path / "missing", tmp_path):
        for line in (["resume"], ["status"], ["verify"], ["sql", "FROM nfts"], ["export", str(tmp_path / "out")]):
            assert run(["snapshot", line[0], str(folder), *line[1:]]) == ExitCode.USAGE
            assert said(capsys) == f"{folder} contains no snapshot: give the folder of one"
    create = [*file_of(tmp_path, "0.0.1001"), "--base-url", "http://127.0.0.1:1"]
    assert run(["snapshot", "create", str(file), *create]) == ExitCode.USAGE
    assert said(capsys) == f"{file} is no folder: give one, or a name that is free"
    assert run(["snapshot", "create", made, *create]) == ExitCode.USAGE
    assert said(capsys) == f"{made} has a snapshot: resume it, or choose another folder"
    assert run(["snapshot", "create", "/proc/new", *create]) == ExitCode.USAGE
    assert said(capsys).startswith("cannot use the store /proc/new: ")
    assert file.read_text() == "mine"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "--hedera-accounts {} cannot be read: No such file or directory"),
        ("", "{} names no account"),
        ("# none\n", "{} names no account"),
        ("0.0.1,0.0.2\n", "line 1 of {} has a comma: write one ACCOUNT a line"),
        ("0.0.1\nyou there\n", "an account is an id such as '0.0.1001', an alias or an EVM address, not 'you there'"),
    ],
)
def test_wrong_files_of_accounts(text: str | None, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, folder = tmp_path / "file", tmp_path / "new"
    if text is not None:
        file.write_text(text)
    assert run(["snapshot", "create", str(folder), "--hedera-accounts", str(file), "--base-url", "http://127.0.0.1:1"]) == ExitCode.USAGE
    assert said(capsys) == message.format(file)
    assert not folder.exists()


def test_wrong_options(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    create = ["snapshot", "create", str(tmp_path / "new")]
    assert run(create) == ExitCode.USAGE
    nothing = "there is nothing to read: give --hedera-accounts, --hedera-token, --loopring-accounts or --swapchat-wallets"
    assert said(capsys) == nothing
    assert run([*create, "--hedera-token", "junk", "--base-url", "http://127.0.0.1:1"]) == ExitCode.USAGE
    assert said(capsys) == "token must be an id such as '0.0.2000', not 'junk'"
    numbers = tmp_path / "numbers"
    numbers.write_text("10110\n")
    assert run([*create, "--loopring-accounts", str(numbers)]) == ExitCode.UNAUTHORIZED
    assert said(capsys) == "Loopring needs a key: set LOOPRING_API_KEY"
    several = [*file_of(tmp_path, "0.0.1001"), "--loopring-accounts", str(numbers), "--base-url", "http://127.0.0.1:1"]
    assert run([*create, *several]) == ExitCode.USAGE
    assert said(capsys).startswith("--network and --base-url are for one API: ")
    assert run([*create, "--swapchat-wallets", str(numbers), "--sandbox"]) == ExitCode.USAGE
    assert said(capsys) == f"line 1 of {numbers} is '10110': write USER/WALLET"
    assert not (tmp_path / "new").exists()


def test_a_second_process_is_refused(made: str, sandbox: Sandbox) -> None:
    with StoreWriter(Path(made), _question(made), {}):
        done = in_another_process("resume", made)
    assert (done.returncode, done.stderr) == (
        ExitCode.USAGE,
        f"nft-holdings: another process writes to {made}: wait until it ends, or give another folder\n",
    )


def _question(folder: str) -> Any:
    from nft_holdings.data._store import StoreReader

    with StoreReader(Path(folder)) as store:
        return store.question


def test_damage_is_found(made: str, capsys: pytest.CaptureFixture[str]) -> None:
    (part,) = (Path(made) / "parts").iterdir()
    part.write_bytes(part.read_bytes()[:-50])
    assert run(["snapshot", "verify", made]) == ExitCode.UNREADABLE
    assert capsys.readouterr().out.startswith(f"{part.name}: the file cannot be read: ")
    assert run(["snapshot", "sql", made, "FROM nfts"]) == ExitCode.UNREADABLE
    assert said(capsys).endswith(f": restore {made} from a copy")
    assert run(["snapshot", "resume", made]) == ExitCode.UNREADABLE
    assert part.name in said(capsys)


# Units that are missing, signals, full disks


def second_page_fails(node: FailingNode, account: str, is_later: bool) -> tuple[int, bytes] | None:
    """Return a refusal for each second page, and for that of 0.0.8 nothing, until the node is mended."""
    if not is_later or node.is_mended.is_set():
        return (401, REFUSED[1]) if account == "0.0.401" and not node.is_mended.is_set() else None
    if account == "0.0.8":
        node.over.wait(5)
    return REFUSED if account != "0.0.9" else None


@pytest.fixture
def failing() -> Iterator[FailingNode]:
    with failing_node(second_page_fails) as node:
        yield node


def test_missing_units_are_told_until_they_are_there(failing: FailingNode, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tmp_path / "a snapshot")
    create = ["snapshot", "create", folder, *file_of(tmp_path, "0.0.6", "0.0.9"), "--base-url", failing.url]
    assert run(create) == ExitCode.INCOMPLETE
    first, last = capsys.readouterr().err.splitlines()
    assert first.startswith("nft-holdings: hedera nfts 0.0.6: ")
    assert "not today" in first
    missing = f"nft-holdings: 1 of 2 listings are missing: go on with nft-holdings snapshot resume '{folder}'"
    assert last == missing
    for line in (["resume"], ["status"], ["sql", "FROM nfts"], ["export", str(tmp_path / "out")]):
        assert run(["snapshot", line[0], folder, *line[1:]]) == ExitCode.INCOMPLETE
        assert capsys.readouterr().err.splitlines()[-1] == missing
    failing.is_mended.set()
    assert run(["snapshot", "resume", folder]) == ExitCode.OK
    assert run(["snapshot", "sql", folder, "SELECT sum(rows) AS n FROM units"]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out) == {"n": 4}


def test_a_refused_key_says_how_to_go_on(failing: FailingNode, tmp_path: Path) -> None:
    folder = str(tmp_path / "new")
    done = in_another_process("create", folder, *file_of(tmp_path, "0.0.401", "0.0.9"), "--base-url", failing.url)
    assert done.returncode == ExitCode.UNAUTHORIZED
    assert done.stderr.splitlines()[0] == f"nft-holdings: go on with nft-holdings snapshot resume {folder}"
    failing.is_mended.set()
    assert in_another_process("resume", folder).returncode == ExitCode.OK


@pytest.mark.parametrize(("number", "word"), [(signal.SIGINT, "interrupted"), (signal.SIGTERM, "terminated")])
def test_signals_say_how_to_go_on(number: signal.Signals, word: str, failing: FailingNode, tmp_path: Path) -> None:
    folder = str(tmp_path / "new")
    line = [*LINE, "create", folder, *file_of(tmp_path, "0.0.8", "0.0.9"), "--base-url", failing.url]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while len(failing.asked) < 4:
            time.sleep(0.01)
        process.send_signal(number)
        _, told = process.communicate(timeout=30)
    assert process.returncode == 128 + number
    assert told.splitlines() == [f"nft-holdings: go on with nft-holdings snapshot resume {folder}", f"nft-holdings: {word}"]
    failing.is_mended.set()
    assert in_another_process("resume", folder).returncode == ExitCode.OK
    done = in_another_process("sql", folder, "SELECT unit, rows AS n FROM units", "-f", "json")
    assert json.loads(done.stdout) == [{"unit": "0.0.8", "n": 2}, {"unit": "0.0.9", "n": 2}]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=320k", "tmpfs", disk], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"this user cannot mount a small disk: {done.stderr.strip()}")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_ends_it_and_it_goes_on_when_there_is_room(small_disk: Path, sandbox: Sandbox, tmp_path: Path) -> None:
    folder = small_disk / "new"
    create = ["create", str(folder), *file_of(tmp_path, "0.0.1001", "0.0.1005"), "--base-url", sandbox.url]
    done = in_another_process(*create)
    assert done.returncode == ExitCode.OUTPUT_FAILED, done.stderr
    assert f"no room on the disk for {folder}" in done.stderr.splitlines()[-1]
    assert list((folder / "parts").glob("*.tmp")) == []
    subprocess.run(["mount", "-o", "remount,size=20m", small_disk], check=True)
    assert in_another_process("resume", str(folder)).returncode == ExitCode.OK
    found = in_another_process("sql", str(folder), "SELECT count(*) AS n FROM nfts")
    assert json.loads(found.stdout) == {"n": 5007}


@pytest.fixture
def read_only(made: str, tmp_path: Path) -> Iterator[str]:
    """A snapshot on a disk that can only be read."""
    place = tmp_path / "read-only"
    place.mkdir()
    done = subprocess.run(["mount", "--bind", made, place], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"this user cannot mount a folder: {done.stderr.strip()}")
    subprocess.run(["mount", "-o", "remount,bind,ro", place], check=True)
    yield str(place)
    subprocess.run(["umount", place], check=True)


def test_a_snapshot_on_a_read_only_disk_can_be_read(read_only: str) -> None:
    assert in_another_process("sql", read_only, "FROM nfts").stdout
    done = in_another_process("resume", read_only)
    assert done.returncode == ExitCode.USAGE
    assert done.stderr.startswith(f"nft-holdings: cannot use the store {read_only}: ")


# Terminals


def test_a_terminal_shows_what_is_stored(sandbox: Sandbox, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    seen = on_a_terminal(f"{COMMAND} snapshot create {folder} --hedera-token {TOKEN} --base-url {sandbox.url}", columns=200)
    assert seen.code == 0
    expected = rf'nft-holdings: {folder} has \d+ rows of nfts: query them with nft-holdings snapshot sql {folder} "FROM nfts LIMIT 10"'
    (line,) = [each for each in seen.lines if each]
    assert re.fullmatch(expected, line)
    assert on_a_terminal(f"{COMMAND} snapshot verify {folder}", columns=200).lines[0] == f"nft-holdings: {folder}: nothing is wrong"


def test_the_line_of_progress() -> None:
    progress = Progress(units=300_000, done=61_000, failed=3, rows=610_000)
    expected = "61,000 of 300,000 listings, 610,000 rows, 500 a second, 7:58 left, 3 failed"
    assert line_of(progress, 60_000, 120) == expected
    assert line_of(Progress(units=1, done=0, failed=0, rows=1_000), 0, 2) == "0 of 1 listings, 1,000 rows, 500 rows a second"
    assert line_of(Progress(units=9, done=2, failed=0, rows=4), 2, 60) == "2 of 9 listings, 4 rows, 2 a minute, 3:30 left"

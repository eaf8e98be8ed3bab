"""`nft-holdings snapshot diff`: exit codes, formats, and what cannot be compared."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pyarrow.parquet as pq
import pytest
from nft_holdings import Hedera
from nft_holdings.cli._app import run
from nft_holdings.cli._exit_codes import ExitCode
from nft_holdings.data import Snapshot

from tests.support.mocked_clients import nft


def made(folder: Path, *serials: int, account: str = "0.0.1", url: str = "https://a.example") -> str:
    """A snapshot of one account."""
    reply = httpx2.Response(200, json={"nfts": [nft(each) for each in serials], "links": {"next": None}})
    with httpx2.Client(transport=httpx2.MockTransport(lambda _: reply)) as http_client:
        Snapshot.create(folder, hedera_accounts=[account], clients={"hedera": Hedera(url, http_client=http_client)})
    return str(folder)


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[tuple[str, str]]:
    yield made(tmp_path / "monday", 3, 2), made(tmp_path / "friday", 4, 3)


def test_differences_are_rows_and_an_exit_code(folders: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["snapshot", "diff", *folders]) == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["change"], row["serial_number"], row["from_account"], row["to_account"]) for row in rows] == [
        ("released", 2, "0.0.1", None),
        ("acquired", 4, None, "0.0.1"),
    ]


def test_no_difference_is_no_output(folders: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["snapshot", "diff", folders[0], folders[0]]) == 0
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "")


def test_a_table_has_the_columns_with_values(folders: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["snapshot", "diff", *folders, "--format", "table"]) == 1
    header = capsys.readouterr().out.splitlines()[0].split()
    assert header == ["change", "api", "table", "token_id", "serial_number", "from_account", "to_account"]


def test_a_file_has_all_columns_and_is_written_without_differences_too(folders: tuple[str, str], tmp_path: Path) -> None:
    file = tmp_path / "changes.parquet"
    assert run(["snapshot", "diff", *folders, "--output", str(file)]) == 1
    schema = pq.read_schema(file)
    assert len(pq.read_table(file)) == 2
    assert run(["snapshot", "diff", folders[0], folders[0], "--output", str(file)]) == 0
    assert (len(pq.read_table(file)), pq.read_schema(file)) == (0, schema)


def test_a_dash_is_standard_output(folders: tuple[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(folders[0]).parent)
    assert run(["snapshot", "diff", *folders, "--output", "-"]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert run(["snapshot", "sql", folders[0], "FROM nfts", "-o", "-"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert run(["snapshot", "sql", folders[0], "FROM nfts", "-o", "-", "-f", "parquet"]) == ExitCode.USAGE
    assert "--format parquet is for a file: name it with --output" in capsys.readouterr().err
    assert not Path("-").exists()


def test_what_is_in_one_snapshot_alone_is_told(folders: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = made(tmp_path / "other", 3, 2, account="0.0.2")
    assert run(["snapshot", "diff", folders[0], other]) == ExitCode.INCOMPLETE
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "not compared: hedera nfts 0.0.1: it is not in the snapshot after" in printed.err


def test_other_servers_and_no_snapshots_are_refused(folders: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["snapshot", "diff", folders[0], made(tmp_path / "other", 3, url="https://b.example")]) == ExitCode.USAGE
    assert "https://a.example, and after of https://b.example" in capsys.readouterr().err
    assert run(["snapshot", "diff", folders[0], str(tmp_path / "none")]) == ExitCode.USAGE
    assert "contains no snapshot" in capsys.readouterr().err


def test_two_snapshots_of_a_sandbox_are_of_one_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("monday", "friday"):
        assert run(["snapshot", "create", str(tmp_path / name), "--hedera-token", "0.0.701", "--sandbox"]) == 0
    assert run(["snapshot", "resume", str(tmp_path / "monday")]) == 0
    assert run(["snapshot", "diff", str(tmp_path / "monday"), str(tmp_path / "friday")]) == 0
    assert capsys.readouterr().err == ""

"""`--format parquet` and `--format arrow`: files of every listing, and what is said where there can be none."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from nft_holdings._apis import APIS, Api, ListingInfo
from nft_holdings.cli._app import run
from nft_holdings.cli._exit_codes import ExitCode
from nft_holdings.data import schema_of
from nft_holdings.data._schemas import struct_of, with_more
from nft_holdings.sandbox import Sandbox
from nft_holdings_api.hedera.models import Nft

from tests.support.servers.failing_node import REFUSED, failing_node

LISTED = [(api, each) for api in APIS for each in (*api.listings, *api.objects)]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


def read(path: Path) -> pa.Table:
    return pq.read_table(path) if path.suffix == ".parquet" else pa.ipc.open_file(path).read_all()


def words_of(listing: ListingInfo) -> list[str]:
    """The words of the listing's first example that has a sandbox, without what is about the output."""
    line = next(each for each in listing.examples if "--sandbox" in each)
    words = [word for word in line.replace("\\\n", " ").partition(">")[0].split()[1:] if word != "--sandbox"]
    for option in ("--format", "-f", "--limit"):
        if option in words:
            at = words.index(option)
            del words[at : at + 2]
    return words


@pytest.mark.parametrize("suffix", [".parquet", ".arrow"])
@pytest.mark.parametrize(("api", "listing"), LISTED, ids=[f"{api.name} {each.name}" for api, each in LISTED])
def test_every_listing_can_be_a_file(api: Api, listing: ListingInfo, suffix: str, tmp_path: Path) -> None:
    file = tmp_path / f"rows{suffix}"
    assert run([*words_of(listing), "--sandbox", "--output", str(file)]) == 0
    table = read(file)
    assert len(table) > 0
    if not listing.command:
        assert table.schema == with_more(struct_of(api.name, listing.row))
    assert table["more"].null_count == len(table)


def test_a_file_has_the_rows_of_the_listing(sandbox: Sandbox, tmp_path: Path) -> None:
    from nft_holdings import Hedera

    file = tmp_path / "nfts.parquet"
    assert run(["hedera", "nfts", "0.0.1001", "--base-url", sandbox.url, "-o", str(file)]) == 0
    with Hedera(sandbox.url) as hedera:
        assert read(file).equals(hedera.nfts("0.0.1001").to_arrow())


def test_holders_have_types_too(sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "holders.parquet"
    line = ["hedera", "holders", "0.0.700", "--base-url", sandbox.url, "-o", str(file)]
    assert run(line) == 0
    times = pa.timestamp("ns", "UTC")
    assert {each.name: each.type for each in read(file).schema} == {
        "wallet": pa.string(),
        "token": pa.string(),
        "owned": pa.int64(),
        "timestamp": times,
        "more": pa.string(),
    }
    assert run([*line, "--serials", "--since"]) == 0
    schema = read(file).schema
    assert [schema.field(name).type for name in ("serial", "since", "exact")] == [pa.int64(), times, pa.bool_()]


def test_many_accounts_and_chosen_columns(sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "rows.parquet"
    line = ["hedera", "nfts", "0.0.1001", "0.0.1003", "--base-url", sandbox.url, "-o", str(file)]
    assert run(line) == 0
    assert read(file).schema.names == ["account", *schema_of(Nft).names]
    assert {*read(file)["account"].to_pylist()} == {"0.0.1001", "0.0.1003"}
    assert run([*line, "--columns", "serial_number,account"]) == 0
    assert read(file).schema.names == ["serial_number", "account", "more"]
    line = ["loopring", "collections", "--account-id", "10110", "--sandbox", "-o", str(file)]
    assert run([*line, "--columns", "count,collection.times.createdAt,collection.times"]) == 0
    assert read(file).schema.field("collection.times.createdAt").type == pa.timestamp("ms", "UTC")


def test_names_are_columns(sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "tokens.parquet"
    assert run(["hedera", "tokens", "0.0.610", "--names", "--base-url", sandbox.url, "-o", str(file)]) == 0
    assert read(file).schema.names[-3:] == ["name", "symbol", "more"]


def test_an_account_without_nfts_is_a_file_without_rows(sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "none.parquet"
    line = ["hedera", "nfts", "0.0.1001", "--token-id", "0.0.1", "--base-url", sandbox.url, "-o", str(file)]
    assert run(line) == 0
    assert (len(read(file)), read(file).schema) == (0, schema_of(Nft))


@pytest.mark.parametrize("form", ["parquet", "arrow"])
@pytest.mark.parametrize(
    ("options", "says"),
    [
        ([], "--format {} is for a file: name it with --output"),
        (["--output", "-"], "--format {} is for a file: name it with --output"),
        (["--output", "x", "--times", "iso"], "--times is for text: timestamps in {} have a type of their own"),
        (["--output", "x", "--times", "raw"], "--times is for text: timestamps in {} have a type of their own"),
    ],
)
def test_what_does_not_go_together_is_refused(
    form: str, options: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["hedera", "nfts", "0.0.1001", "--base-url", "http://127.0.0.1:9", "--format", form, *options]) == ExitCode.USAGE
    assert says.format(form) in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_without_pyarrow_the_command_says_what_to_install(tmp_path: Path) -> None:
    program = "import sys; sys.modules['pyarrow'] = None; from nft_holdings.cli import main; sys.exit(main())"
    line = [sys.executable, "-c", program, "hedera", "nfts", "0.0.1001", "--base-url", "http://127.0.0.1:9", "-o", "x.parquet"]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, cwd=tmp_path)
    assert done.returncode == ExitCode.USAGE, done.stderr
    assert re.search(r'needs? pyarrow: pip install .*\[data\]"', done.stderr)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", [".parquet", ".arrow"])
def test_a_listing_that_stops_leaves_the_file_that_was_there(suffix: str, tmp_path: Path) -> None:
    file = tmp_path / f"rows{suffix}"
    file.write_bytes(b"old")
    with failing_node(lambda _, __, is_later: REFUSED if is_later else None) as node:
        assert run(["hedera", "nfts", "0.0.1001", "--base-url", node.url, "-o", str(file)]) == ExitCode.INCOMPLETE
    assert [each.name for each in tmp_path.iterdir()] == [file.name]
    assert file.read_bytes() == b"old"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("form", ["parquet", "arrow"])
def test_a_full_disk_ends_with_its_code(form: str, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    line = ["hedera", "nfts", "0.0.1001", "--base-url", sandbox.url, "-o", "/dev/full", "--format", form]
    assert run(line) == ExitCode.OUTPUT_FAILED
    assert "No space left on device" in capsys.readouterr().err

"""The commands of shards: what they print and how they end."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from nft_holdings.cli._app import run
from nft_holdings.cli._exit_codes import ExitCode
from nft_holdings.data._store import StoreWriter
from nft_holdings.sandbox import Sandbox
from nft_holdings.sandbox.hedera import _accounts as known

from tests.end_to_end.test_snapshot_command import TOKEN, _question, failing, file_of, in_another_process, said
from tests.support.pseudo_terminals import COMMAND, on_a_terminal
from tests.support.servers.failing_node import FailingNode

assert failing


@pytest.fixture(scope="module")
def made_once(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a snapshot that was made at once, and three shards of it, which no test changes."""
    place = tmp_path_factory.mktemp("shards")
    content = [*file_of(place, known.ORDERING, known.SPENDERS), "--hedera-token", TOKEN, "--base-url", sandbox.url]
    assert run(["snapshot", "create", str(place / "whole"), *content]) == ExitCode.OK
    for number in (1, 2, 3):
        assert run(["snapshot", "create", str(place / f"part{number}"), *content, "--shard", f"{number}/3"]) == ExitCode.OK
    return place


@pytest.fixture
def place(made_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Path]:
    """A copy of it, as the current folder."""
    assert capsys.readouterr().err == ""
    folder = shutil.copytree(made_once, tmp_path / "place")
    monkeypatch.chdir(folder)
    yield folder


PARTS = ["part1", "part2", "part3"]


def test_shards_are_merged_into_what_was_made_at_once(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["snapshot", "merge", "merged", *PARTS]) == ExitCode.OK
    assert capsys.readouterr() == ("", "")
    assert run(["snapshot", "diff", "whole", "merged"]) == ExitCode.OK
    assert run(["snapshot", "diff", "merged", "whole"]) == ExitCode.OK
    assert run(["snapshot", "verify", "merged"]) == ExitCode.OK
    assert capsys.readouterr() == ("", "")
    answers = []
    for folder in ("whole", "merged"):
        assert run(["snapshot", "sql", folder, "FROM nfts ORDER BY ALL"]) == ExitCode.OK
        answers.append(capsys.readouterr().out)
        assert run(["snapshot", "resume", folder]) == ExitCode.OK
    assert answers[0] == answers[1] != ""


def test_the_status_says_which_shard_it_is(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, part in enumerate(PARTS, 1):
        assert run(["snapshot", "status", part]) == ExitCode.OK
        assert capsys.readouterr().out.splitlines()[1] == f"shard {number} of 3"
        assert run(["snapshot", "status", part, "--json"]) == ExitCode.OK
        assert json.loads(capsys.readouterr().out)["shard"] == [number, 3]
        assert run(["snapshot", "resume", part]) == ExitCode.OK
        assert run(["snapshot", "verify", part]) == ExitCode.OK
        assert run(["snapshot", "sql", part, "SELECT count(*) AS n FROM units"]) == ExitCode.OK
        assert json.loads(capsys.readouterr().out) == {"n": 1}
        assert run(["snapshot", "export", part, f"tables{number}"]) == ExitCode.OK
    assert run(["snapshot", "status", "whole", "--json"]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["shard"] is None


def test_an_empty_shard_is_told(sandbox: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = [*file_of(tmp_path, known.ORDERING), "--base-url", sandbox.url]
    for number in (1, 2):
        assert run(["snapshot", "create", str(tmp_path / str(number)), *content, "--shard", f"{number}/2"]) == ExitCode.OK
    (empty,) = (tmp_path / str(number) for number in (1, 2) if not [*(tmp_path / str(number) / "parts").iterdir()])
    capsys.readouterr()
    for line in (["resume"], ["verify"], ["export", str(tmp_path / "out")], ["sql", "FROM units"]):
        assert run(["snapshot", line[0], str(empty), *line[1:]]) == ExitCode.OK
    assert capsys.readouterr() == ("", "")
    assert run(["snapshot", "status", str(empty)]) == ExitCode.OK
    assert capsys.readouterr().out.splitlines()[2:] == ["listings: none", "rows: none"]
    seen = on_a_terminal(f"{COMMAND} snapshot resume {empty}", columns=200)
    assert (seen.code, [each for each in seen.lines if each]) == (
        0,
        [f"nft-holdings: {empty} is a shard without listings: merge it with the others"],
    )


@pytest.mark.parametrize(
    "shard", ["0/8", "9/8", "a/b", "1/0", "2", "-1/2", "1/-2", "1/100000000", "1/1001", "", "/", "1/2/3", "1.0/2", " 1/2", "１/２", "1/2\n"]
)  # fmt: skip
def test_wrong_shards(shard: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "new"
    line = ["snapshot", "create", str(folder), *file_of(tmp_path, "0.0.1001"), "--base-url", "http://127.0.0.1:1", f"--shard={shard}"]
    assert run(line) == ExitCode.USAGE
    text = "--shard must be I/N with I from 1 to N, and N up to 1,000, such as 2/8 for the second of eight shards, not "
    assert said(capsys) == f"{text}{shard!r}"
    assert not folder.exists()


REFUSED = {
    "merged part1 part2": "of the shards of part1 these are missing: 3/3; give them too",
    "merged part3": "of the shards of part3 these are missing: 1/3, 2/3; give them too",
    "merged part1 part2 part3 part2": "part2 is given twice: give each shard once",
    "merged part1 part2 part3 ./part3/": "part3 is given twice: give each shard once",
    "merged part1 copy part2 part3": "part1 and copy are both the shard 1/3: give one of them",
    "merged part1 part2 part3 whole": "whole has a whole snapshot, and no shard: leave it out",
    "merged part1 part2 part3 missing": "missing contains no snapshot: give the folder of a shard",
    "merged part1 part2 part3 accounts.txt": "accounts.txt contains no snapshot: give the folder of a shard",
    "merged part1 part2 part3 .": ". contains no snapshot: give the folder of a shard",
    "whole part1 part2 part3": "whole has a snapshot: choose another folder",
    "part2 part1 part2 part3": "part2 is one of the shards: merge them into a new folder",
    "accounts.txt part1 part2 part3": "accounts.txt is no folder: give one, or a name that is free",
    "/proc/new part1 part2 part3": "cannot use the store /proc/new: ",
    "merged": "SHARD... is missing. The folders of all shards.",
    "": "DIR is missing. The folder of the new snapshot.",
    "merged part1 --shard 1/2": "No such option: --shard",
}


@pytest.mark.parametrize("line", REFUSED)
def test_wrong_merges(line: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if "copy" in line:
        shutil.copytree("part1", "copy")
    before = sorted(path.name for path in place.iterdir())
    assert run(["snapshot", "merge", *line.split()]) == ExitCode.USAGE
    assert said(capsys).startswith(REFUSED[line])
    assert sorted(path.name for path in place.iterdir()) == before


def test_shards_of_other_lists_and_servers_are_refused(place: Path, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    accounts = file_of(place, known.ORDERING)
    assert run(["snapshot", "create", "list", *accounts, "--base-url", sandbox.url, "--shard", "2/3"]) == ExitCode.OK
    assert run(["snapshot", "merge", "merged", "part1", "list", "part3"]) == ExitCode.USAGE
    assert said(capsys) == (
        "list and part1 are not of one snapshot: they have different hedera_accounts and hedera_tokens; give the shards of one list"
    )
    assert run(["snapshot", "create", "part2", *accounts, "--base-url", sandbox.url, "--shard", "1/3"]) == ExitCode.USAGE
    assert said(capsys) == "part2 has a snapshot: resume it, or choose another folder"
    content = [*file_of(place, known.ORDERING, known.SPENDERS), "--hedera-token", TOKEN]
    with Sandbox() as other:
        url = other.url
        assert run(["snapshot", "create", "server", *content, "--base-url", url, "--shard", "2/3"]) == ExitCode.OK
    assert run(["snapshot", "merge", "merged", "part1", "server", "part3"]) == ExitCode.USAGE
    assert said(capsys) == (
        f"server and part1 are not of one snapshot: the first has holdings of {url}, the second of {sandbox.url}; give shards of one server"
    )
    assert not Path("merged").exists()


def test_a_shard_that_another_process_writes_is_refused(place: Path) -> None:
    with StoreWriter(Path("part2"), _question("part2"), {}):
        done = in_another_process("merge", "merged", *PARTS)
    assert (done.returncode, done.stderr) == (
        ExitCode.USAGE,
        "nft-holdings: another process writes to part2: wait until it ends, or give another folder\n",
    )
    assert not Path("merged").exists()


def test_a_damaged_part_is_told(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (part,) = Path("part2", "parts").iterdir()
    part.write_bytes(part.read_bytes()[:-50])
    assert run(["snapshot", "merge", "merged", *PARTS]) == ExitCode.UNREADABLE
    assert said(capsys).startswith(f"{part} cannot be read (")
    assert not Path("merged").exists()


def test_listings_that_failed_are_told_and_read_in_the_merged_snapshot(
    failing: FailingNode,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    parts = [str(tmp_path / f"part{number}") for number in (1, 2)]
    codes = []
    for number, part in enumerate(parts, 1):
        content = [*file_of(tmp_path, "0.0.6", "0.0.9"), "--base-url", failing.url, "--shard", f"{number}/2"]
        codes.append(run(["snapshot", "create", part, *content]))
    assert sorted(codes) == [ExitCode.OK, ExitCode.INCOMPLETE]
    capsys.readouterr()
    folder = str(tmp_path / "merged")
    assert run(["snapshot", "merge", folder, *parts]) == ExitCode.INCOMPLETE
    first, last = capsys.readouterr().err.splitlines()
    assert first.startswith("nft-holdings: hedera nfts 0.0.6: ")
    assert "not today" in first
    assert last == f"nft-holdings: 1 of 2 listings are missing: go on with nft-holdings snapshot resume {folder}"
    failing.is_mended.set()
    assert run(["snapshot", "resume", folder]) == ExitCode.OK
    assert run(["snapshot", "sql", folder, "SELECT sum(rows) AS n FROM units"]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out) == {"n": 4}


def test_a_shard_that_was_stopped_is_refused_until_it_has_ended(failing: FailingNode, tmp_path: Path) -> None:
    part, folder = str(tmp_path / "part"), str(tmp_path / "merged")
    content = [*file_of(tmp_path, "0.0.401", "0.0.9"), "--base-url", failing.url, "--shard", "1/1"]
    assert in_another_process("create", part, *content).returncode == ExitCode.UNAUTHORIZED
    done = in_another_process("merge", folder, part)
    assert (done.returncode, done.stderr) == (
        ExitCode.USAGE,
        f"nft-holdings: {part}, the shard 1/1, has not ended: resume it, then merge again\n",
    )
    failing.is_mended.set()
    assert in_another_process("resume", part).returncode == ExitCode.OK
    assert in_another_process("merge", folder, part).returncode == ExitCode.OK


def test_a_full_disk_ends_a_merge_which_can_be_run_again(place: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", disk], capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"this user cannot mount a small disk: {mounted.stderr.strip()}")
    try:
        done = in_another_process("merge", f"{disk}/merged", *PARTS)
        assert done.returncode == ExitCode.OUTPUT_FAILED, done.stderr
        assert f"no room on the disk for {disk}/merged" in done.stderr
        subprocess.run(["mount", "-o", "remount,size=20m", disk], check=True)
        assert in_another_process("merge", f"{disk}/merged", *PARTS).returncode == ExitCode.OK
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_terminal_shows_what_is_merged(place: Path) -> None:
    seen = on_a_terminal(f"{COMMAND} snapshot merge merged part1 part2 part3", columns=200)
    (line,) = [each for each in seen.lines if each]
    expected = r'nft-holdings: merged has [\d,]+ rows of nfts: query them with nft-holdings snapshot sql merged "FROM nfts LIMIT 10"'
    assert seen.code == 0
    assert re.fullmatch(expected, line)

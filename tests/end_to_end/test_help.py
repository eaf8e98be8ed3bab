"""The help of the command line: readable at 80 columns, without Python's words, with examples that run."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from nft_holdings._apis import APIS, Api
from nft_holdings.cli._app import run
from nft_holdings.cli._columns import RowFields
from nft_holdings.cli._exit_codes import ExitCode
from nft_holdings.sandbox import Sandbox

from tests.support.pseudo_terminals import COMMAND, on_a_terminal

LISTINGS = [f"{api.name} {listing.name}" for api in APIS for listing in api.listings]
SNAPSHOT = [f"snapshot {name}" for name in ("create", "resume", "status", "verify", "sql", "watch", "diff", "merge", "export")]
COMMANDS = [*LISTINGS, *SNAPSHOT, "contract", "sandbox", "demo", "drift", "specs export"]
GROUPS = ["", *(api.name for api in APIS), "snapshot", "specs"]
PYTHON = re.compile(r"\b(None|True|False|str|int|float|bool|path|Args|Returns|Raises)\b|<[a-z]|x>=|page_size|account_id|on_drift|`")
CUT = re.compile(r"\w(\.\.\.|…)$", re.MULTILINE)


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def help_of(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert run([*command.split(), "--help"]) == ExitCode.OK
    return capsys.readouterr().out


@pytest.mark.parametrize("command", [*GROUPS, *COMMANDS])
def test_help_is_whole_at_80_columns_and_says_nothing_in_python(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = help_of(command, capsys)
    assert text.startswith(f"Usage: nft-holdings {command}".rstrip())
    assert max(map(len, text.splitlines())) <= 80
    assert not CUT.search(text.partition("\n")[2])
    said = re.sub(r"such as\s+\S+\.", "", text)  # fields of the API have its own names
    assert not PYTHON.search(said), PYTHON.search(said)
    assert "\x1b" not in text


def test_the_listings_come_first_each_with_a_summary_of_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    names = re.findall(r"^  ([a-z]+)  +[A-Z].*\.$", help_of("", capsys).partition("\nOptions:")[0], re.MULTILINE)
    assert names == [*(api.name for api in APIS), "snapshot", "contract", "sandbox", "demo", "drift", "specs"]


def test_options_are_in_sections_with_values_choices_and_defaults(capsys: pytest.CaptureFixture[str]) -> None:
    text = help_of("hedera nfts", capsys)
    sections = re.findall(r"^(\w+)(?: \(.*\))?:$", text, re.MULTILINE)
    assert sections == ["Accounts", "Filters", "Rows", "Output", "Server", "Options", "Examples"]
    joined = " ".join(text.split())
    for shown in ("ACCOUNT... An id such as", "--token-id [OP:]ID", "OP is gt, gte, lt or lte", "--order asc|desc", "-n, --limit N",
                  "-f, --format FORMAT Print table, json, ndjson, csv, parquet or arrow. [default: table on a terminal, else ndjson]",
                  "mainnet, testnet, previewnet or validation-cloud. [default: mainnet]", "--timeout SECONDS"):  # fmt: skip
        assert shown in joined
    assert "--token-ids ID,..." in help_of("loopring balances", capsys)
    assert "[default: 0]" in " ".join(help_of("sandbox", capsys).split())


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_the_columns_that_help_names_are_those_of_the_listing(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    for listing in (each for each in api.listings if not each.command):
        text = " ".join(help_of(f"{api.name} {listing.name}", capsys).split())
        found = re.search(r"Print these fields, such as (\S+)\. ", text)
        assert found
        RowFields.of(api, listing).check(found[1].split(","))


def examples() -> Iterator[str]:
    """The examples of all commands, a continued line as one."""
    from nft_holdings.cli._app import app_for
    from typer.main import get_command

    root = get_command(app_for([*(api.name for api in APIS), "snapshot"]))
    for command in COMMANDS:
        found = root
        for name in command.split():
            found = found.commands[name]  # type: ignore[attr-defined]  # it is a group
        for example in (found.epilog or "").replace("\\\n", "").splitlines():
            yield f"{command}: {example}"


EXAMPLES = list(examples())
TOKEN, ACCOUNTS = ["--hedera-token", "0.0.701", "--sandbox"], ["--hedera-accounts", "accounts.txt", "--sandbox"]
SHARDS = {"part1": "1/2", "part2": "2/2", "east": "1/2", "west": "2/2"}
SNAPSHOTS = {"boats": TOKEN, "holdings": ACCOUNTS, "monday": TOKEN, "friday": TOKEN}
SNAPSHOTS |= {folder: ["--shard", shard, *ACCOUNTS] for folder, shard in SHARDS.items()}


def test_each_command_has_two_examples_or_more() -> None:
    assert {name for name in COMMANDS if [each.partition(":")[0] for each in EXAMPLES].count(name) >= 2} == {*COMMANDS}


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_runs(
    example: str, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command, _, line = example.partition(": ")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("nft_holdings.sandbox.serve", lambda *_, **__: None)
    drift = '{"operation": "hedera.nfts", "path": "$.nfts[0].colour", "expected": "no field of this name", "got": "1"}\n'
    (tmp_path / "traffic.har").write_text(drift)
    program, *words = shlex.split(line.partition(" > ")[0])
    assert program == "nft-holdings"
    (tmp_path / "accounts.txt").write_text("0.0.1001\n")
    if command in SNAPSHOT[1:]:
        for folder in {*SNAPSHOTS} & {*words}:
            assert run(["snapshot", "create", folder, *SNAPSHOTS[folder]]) == 0
    if command in LISTINGS and "--sandbox" not in words:
        words += ["--base-url", sandbox.url]
    if command == "snapshot watch" and "--times" not in words:
        words += ["--times", "1"]  # it would not end
    if command == "contract":
        words += ["--rules"]  # the check itself takes long
    assert run(words) == (1 if command == "drift" else 0), capsys.readouterr().err
    if command in LISTINGS:
        assert len(capsys.readouterr().out.splitlines()) >= 2


def test_the_demo_ends_with_the_examples_of_listings(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo"]) == 0
    end = capsys.readouterr().out.partition("The sandbox has stopped.")[2]
    shown = re.findall(r"^  (nft-holdings [^\\\n]*(?:\\\n.*)?)$", end, re.MULTILINE)
    assert sorted(shown) == sorted(example for api in APIS for listing in api.listings for example in listing.examples)


@pytest.mark.parametrize("columns", [80, 200])
def test_headings_are_bold_on_a_terminal(columns: int) -> None:
    seen = on_a_terminal(f"{COMMAND} hedera nfts --help", columns)
    assert "\x1b[1mServer\x1b[0m:" in seen.raw
    assert "\x1b[36m--network\x1b[0m NETWORK" in seen.raw
    plain = re.sub(r"\x1b\[[0-9;]*m", "", seen.raw).splitlines()
    assert 70 < max(map(len, plain)) <= min(columns, 100)


@pytest.mark.parametrize(
    "line", [f"NO_COLOR=1 {COMMAND} --help", f"TERM=dumb {COMMAND} --help", f"{COMMAND} --help | cat", f"{COMMAND} 2>&1 | cat"]
)
def test_there_are_no_escapes_where_they_are_not_wanted(line: str) -> None:
    seen = on_a_terminal(line)
    assert "Usage: nft-holdings" in seen.raw
    assert "\x1b" not in seen.raw


NEAR = {
    "hedra nfts": "'hedera'",
    "hedera nftz 0.0.1": "'nfts'",
    "hedera nfts 0.0.1 --formt csv": "--format",
    "nfts 0.0.1001": "hedera, loopring, swapchat",
    "hedera 0.0.1001": "nfts",
    "specs exprt x": "'export'",
}


@pytest.mark.parametrize(("line", "meant"), NEAR.items())
def test_a_wrong_command_or_option_is_answered_with_what_is_near(line: str, meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(line.split()) == ExitCode.USAGE
    told = capsys.readouterr().err
    assert told.startswith("nft-holdings: No such ")
    assert meant in told

"""The command line: what it prints, in which format, and how it ends, for right and wrong input."""

import csv
import io
import json
import os
import pty
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from nft_holdings.cli._app import run
from nft_holdings.cli._exit_codes import ExitCode
from nft_holdings.cli._safe_text import for_spreadsheet, for_terminal, in_json
from nft_holdings.sandbox import Sandbox
from nft_holdings.sandbox.hedera import _accounts as known

COMMAND = [sys.executable, "-c", "from nft_holdings.cli import main; main()"]
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.endswith(("_API_KEY", "_TOKEN"))}
DOCS = Path(__file__).parents[2] / "docs" / "command-line.md"


@pytest.fixture
def hedera(sandbox: Sandbox) -> list[str]:
    return ["hedera", "nfts", "--base-url", sandbox.url]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("hedera nfts", id="no account"),
        pytest.param("swapchat nfts u w u2 --sandbox", id="an account named in part"),
        pytest.param("hedera nfts 0.0.1 0.0.2 --sandbox --cursor zzz", id="a cursor for two accounts"),
        pytest.param("hedera nfts 0.0.1 --accounts-column id", id="a column without a file"),
        pytest.param("hedera nfts --accounts-from /does/not/exist", id="a missing file of accounts"),
        pytest.param("hedera nfts nobody", id="no form of an account"),
        pytest.param("hedera nfts 0.0.1 --order up", id="order"),
        pytest.param("hedera nfts 0.0.1 --page-size x", id="page size that is no number"),
        pytest.param("hedera nfts 0.0.1 --page-size 0", id="page size of 0"),
        pytest.param("hedera nfts 0.0.1 --limit 0", id="limit of 0"),
        pytest.param("hedera nfts 0.0.1 --format xml", id="format"),
        pytest.param("hedera nfts 0.0.1 --serial-number 3", id="serial number without token"),
        pytest.param("hedera nfts 0.0.1 --token-id ne:0.0.2", id="not equal"),
        pytest.param("hedera nfts 0.0.1 --token-id GTE:0.0.2", id="operator in capitals"),
        pytest.param("hedera nfts 0.0.1 --token-id gte:", id="operator without value"),
        pytest.param("hedera nfts 0.0.1 --nft-id 0.0.2", id="nft id without serial number"),
        pytest.param("hedera nfts 0.0.1 --nft-id 0.0.2/x", id="nft id with a bad serial number"),
        pytest.param("hedera nfts 0.0.1 --cursor zzz", id="cursor"),
        pytest.param("hedera nfts 0.0.1 --timeout 0", id="timeout"),
        pytest.param("hedera nfts 0.0.1 --network moon", id="network"),
        pytest.param("hedera nfts 0.0.1 --base-url ftp://example", id="base url"),
        pytest.param("hedera nfts 0.0.1 --sandbox --network mainnet", id="two servers"),
        pytest.param("hedera nfts 0.0.1 --api-key K", id="a key on the command line"),
        pytest.param("loopring balances --sandbox --account-id 20002 --token-ids ,", id="empty values"),
        pytest.param("loopring balances --sandbox --account-id 20002 --token-ids 1_0", id="a number with an underscore"),
        pytest.param("hedera nfts 0.0.1 --timeout inf", id="endless timeout"),
        pytest.param("sandbox --setting nonsense=1", id="unknown setting"),
        pytest.param("sandbox --database /", id="a database that is a folder"),
        pytest.param("loopring balances --sandbox", id="neither account nor address"),
        pytest.param("loopring balances --sandbox --account-id x", id="account that is no number"),
        pytest.param("loopring balances --sandbox --account-id 1 --address 0x1", id="account and address"),
        pytest.param("loopring balances --sandbox --account-id 1 --token-ids a", id="token ids that are no numbers"),
        pytest.param("loopring collections --sandbox", id="collections without account"),
        pytest.param("swapchat nfts u w", id="no server for SwapChat"),
        pytest.param("swapchat nfts u --sandbox", id="no wallet"),
        pytest.param("sandbox --nfts 0", id="sandbox without NFTs"),
        pytest.param("sandbox --allow-origin *", id="sandbox for all web pages"),
        pytest.param("sandbox --load /does/not/exist.json", id="sandbox with a missing file"),
        pytest.param("nonsense", id="unknown command"),
    ],
)
def test_wrong_input_is_one_line_and_exit_code_2(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(line.split()) == ExitCode.USAGE
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("nft-holdings: ")
    assert printed.err.count("\n") == 1
    assert "Traceback" not in printed.err


@pytest.mark.parametrize("line", ["loopring balances --account-id 1", "hedera nfts 0.0.1 --network validation-cloud"])
def test_a_missing_key_is_named_by_its_variable(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(line.split()) == ExitCode.UNAUTHORIZED
    assert re.fullmatch(r"nft-holdings: .* needs a key: set [A-Z_]+\n", capsys.readouterr().err)


def test_a_port_in_use_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert run(["sandbox", "--port", str(taken.getsockname()[1])]) == ExitCode.USAGE
    assert re.fullmatch(r"nft-holdings: port \d+ on 127\.0\.0\.1 cannot be used: .*\n", capsys.readouterr().err)


def test_an_output_of_another_encoding_loses_nothing() -> None:
    line = [*COMMAND, "swapchat", "nfts", "u", "0x00000000000000000000000000000000000A1005", "--sandbox", "--format", "table"]
    done = subprocess.run(line, capture_output=True, env={**ENVIRONMENT, "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert "rows" in done.stdout.decode()


def test_no_arguments_show_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == ExitCode.USAGE
    assert "Usage: nft-holdings" in capsys.readouterr().err


def test_rows_as_ndjson_json_and_csv_are_the_same(hedera: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    printed = {}
    for form in ("ndjson", "json", "csv"):
        assert run([*hedera, known.SPENDERS, "--format", form]) == ExitCode.OK
        printed[form] = capsys.readouterr().out
    rows = [json.loads(line) for line in printed["ndjson"].splitlines()]
    assert len(rows) > 1
    assert json.loads(printed["json"]) == rows
    table = list(csv.DictReader(io.StringIO(printed["csv"])))
    assert [row["token_id"] for row in table] == [row["token_id"] for row in rows]
    assert [row["spender"] for row in table] == [row["spender"] or "" for row in rows]
    assert list(table[0])[-1] == "more"


def test_no_rows_in_every_format(hedera: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    for form, expected in (("ndjson", ""), ("json", "[]\n"), ("table", "0 rows\n")):
        assert run([*hedera, known.EMPTY, "--format", form]) == ExitCode.OK
        assert capsys.readouterr().out == expected


def test_filters_limit_and_order(hedera: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*hedera, known.ORDERING, "--nft-id", "gte:0.0.1/3", "--nft-id", "lte:0.0.3/3", "--order", "asc", "--limit", "4"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["token_id"], row["serial_number"]) for row in rows] == [("0.0.1", 3), ("0.0.1", 5), ("0.0.2", 2), ("0.0.2", 4)]
    assert run([*hedera, known.ORDERING, "--token-id", "0.0.1", "--serial-number", "gt:1", "--serial-number", "lt:5"]) == 0
    assert json.loads(capsys.readouterr().out)["serial_number"] == 3


@pytest.mark.parametrize(
    "line",
    [
        "hedera nfts 0.0.1003",
        "loopring balances --account-id {loopring} --metadata",
        "loopring collections --account-id {loopring}",
        "swapchat nfts {user} {wallet}",
    ],
)
@pytest.mark.parametrize("form", ["table", "json", "ndjson", "csv"])
def test_every_listing_out_of_the_embedded_sandbox(line: str, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    from nft_holdings.sandbox.loopring import _accounts as loopring
    from nft_holdings.sandbox.swapchat import _wallets as swapchat

    words = line.format(loopring=loopring.HUNDRED, user=swapchat.USER, wallet=swapchat.HUNDRED).split()
    assert run([*words, "--sandbox", "--format", form, "--limit", "3"]) == ExitCode.OK
    printed = capsys.readouterr()
    assert printed.err == ""
    match form:
        case "json":
            assert len(json.loads(printed.out)) <= 3
        case "ndjson":
            assert 1 <= len([json.loads(each) for each in printed.out.splitlines()]) <= 3
        case "csv":
            assert 1 <= len(list(csv.DictReader(io.StringIO(printed.out)))) <= 3
        case _:
            assert re.search(r"^[1-3] rows?$", printed.out, re.MULTILINE)


def test_not_found_and_no_reply(hedera: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*hedera, "AAAAAAAA"]) == ExitCode.NOT_FOUND
    assert "No account with a matching alias found" in capsys.readouterr().err
    assert run(["hedera", "nfts", "0.0.1", "--base-url", "http://127.0.0.1:1"]) == ExitCode.NO_REPLY
    assert run(["loopring", "balances", "--account-id", "999999999", "--sandbox"]) == ExitCode.NOT_FOUND


def test_a_closed_output_ends_quietly(sandbox: Sandbox) -> None:
    line = " ".join([f"'{COMMAND[0]}'", "-c", f"'{COMMAND[2]}'", "hedera nfts", known.LARGEST, "--base-url", sandbox.url])
    done = subprocess.run(["bash", "-c", f"{line} | head -n 1; exit ${{PIPESTATUS[0]}}"], capture_output=True, text=True)
    assert done.returncode == ExitCode.OUTPUT_CLOSED
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_on_a_terminal_there_is_a_table(sandbox: Sandbox) -> None:
    parent, child = pty.openpty()
    line = [*COMMAND, "hedera", "nfts", known.ORDERING, "--base-url", sandbox.url]
    done = subprocess.run(line, stdout=child, stderr=subprocess.PIPE, text=True, env={**ENVIRONMENT, "COLUMNS": "120", "TERM": "xterm"})
    os.close(child)
    shown = os.read(parent, 65536).decode()
    os.close(parent)
    assert done.returncode == ExitCode.OK
    assert "7 rows" in shown
    assert not shown.startswith("{")
    assert done.stderr == ""


SAID = {
    "hedera nfts x": "an account is an id such as '0.0.1001', an alias or an EVM address, not 'x'",
    "hedera nfts 1 --serial-number 3": "--serial-number goes with --token-id only: add --token-id 0.0.…",
    "hedera nfts 1 --serial-number gt:3 --token-id lt:3": "a lower bound of --serial-number does not go with this filter of --token-id: "
    "use --token-id ID or --token-id gte:ID, or --nft-id gt:TOKEN/SERIAL for the NFTs after a pair",
    "hedera nfts 1 --serial-number lt:3 --token-id gt:3": "an upper bound of --serial-number does not go with this filter of --token-id: "
    "use --token-id ID or --token-id lte:ID, or --nft-id lt:TOKEN/SERIAL for the NFTs before a pair",
    "hedera nfts 1 --token-id 1 --token-id 2": "--token-id cannot be equal to 0.0.1 and 0.0.2 at once: "
    "list each by itself, or a range with gte: and lte:",
    "hedera nfts 1 --token-id gt:1 --token-id gte:2": "--token-id takes one lower bound: keep the narrower one",
    "hedera nfts 1 --spender-id ne:2": "the server cannot list the rows with another --spender-id: list twice, with lt: and with gt:",
    "hedera nfts 1 --token-id like:2": "--token-id cannot be compared with 'like': use eq, lt, lte, gt or gte, in lower case",
    "hedera nfts 1 --nft-id 0.0.5": "--nft-id is written token/serial, such as 0.0.2000/3, not '0.0.5'",
    "hedera nfts 1 --page-size 0": "--page-size must be a whole number from 1 to 9223372036854775807, not 0",
    "hedera nfts 1 --timeout 0": "--timeout must be a number of seconds above 0 and up to 86400, not 0.0",
    "hedera nfts 1 --cursor z": "this is not a cursor: give one that was printed, unchanged",
    "hedera nfts 1 --base-url ftp://x": "--base-url must start with http:// or https://: give one such as https://mainnet.mirrornode.hedera.com",
    "hedera nfts 1 2 --token-id 1 --token-id 2": "--token-id cannot be equal to 0.0.1 and 0.0.2 at once: "
    "list each by itself, or a range with gte: and lte:",
    "swapchat nfts u w": "no server of this API is known to be alive: name one with --base-url, use --sandbox, or set NFT_HOLDINGS_SWAPCHAT_URL",
    "swapchat nfts .. w --sandbox": "USER_ID '..' would be another path, as URLs drop such steps",
    "loopring balances --sandbox": "no account is named: give --account-id or --address",
    "loopring balances --sandbox --account-id 1 --address 0x1": "the account is named twice, and no document says which name the server uses: "
    "give --account-id or --address",
    "loopring balances": "Loopring needs a key: set LOOPRING_API_KEY",
    "hedera nfts 1 --limit 0": "--limit must be a whole number of at least 1, not '0'",
    "hedera nfts 1 -n x": "--limit must be a whole number of at least 1, not 'x'",
    "hedera nfts 1 --page-size 1.5": "--page-size must be a whole number, not '1.5'",
    "hedera nfts 1 --timeout soon": "--timeout must be a number, not 'soon'",
    "hedera nfts 1 --rate-limit fast": "--rate-limit must be requests in a time, such as 20 (a second), 5/s, 100/min or 10/2s, not 'fast'",
    "hedera nfts 1 --rate-limit 0/s": "--rate-limit must be requests in a time, such as 20 (a second), 5/s, 100/min or 10/2s, not '0/s'",
    "hedera nfts 1 --rate-limit 1/25h": "--rate-limit must be requests in a time, such as 20 (a second), 5/s, 100/min or 10/2s, not '1/25h'",
    "hedera nfts 1 --shared-limit .": f"--shared-limit is {Path.cwd()}, which is a folder: give the path of a file in it",
    "hedera nfts 1 --shared-limit http://x": "--shared-limit has the unknown scheme http://: give a file's path, redis://… or postgresql://…",
    "hedera nfts 1 --sandbox --shared-limit x": "--shared-limit has no limit to share, as this server has no documented one: add --rate-limit",
    "snapshot resume x --rate-limit 0": "--rate-limit must be requests in a time, such as 20 (a second), 5/s, 100/min or 10/2s, not '0'",
    "hedera nfts 1 --order up": "--order must be asc or desc, not 'up'",
    "hedera nfts 1 -f xml": "--format must be table, json, ndjson, csv, parquet or arrow, not 'xml'",
    "hedera nfts 1 --times utc": "--times must be iso or raw, not 'utc'",
    "hedera nfts --accounts-from nowhere": "--accounts-from nowhere cannot be read: No such file or directory",
    "hedera nfts --accounts-from .": "--accounts-from . cannot be read: Is a directory",
    "loopring balances 1": "Got unexpected extra argument(s) (1). See nft-holdings loopring balances --help.",
    "swapchat nfts u w --first-page x": "--first-page must be a whole number, not 'x'",
    "contract": "API is missing. The API: hedera, loopring or swapchat.",
    "contract hedera --sandbox --max-time 0": "--max-time must be a number of at least 1, not '0'",
    "contract hedera --sandbox --report html --report-dir /dev/null": "--report-dir /dev/null is a file: name a folder",
    "contract swapchat --network mainnet": "--network is not for SwapChat, which has no known server",
    "sandbox --port 99999": "--port must be a whole number from 0 to 65535, not '99999'",
    "sandbox --allow-host a/b": "--allow-host must be a name or address without a port, such as sandbox.internal, or a list of them, not 'a/b'",
    "drift nowhere": "nowhere cannot be read: No such file or directory",
    "drift nowhere --format xml": "--format must be text or patch, not 'xml'",
    "-V": "No such option: -V. See nft-holdings --help.",
}


@pytest.mark.parametrize(("line", "said"), SAID.items())
def test_errors_speak_of_options_and_not_of_python(line: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(line.split())
    assert capsys.readouterr().err == f"nft-holdings: {said}\n"


def test_a_server_of_the_environment_that_is_no_url_is_named_as_it_was_given(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NFT_HOLDINGS_SWAPCHAT_URL", "localhost:8000")
    assert run(["swapchat", "nfts", "u", "w"]) == ExitCode.USAGE
    said = "NFT_HOLDINGS_SWAPCHAT_URL must start with http:// or https://: give one such as https://server.example"
    assert capsys.readouterr().err == f"nft-holdings: {said}\n"


HOSTILE = "\x1b]0;owned\x07\x1b[31mred\x9b2J\u202eevil\u2028next\r\n\x00"


def test_hostile_text_cannot_drive_a_terminal() -> None:
    assert for_terminal(HOSTILE).isprintable()
    assert "\n" not in for_terminal(HOSTILE)
    dumped = in_json(json.dumps({"name": HOSTILE, "other": "héllo 日本 👩\u200d💻"}, ensure_ascii=False))
    assert json.loads(dumped) == {"name": HOSTILE, "other": "héllo 日本 👩\u200d💻"}
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u202e]", dumped)
    assert "日本" in dumped


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", " =1", "\r=1", "'=1", "|calc", "%0a=1", "＝1", "＋1", "＠SUM(1)", "\u200d=1"]
)
def test_no_cell_is_a_formula(text: str) -> None:
    assert for_spreadsheet(text).startswith(("'", "\\u"))


@pytest.mark.parametrize("text", ["-1", "12.5", "0xabc", "plain"])
def test_harmless_cells_are_left_alone(text: str) -> None:
    assert for_spreadsheet(text) == text


def test_hostile_rows_are_printed_safely(capsys: pytest.CaptureFixture[str]) -> None:
    from nft_holdings.sandbox.swapchat import _wallets as swapchat

    for form in ("table", "json", "ndjson", "csv"):
        assert run(["swapchat", "nfts", swapchat.USER, swapchat.ODDITIES, "--sandbox", "--format", form]) == ExitCode.OK
        printed = capsys.readouterr().out
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2028]", printed)


def test_the_exit_codes_are_documented() -> None:
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", DOCS.read_text(), re.MULTILINE)}
    assert documented == set(ExitCode)


def test_the_demo_runs_and_ends() -> None:
    done = subprocess.run([*COMMAND, "demo"], capture_output=True, text=True, timeout=60, env=ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    for expected in ("Hedera", "Loopring", "SwapChat", "NotFound", "FilterError", "IncompleteListing", "5000 NFTs in"):
        assert expected in done.stdout


def test_the_environment_names_the_server_of_a_listing_but_not_of_a_check(sandbox: Sandbox) -> None:
    def run(*words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run([*COMMAND, *words], capture_output=True, text=True, env={**os.environ, **variables})

    listed = run("hedera", "nfts", known.HUNDRED, "--limit", "3", NFT_HOLDINGS_HEDERA_URL=sandbox.url)
    assert (listed.returncode, len(listed.stdout.splitlines())) == (0, 3)
    unnamed = run("swapchat", "nfts", "me", "0x1")
    assert unnamed.returncode == ExitCode.USAGE
    assert "name one with --base-url, use --sandbox, or set NFT_HOLDINGS_SWAPCHAT_URL" in unnamed.stderr
    checked = run("contract", "hedera", NFT_HOLDINGS_HEDERA_URL=sandbox.url)
    assert checked.returncode == 2
    assert "no server to check" in checked.stderr

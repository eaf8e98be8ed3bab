"""The command line prints no key, whatever the server repeats, and its output can still be read."""

import csv
import io
import json

import pytest
from nft_holdings.cli._app import run

from tests.support.secrets.key_holders import odd, plain
from tests.support.secrets.visible_text import KeptRecords, places_of
from tests.support.servers.echo_server import echo_server

COMMANDS = {
    "VALIDATION_CLOUD_API_KEY": ["hedera", "nfts", "0.0.7"],
    "LOOPRING_API_KEY": ["loopring", "balances", "--account-id", "7"],
    "SWAPCHAT_TOKEN": ["swapchat", "nfts", "me", "0xb2"],
}
FORMATS = ("table", "json", "ndjson", "csv")
ENDINGS = ("rows", "refusal", "bad row", "later", "HTML", "redirect")
commands = pytest.mark.parametrize("variable", COMMANDS)


@commands
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("make_key", [plain, odd], ids=["plain", "odd"])
def test_no_key_is_printed(
    variable: str, form: str, ending: str, make_key: type, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key = make_key()
    monkeypatch.setenv(variable, key)
    with KeptRecords() as logs, echo_server(key, ending, "http://other.example") as echo:
        code = run([*COMMANDS[variable], "--base-url", echo.url, "--format", form])
    assert echo.requests
    assert (code == 0) == (ending == "rows")
    printed = capsys.readouterr()
    places = places_of(key, [("output", printed.out), ("errors", printed.err), *logs.taken()])
    assert not places
    if ending == "rows":
        assert form == "table" or "your key is ***" in printed.out
        match form:
            case "json":
                assert len(json.loads(printed.out)) == 1
            case "ndjson":
                assert [json.loads(line)["extra"] for line in printed.out.splitlines()] == ["your key is ***"]
            case "csv":
                head, row = csv.reader(io.StringIO(printed.out))
                assert len(head) == len(row)


def test_a_password_in_the_base_url_is_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    key = plain()
    with echo_server(key, "refusal") as echo:
        assert run(["hedera", "nfts", "0.0.7", "--base-url", echo.url.replace("//", f"//somebody:{key}@")]) != 0
    assert run(["hedera", "nfts", "0.0.7", "--base-url", f"http://somebody:{key}@api.example"]) != 0
    assert run(["hedera", "nfts", "0.0.7", "--base-url", f"http://somebody:{key}@127.0.0.1:1"]) != 0
    places = places_of(key, [("all", "".join(capsys.readouterr()))])
    assert not places


@commands
def test_a_key_in_a_wrong_place_is_not_printed(variable: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    key = plain()
    monkeypatch.setenv(variable, key)
    for more in (
        ["--timeout", key],
        ["--rate-limit", key],
        ["--shared-limit", f"redis://{key}.example/{key}:x"],
        ["--network", key],
        ["--cursor", key],
        ["--page-size", key],
        [key],
        ["--base-url", key],
        ["--format", key],
    ):
        assert run([*COMMANDS[variable], *more]) != 0
    places = places_of(key, [("all", "".join(capsys.readouterr()))])
    assert not places


def test_short_keys_do_not_distort_rows(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A key of four digits may be a part of any id."""
    monkeypatch.setenv("LOOPRING_API_KEY", "0xb2")
    with echo_server("0xb2") as echo:
        assert run(["swapchat", "nfts", "me", "0xb2", "--base-url", echo.url, "--format", "ndjson"]) == 0
    assert json.loads(capsys.readouterr().out)["nft"]["contract_address"] == "0xb2"

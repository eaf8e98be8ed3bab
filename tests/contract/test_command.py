"""`nft-holdings contract`: how it ends, and what it prints and writes."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from attrs import evolve
from nft_holdings._apis import NAMES
from nft_holdings.cli import _app as cli
from nft_holdings.contract import FORMS, POLITE, Bounds, CannotCheck, Report, rules_of
from nft_holdings.sandbox import Sandbox, Settings
from nft_holdings.sandbox.loopring._accounts import SANDBOX_API_KEY
from yaml_text import loaded

from tests.contract.hedera_defects import DEFECTS
from tests.support.servers.defective_sandbox import SEVERAL_PAGES, Answered, Asked, Defect, planted

SPECS = Path(__file__).parents[2] / "specs"
OWNER = next(defect for defect in DEFECTS if defect.rule == "owner")
FEW = ("--max-requests", "700", "--rate", "none")
"""Enough for the rules."""


Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]


@pytest.fixture
def run_here(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command in this process, which saves the second that Python takes to begin."""
    for variable in [name for name in os.environ if name.endswith(("_API_KEY", "_TOKEN"))]:
        monkeypatch.delenv(variable)

    def run_with(*arguments: object) -> Done:
        command = ["contract", *map(str, arguments)]
        return subprocess.CompletedProcess(command, cli.run(command), *capsys.readouterr())

    return run_with


def run(*arguments: object, **variables: str) -> Done:
    """Runs the command in a process of its own."""
    command = [sys.executable, "-m", "nft_holdings", "contract", *map(str, arguments)]
    kept = {name: value for name, value in os.environ.items() if not name.endswith(("_API_KEY", "_TOKEN"))}
    return subprocess.run(command, capture_output=True, text=True, env={**kept, **variables}, timeout=500)


@pytest.mark.parametrize("api", NAMES)
def test_the_sandbox_conforms(api: str, tmp_path: Path) -> None:
    done = run(api, "--sandbox", "--report", "json", "--report-dir", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    report = json.loads((tmp_path / f"{api}.json").read_text())
    assert not report["ended"]
    assert {each["status"] for each in report["outcomes"]} == {"held"}
    operations = {each["operationId"] for item in loaded((SPECS / f"{api}.yaml").read_text())["paths"].values() for each in item.values()}
    generated = {(each["check"], each["operation"]) for each in report["outcomes"] if each["check"].startswith("schemathesis/")}
    assert {operation for _, operation in generated} == operations
    assert {check for check, _ in generated} >= {"schemathesis/negative_data_rejection", "schemathesis/unsupported_method"}
    assert len(report["outcomes"]) == len(generated) + len(rules_of(api))
    assert report["replies_with_rows"] > report["requests"] / 6  # most others ought to be refused


def test_the_mirror_nodes_defect_is_found_within_the_limit_of_a_server_that_is_not_ones_own(tmp_path: Path) -> None:
    with Sandbox(Settings(hedera_quirks=True)) as sandbox:
        done = run("hedera", "--url", sandbox.url, "--rate", "none", "--report", "har", "--report-dir", tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    failed = {line.split()[1] for line in done.stdout.splitlines() if line.startswith("FAILED")}
    loops = {"hedera/token-nfts-equal", "hedera/account-tokens-equal", "hedera/balances-equal", "hedera/history-equal"}
    assert failed == {"hedera/link-advances", "hedera/pair-range", "hedera/pair-contradiction", *loops}
    assert "observed#next/cursor (Behaviour of mirror node" in done.stdout
    assert "curl -sS" in done.stdout
    entries = json.loads((tmp_path / "hedera.har").read_text())["log"]["entries"]
    assert len(entries) <= 1000
    assert {entry["request"]["method"] for entry in entries} == {"GET"}


def test_a_failure_is_told_with_its_rule_source_and_command(tmp_path: Path) -> None:
    with planted(OWNER) as sandbox:
        done = run("hedera", "--url", sandbox.url, *FEW, "--report", ",".join(FORMS), "--report-dir", tmp_path)
    assert done.returncode == 1
    for text in ("FAILED hedera/owner", "Every row is of the account", "0.0.77", "page#purpose (Get NFTs by Account)", "curl -sS"):
        assert text in done.stdout
    suite = ElementTree.parse(tmp_path / "hedera-junit.xml").getroot()[0]
    assert suite.get("failures") == "1"
    assert [case.get("name") for case in suite if case.find("failure") is not None] == ["hedera/owner"]
    for name in ("hedera.html", "hedera.md", "hedera.json"):
        assert "0.0.77" in (tmp_path / name).read_text()
    assert "src=" not in (tmp_path / "hedera.html").read_text()


def test_known_failures_do_not_count_and_those_that_have_gone_are_told(tmp_path: Path, run_here: Run) -> None:
    baseline = tmp_path / "known.json"
    with planted(OWNER) as sandbox:
        missing = run_here("hedera", "--url", sandbox.url, *FEW, "--baseline", baseline)
        written = run_here("hedera", "--url", sandbox.url, *FEW, "--baseline", baseline, "--update-baseline")
        known = run_here("hedera", "--url", sandbox.url, *FEW, "--baseline", baseline)
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "--update-baseline writes one" in missing.stderr
    assert written.returncode == 0
    assert [each["check"] for each in json.loads(baseline.read_text())["known"]] == ["hedera/owner"]
    assert known.returncode == 0, known.stdout
    assert "FAILED" not in known.stdout
    assert "known: hedera/owner" in known.stdout
    with Sandbox(SEVERAL_PAGES) as sandbox:
        gone = run_here("hedera", "--url", sandbox.url, *FEW, "--baseline", baseline)
    assert gone.returncode == 0
    assert "no longer fails, and can go from the baseline: hedera/owner" in gone.stdout


def test_what_was_found_before_the_limit_was_reached_is_told(run_here: Run) -> None:
    defect = next(each for each in DEFECTS if each.rule == "timestamp-form")
    with planted(defect) as sandbox:
        done = run_here("hedera", "--url", sandbox.url, "--max-requests", "200", "--rate", "none")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "FAILED hedera/timestamp-form" in done.stdout
    assert "the limit of 200 requests is reached" in done.stdout


@pytest.mark.parametrize("content", ["{", "[]", '{"format": 2, "known": []}', '{"format": 1, "known": [{"check": 1}]}'])
def test_a_file_that_is_no_baseline(tmp_path: Path, content: str, run_here: Run) -> None:
    (tmp_path / "known.json").write_text(content)
    done = run_here("hedera", "--sandbox", "--baseline", tmp_path / "known.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "known.json" in done.stderr


def echoes(asked: Asked, answered: Answered) -> None:
    """A server that repeats the key that it was sent, in headers, in rows and in refusals."""
    key = asked.headers.get("x-api-key", "")
    answered.headers["x-seen"] = key
    if isinstance(answered.body, dict):
        answered.body["seen"] = f"key {key}"
        if answered.status == 400:
            answered.body = {"resultInfo": {"code": 1, "message": f"{key} may not"}}


def test_keys_never_reach_a_report_or_the_output(tmp_path: Path) -> None:
    with planted(Defect(rule="none", misanswer=echoes)) as sandbox:
        done = run(
            "loopring", "--url", sandbox.url, *FEW, "--report", ",".join(FORMS), "--report-dir", tmp_path, LOOPRING_API_KEY=SANDBOX_API_KEY
        )
    assert done.returncode == 0, done.stdout + done.stderr
    written = [path.read_text() for path in sorted(tmp_path.iterdir())]
    assert len(written) == len(FORMS)
    assert not any(SANDBOX_API_KEY in text for text in (*written, done.stdout, done.stderr))
    assert "$LOOPRING_API_KEY" in (tmp_path / "loopring.har").read_text()


def test_rules_are_listed_with_their_sources(run_here: Run) -> None:
    done = run_here("loopring", "--rules")
    assert done.returncode == 0
    assert (
        "loopring/balances/limit-default: Without `limit`, a page has 20 rows. [balances#request/limit/default]" in done.stdout.splitlines()
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nope", "--sandbox"), "there is no API 'nope': there are hedera, loopring, swapchat"),
        (("hedera", "--sandbox", "--rate", "fast"), "--rate takes a number of requests in a time"),
        (("hedera", "--sandbox", "--rate", "0/s"), "--rate takes a number of requests in a time"),
        (("hedera", "--sandbox", "--report", "pdf"), "--report takes junit, html, har, json, markdown, not 'pdf'"),
        (("hedera", "--sandbox", "--update-baseline"), "--update-baseline needs --baseline FILE"),
        (("hedera", "--sandbox", "--url", "http://127.0.0.1:1"), "give one of --sandbox, --network and --url"),
        (("hedera", "--sandbox", "--account", "nobody at all"), "--account takes accounts such as 0.0.1001, not 'nobody at all'"),
        (("hedera", "--url", "http://127.0.0.1:1"), "http://127.0.0.1:1 does not answer"),
        (("hedera", "--url", "ftp://127.0.0.1"), "must start with http:// or https://"),
        (("swapchat",), "no server to check: give --url URL, or --sandbox"),
        (("hedera",), "no server to check: give --url URL, --network mainnet or the like, or --sandbox"),
        (
            ("loopring", "--own-server", "--account", "10110"),
            "no server to check: give --url URL, --network mainnet or the like, or --sandbox",
        ),
        (("hedera", "--url", ""), "--url is empty: give the server to check"),
        (("hedera", "--sandbox", "--network", " "), "--network is empty: give the server to check"),
        (("hedera", "--sandbox", "--account", "HIQQEXWKW53RKN4W6XXC4Q232SYNZ3SZANVZZSUME5B5PRGXX6"), "is cut off or mistyped"),
        (("loopring", "--url", "http://127.0.0.1:1"), "set LOOPRING_API_KEY"),
        (("hedera", "--sandbox", "--max-requests", "20"), "the limit of 20 requests is reached, before all rules were checked"),
        (("hedera", "--sandbox", "--account", "0.0.1004"), "no reply had a row in it"),
        (("hedera", "--sandbox", "--account", "0x" + "1c" * 20), "gives 404: does the account exist"),
        (("loopring", "--sandbox", "--account", "99999999"), "gives 400: does the account exist"),
    ],
)
def test_what_cannot_be_checked(arguments: tuple[str, ...], told: str, run_here: Run) -> None:
    done = run_here(*arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert told in done.stderr
    assert done.stderr.startswith("nft-holdings: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("body", "kind", "told"),
    [
        (b"<html>hello</html>", "text/html", "(text/html): <html>hello</html>"),
        (b"[]", "application/json", "gives 200 (application/json): []"),
        (b"[" * 100_000, "application/json", "gives 200 (application/json): [[["),
    ],
    ids=["a page of the web", "other JSON", "JSON of many levels"],
)
def test_servers_that_are_something_else(body: bytes, kind: str, told: str, run_here: Run) -> None:
    def other(_: Asked, answered: Answered) -> None:
        answered.status, answered.body = 200, body
        answered.headers["content-type"] = kind

    with planted(Defect(rule="none", misanswer=other)) as sandbox:
        url = sandbox.url
        done = run_here("swapchat", "--url", url, "--account", "u/0xa1", "--rate", "none")
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stdout.splitlines() == [f"checking swapchat at {url}, another's server: {evolve(POLITE, rate=None)}"]
    assert "no reply is a page of swapchat's" in done.stderr
    assert told in done.stderr


@pytest.mark.parametrize(
    ("options", "own_server", "requests"),
    [
        ((), False, 1000),
        (("--own-server",), True, 50_000),
        (("--mine",), True, 50_000),
        (("--sandbox",), True, 50_000),
        (("--sandbox", "--not-own-server"), False, 1000),
        (("--sandbox", "--not-mine"), False, 1000),
    ],
)
def test_your_own_server(options: tuple[str, ...], own_server: bool, requests: int, run_here: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[bool, int]] = []

    def check(*_: object, own_server: bool, bounds: Bounds, **__: object) -> Report:
        asked.append((own_server, bounds.requests))
        raise CannotCheck("enough is known")

    monkeypatch.setattr("nft_holdings.contract.check", check)
    server = () if "--sandbox" in options else ("--url", "http://127.0.0.1:1")
    assert run_here("hedera", *server, *options).returncode == 2
    assert asked == [(own_server, requests)]


def test_pages_that_their_schema_does_not_allow_are_told_and_nothing_is_made_up(tmp_path: Path) -> None:
    broken = next(defect for defect in DEFECTS if defect.rule == "reply-schema")
    with planted(broken) as sandbox:
        done = run("hedera", "--url", sandbox.url, *FEW, "--report", "json", "--report-dir", tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stderr == ""
    assert "at $.nfts[0].serial_number" in done.stdout
    assert "nothing was made up, as hedera/" in done.stdout
    assert (tmp_path / "hedera.json").exists()

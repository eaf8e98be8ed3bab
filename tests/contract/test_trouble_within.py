"""Whatever goes wrong inside of a check is no defect of the server: a rule is not checked, or the server not judged, and there are reports."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from nft_holdings._options import Options
from nft_holdings.cli import _app as cli
from nft_holdings.contract import FORMS, OWN, CannotCheck, Report, Status, _check, check
from nft_holdings.contract._fuzz import runner as _schemathesis
from nft_holdings.contract._rules.contract import Contract, contract_named
from nft_holdings.contract._rules.rule import Check
from nft_holdings.sandbox import Sandbox

from tests.contract.test_rules_can_fail import HEADERS
from tests.support.servers.defective_sandbox import Answered, Asked, Defect, planted


class Panic(BaseException):
    """An exception as a library in another language raises it, which is no Exception."""


TROUBLE = [
    KeyError("contractAddress"),
    AssertionError(),
    RecursionError("deep"),
    UnicodeEncodeError("ascii", "é", 0, 1, "no"),
    Panic("index"),
]
ACCOUNT = "u/0x00000000000000000000000000000000000A1001"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with Sandbox() as sandbox:
        yield sandbox.url


def report_of(url: str, **more: Any) -> Report:
    return check(Options.of("swapchat", url, HEADERS["swapchat"], {}), accounts=[ACCOUNT], bounds=OWN, **more)


def raising(error: BaseException) -> Any:
    def raise_it(*_: object, **__: object) -> Any:
        raise error

    return raise_it


def with_checks(contract: Contract, **checks: Check) -> Contract:
    rules = tuple(evolve(rule, check=checks.get(rule.id, rule.check)) for rule in contract.rules)
    return evolve(contract, rules=rules)


@pytest.mark.parametrize("error", TROUBLE, ids=lambda error: type(error).__name__)
def test_a_rule_that_fails_itself_is_not_checked(url: str, error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_check, "contract_named", lambda api: with_checks(contract_named(api), total=raising(error)))
    report = report_of(url, generate=False)
    assert not report.findings
    (failed,) = (each for each in report.outcomes if each.check == "swapchat/total")
    assert failed.status == Status.NOT_CHECKED
    assert f"the check itself failed, {type(error).__name__} in test_trouble_within.py" in failed.why
    assert sum(each.status == Status.HELD for each in report.outcomes) > 5


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(3)], ids=lambda error: type(error).__name__)
def test_what_ends_the_interpreter_is_let_through(url: str, error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_check, "contract_named", lambda api: with_checks(contract_named(api), total=raising(error)))
    with pytest.raises(type(error)):
        report_of(url, generate=False)


@pytest.mark.parametrize("place", ["known ids", "hooks", "schemathesis", "its events"])
def test_generated_checks_that_fail_themselves_are_not_checked(url: str, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    error = Panic("index")
    if place == "known ids":
        monkeypatch.setattr(_check, "contract_named", lambda api: evolve(contract_named(api), known_ids=raising(error)))
    elif place == "hooks":
        monkeypatch.setattr(_schemathesis, "hooks_for", raising(error))
    elif place == "schemathesis":
        monkeypatch.setattr(_schemathesis, "from_schema", raising(error))
    else:
        monkeypatch.setattr(_schemathesis._Outcomes, "add", raising(error))
    report = report_of(url, examples=1)
    assert not report.findings
    assert "no more was made up: the check itself failed, Panic" in report.ended
    generated = [each for each in report.outcomes if each.check.startswith("schemathesis/")]
    assert {each.status for each in generated} == {Status.NOT_CHECKED}
    assert all("Panic" in each.why for each in generated)


@pytest.mark.parametrize("index", [{"name": "nft-holdings sandbox"}, {"name": "nft-holdings sandbox", "apis": [{"name": 1}, 2]}])
def test_a_server_that_only_calls_itself_a_sandbox(index: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from nft_holdings.contract._server.client import Server

    ask = Server.ask
    monkeypatch.setattr(Server, "ask", lambda self, path, *given, **more: evolve(
        ask(self, path, *given, **more), body=json.dumps(index if path == "/" else {"tokens": [{"token_id": 1}, {"token_id": "../x"}]}).encode()
    ))  # fmt: skip
    with Sandbox() as sandbox, pytest.raises(CannotCheck, match="name an account that holds NFTs"):
        check(Options.of("hedera", sandbox.url, {}, {}), bounds=OWN)


def run(url: str, folder: Path, *more: str) -> int:
    command = ["contract", "hedera", "--url", url, "--account", "0.0.1001", "--rate", "none", "--max-requests", "30"]
    return cli.run([*command, "--report", ",".join(FORMS), "--report-dir", str(folder), *more])


def test_a_server_that_cannot_be_judged_has_reports_all_the_same(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    checks: dict[str, Check] = {rule.id: raising(Panic("index")) for rule in contract_named("hedera").rules}
    checks["answers"] = lambda probe: probe.holding("0.0.1001") and raising(Panic("x"))()
    monkeypatch.setattr(_check, "contract_named", lambda api: with_checks(contract_named(api), **checks))
    code = run(url, tmp_path)
    told = capsys.readouterr()
    assert code == 2
    assert "Panic" in told.err
    assert "Traceback" not in told.out + told.err
    assert len(list(tmp_path.iterdir())) == len(FORMS)
    assert "could not be checked" in (tmp_path / "hedera.md").read_text()
    assert json.loads((tmp_path / "hedera.json").read_text())["conforms"] is None
    assert json.loads((tmp_path / "hedera.har").read_text())["log"]["entries"]


@pytest.mark.parametrize("place", ["check_rules", "accounts_for", "with_known"])
def test_nothing_but_a_defect_ends_with_exit_code_1(
    url: str, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_check, place, raising(ZeroDivisionError("::error::x")))
    assert run(url, tmp_path) == 2
    told = capsys.readouterr()
    assert len(told.err.splitlines()) == 1
    assert "ZeroDivisionError" in told.err


def redirects(asked: Asked, answered: Answered) -> None:
    if asked.one("offset") not in (None, "0"):
        answered.status, answered.body, answered.headers["location"] = 307, {}, "/elsewhere"


def test_a_server_that_redirects_some_pages_is_told_with_reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOPRING_API_KEY", HEADERS["loopring"]["X-API-KEY"])
    with planted(Defect(rule="", misanswer=redirects)) as sandbox:
        code = cli.run(["contract", "loopring", "--url", sandbox.url, "--own-server", "--account", "20001", "--max-requests", "400",
                        "--report", "json", "--report-dir", str(tmp_path)])  # fmt: skip
    assert code == 1
    assert (tmp_path / "loopring.json").exists()

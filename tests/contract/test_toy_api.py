"""An API of which no other module knows is checked with nothing but its two descriptors."""

import json
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any

import nft_holdings_api
import pytest
from nft_holdings._apis import AccountForm, Api, Key, ListingInfo
from nft_holdings._options import Options
from nft_holdings.contract import OWN, CannotCheck, NoAccounts, Status, check, rules_of
from nft_holdings.contract._rules.contract import Accounts, Contract
from nft_holdings.contract._rules.known_ids import KnownIds
from nft_holdings.contract._rules.rule import Rules, Violation
from nft_holdings.contract._server.client import Server

TOY = Api(
    name="toy",
    title="Toy",
    about="List what an account holds on Toy: toys",
    key=Key(argument="key", variable="TOY_KEY"),
    account=AccountForm(pattern="[0-9]+", example="7"),
    listings=(
        ListingInfo(
            name="toys", operation_id="getToys", method="toys", many_method="toys_of",
            row="Toy", rows_at="toys", columns={},
        ),
    ),
)  # fmt: skip
SPEC = {
    "openapi": "3.1.0",
    "info": {"title": "Toys", "version": "1"},
    "servers": [],
    "paths": {
        "/toys/{account}": {
            "get": {
                "operationId": "getToys",
                "parameters": [{"name": "account", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}}],
                "responses": {"200": {"description": "Toys", "content": {"application/json": {"schema": {"required": ["in"]}}}}},
            }
        }
    },
}
RULES = Rules("getToys")


class Probe:
    def __init__(self, server: Server, accounts: Accounts) -> None:
        self.server, self.accounts = server, accounts

    def forget(self) -> None:
        pass


@RULES.rule("answers", "An account's toys are answered with 200.", ["page#toys"])
def answers(probe: Probe) -> Iterator[Violation]:
    for account in probe.accounts.names:
        exchange = probe.server.ask(f"/toys/{account}")
        if exchange.status != 200:
            yield Violation(f"the status is {exchange.status}", exchange)


@RULES.rule("red", "Every toy is red.", ["page#toys/color"], ["answers"])
def red(probe: Probe) -> Iterator[Violation]:
    exchange = probe.server.ask("/toys/7")
    if any(row["color"] != "red" for row in exchange.json["in"]["toys"]):
        yield Violation("a toy is of another color", exchange)


def fill(ids: KnownIds, case: Any) -> None:
    case.path_parameters["account"] = int(ids.accounts[0])


CONTRACT = Contract(
    api="toy",
    rules=tuple(RULES),
    probe=Probe,
    known_ids=lambda probe: KnownIds(accounts=probe.accounts.names, values={}),
    fill=fill,
    discover=lambda server: ["7"] if server.ask("/toys").status == 200 else [],
    is_owed=lambda exchange: exchange.status == 404 and exchange.path.startswith("/toys/"),
    envelope="in",
)


@pytest.fixture(autouse=True)
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The toy API's descriptors, and its spec."""
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy/__init__.py").touch()
    (tmp_path / "toy/openapi.json").write_text(json.dumps(SPEC))
    monkeypatch.setattr(nft_holdings_api, "__path__", [*nft_holdings_api.__path__, str(tmp_path)])
    monkeypatch.setitem(sys.modules, "nft_holdings_api.toy", import_module("nft_holdings_api.toy"))
    for name, attribute, value in (("_apis", "API", TOY), ("contract._rules", "CONTRACT", CONTRACT)):
        module = ModuleType("descriptor")
        setattr(module, attribute, value)
        monkeypatch.setitem(sys.modules, f"nft_holdings.{name}.toy.descriptor", module)


@pytest.fixture
def options() -> Iterator[Options]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_known = self.path in ("/toys", "/toys/7")
            body = b'{"in": {"toys": [{"color": "blue"}]}}' if is_known else b"{}"
            self.send_response(200 if is_known else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
        yield Options.of("toy", f"http://127.0.0.1:{http.server_port}", {}, {})
        http.shutdown()


def test_its_rules_are_checked(options: Options) -> None:
    report = check(options, bounds=OWN, generate=False)
    assert [(each.check, each.status) for each in report.outcomes] == [("toy/answers", Status.HELD), ("toy/red", Status.FAILED)]
    assert report.accounts == ("7",)
    assert report.with_rows == len(report.exchanges) - 1  # the first one asked whether it is a sandbox
    assert [rule.id for rule in rules_of("toy")] == ["answers", "red"]


def test_requests_are_generated_with_its_ids(options: Options) -> None:
    report = check(options, bounds=OWN, examples=2)
    generated = [each for each in report.outcomes if each.check.startswith("schemathesis/")]
    assert generated
    assert all(each.status == Status.HELD for each in generated), [each.findings or each.why for each in generated]
    assert {exchange.path for exchange in report.exchanges} == {"/", "/toys", "/toys/7"}


def test_its_accounts_have_its_form(options: Options) -> None:
    with pytest.raises(NoAccounts, match="--account takes accounts such as 7, not 'seven'"):
        check(options, accounts=["seven"], bounds=OWN)
    with pytest.raises(CannotCheck, match="gives 404: does the account exist"):
        check(options, accounts=["8"], bounds=OWN)


def test_a_rule_stands_behind_those_that_it_requires() -> None:
    with pytest.raises(ValueError, match="red is listed twice, or before a rule that it requires"):
        Contract(api="toy", rules=tuple(reversed(RULES)), probe=Probe, known_ids=CONTRACT.known_ids, fill=CONTRACT.fill)

"""What is sent to a server that is not one's own: nothing but what the spec allows, and the refusals that rules ask for, once each."""

from collections import Counter

import pytest
from nft_holdings._options import Options
from nft_holdings._specs.access import spec_of
from nft_holdings.contract import Bounds, Report, check
from nft_holdings.contract._server.exchange import Exchange
from nft_holdings.sandbox import Sandbox

from tests.contract.test_rules_can_fail import HEADERS
from tests.support.servers.defective_sandbox import SEVERAL_PAGES

MOST = 700
MADE_UP = "x-schemathesis-"


@pytest.fixture(scope="module", params=HEADERS)
def report(request: pytest.FixtureRequest) -> Report:
    api = request.param
    with Sandbox(SEVERAL_PAGES) as sandbox:
        return check(Options.of(api, sandbox.url, HEADERS[api], {}), bounds=Bounds(rate=None, requests=MOST, seconds=120))


def headers_of(exchange: Exchange) -> str:
    return " ".join(exchange.request_headers).lower()


def test_methods_and_paths_are_those_of_the_spec(report: Report) -> None:
    paths = {path.partition("{")[0]: {method.upper() for method in item} for path, item in spec_of(report.api)["paths"].items()}
    for exchange in report.exchanges[1:]:  # the first one asks a sandbox for its accounts
        methods = next((methods for path, methods in paths.items() if exchange.path.startswith(path)), set())
        assert exchange.method in methods, exchange.curl


def test_what_is_made_up_is_what_the_spec_allows(report: Report) -> None:
    made_up = [exchange for exchange in report.exchanges if MADE_UP in headers_of(exchange)]
    assert len(made_up) > 50
    assert {exchange.status for exchange in made_up} <= {200, 404}, [each.curl for each in made_up if each.status not in (200, 404)][:3]


def test_nothing_probes_the_server(report: Report) -> None:
    assert not any("schemathesis-probe" in headers_of(exchange) for exchange in report.exchanges)


def test_a_refusal_is_asked_for_once(report: Report) -> None:
    asked = Counter(exchange.curl for exchange in report.exchanges if exchange.status == 400 and MADE_UP not in headers_of(exchange))
    assert [curl for curl, times in asked.items() if times > 1] == []

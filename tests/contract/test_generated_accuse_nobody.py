"""What schemathesis makes up finds no fault with a server that has none: a real mirror node, and servers without the spec's examples."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from attrs import evolve
from nft_holdings._options import Options
from nft_holdings.contract import OWN, Bounds, Outcome
from nft_holdings.contract._fuzz.runner import check_generated, hooks_for
from nft_holdings.contract._rules.contract import contract_named
from nft_holdings.contract._rules.hedera.generated import LETTERS, without_padding_bits
from nft_holdings.contract._rules.known_ids import KnownIds
from nft_holdings.contract._server.client import Server
from nft_holdings.sandbox import Settings

from tests.contract.mirror_node import LAST, refuses
from tests.contract.test_rules_can_fail import HEADERS
from tests.support.servers.defective_sandbox import Answered, Asked, Defect, planted

ACCOUNT_NFTS = "/api/v1/accounts/{idOrAliasOrEvmAddress}/nfts"
FREE = Bounds(rate=None, requests=5000, seconds=300)
KNOWN_IDS = {
    "with spenders": KnownIds(
        accounts=("0.0.1001",),
        values={
            "token.id": ("0.0.2001", "0.0.2041"),
            "spender.id": ("0.0.1001",),
            "account.id": ("0.0.1001",),
            "timestamp": ("1700000000.000000001",),
            "nft": ("0.0.2001/1", "0.0.2041/238"),
        },
    ),
    "without ids": KnownIds(accounts=("0.0.1001",), values={"token.id": (), "spender.id": ()}),
}


def made_up(url: str, api: str, ids: KnownIds, *, seed: int, own_server: bool = False, examples: int = 12) -> list[Outcome]:
    server = Server(Options.of(api, url, HEADERS[api], {}), OWN if own_server else FREE)
    try:
        outcomes, ended = check_generated(
            server,
            evolve(contract_named(api), known_ids=lambda _: ids),
            None,
            own_server=own_server,
            seed=seed,
            examples=examples,
        )
    finally:
        server.close()
    assert not ended
    assert server.sent > 20
    return outcomes


def told(outcomes: list[Outcome]) -> list[tuple[str, str, str]]:
    return [(each.check, each.found, each.exchange.curl if each.exchange else "") for outcome in outcomes for each in outcome.findings]


@pytest.mark.parametrize("ids", KNOWN_IDS)
@pytest.mark.parametrize("seed", [0, 1, 4])
def test_a_real_mirror_node(seed: int, ids: str) -> None:
    with planted(Defect(rule="", misanswer=refuses, settings=Settings(nfts=30))) as sandbox:
        assert told(made_up(sandbox.url, "hedera", KNOWN_IDS[ids], seed=seed)) == []


def too_long(asked: Asked, answered: Answered) -> None:
    """The server refuses what makes a request long before it looks at the values."""
    if len(asked.query) > 5 and answered.status == 400:
        answered.status, answered.body = 431, {"_status": {"messages": [{"message": "too long"}]}}


def test_a_server_that_refuses_long_requests_first() -> None:
    with planted(Defect(rule="", misanswer=too_long)) as sandbox:
        assert told(made_up(sandbox.url, "hedera", KNOWN_IDS["with spenders"], seed=2, own_server=True, examples=5)) == []


def rows(account: int, count: int) -> list[dict[str, Any]]:
    of_nothing = {"total": "1", "locked": "0", "pending": {"withdraw": "0", "deposit": "0"}}
    return [{"accountId": account, "tokenId": 40000 + each, "nftData": f"0x{each + 9:064x}", **of_nothing} for each in range(count)]


ADDRESS = "0x00000000000000000000000000000000000000a1"
WITHOUT_EXAMPLES: dict[str, tuple[dict[str, Any], KnownIds]] = {
    "loopring": (
        {"accounts": [{"account_id": 7, "address": ADDRESS, "balances": rows(7, 30), "collections": [{"id": 500, "name": "c"}]}]},
        KnownIds(accounts=("7",), values={"tokenIds": ("40000",), "nftDatas": (f"0x{9:064x}",), "tokenAddrs": (), "tokenAddress": ()}),
    ),
    "swapchat": (
        {"wallets": [{"wallet_address": ADDRESS, "assets": []}]},
        KnownIds(accounts=(f"u/{ADDRESS}",), values={}),
    ),
}


def strangers(asked: Asked, answered: Answered) -> None:
    """SwapChat's documents do not say what becomes of a wallet that is not the user's; this server refuses it."""
    if isinstance(asked.body, dict) and isinstance(wallet := asked.body.get("wallet_address"), str) and wallet != ADDRESS:
        answered.status, answered.body = 400, {"code": 1, "msg": "no such wallet", "data": None}


@pytest.mark.parametrize("api", WITHOUT_EXAMPLES)
def test_a_server_without_the_accounts_of_the_specs_examples(api: str) -> None:
    document, ids = WITHOUT_EXAMPLES[api]
    with planted(Defect(rule="", misanswer=strangers), {api: document}) as sandbox:
        assert told(made_up(sandbox.url, api, ids, seed=0, examples=5)) == []


@pytest.mark.parametrize("rest", LAST)
def test_aliases_are_base32(rest: int) -> None:
    for prefix in ("", "0.", "0.0."):
        for letter in LETTERS:
            alias = f"{prefix}{'ABCDEFGW' * 2}{'ZZZZZZZZ'[: (rest or 8) - 1]}{letter}"
            assert without_padding_bits(alias)[-1] in LAST[rest]
            assert (without_padding_bits(alias) == alias) == (letter in LAST[rest])


@pytest.mark.parametrize(
    "other", ["0.0.1001", "1001", "0x" + "aB" * 20, "0.0." + "CD" * 20, "A2B3C4D5" * 5, "ABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCD"]
)
def test_what_is_no_alias_stays_as_it_is(other: str) -> None:
    assert without_padding_bits(other) == other


class Hooks:
    """Takes hooks as a schema of schemathesis does."""

    def __init__(self) -> None:
        self.hooks = self
        self.found: dict[str, Callable[..., Any]] = {}

    def hook(self, function: Callable[..., Any]) -> None:
        self.found[function.__name__] = function


class Case:
    def __init__(self, query: dict[str, Any], path: str = ACCOUNT_NFTS, **named: Any) -> None:
        self.path, self.query = path, query
        self.path_parameters = named or {"idOrAliasOrEvmAddress": "0.0.1"}
        self.meta: Any = None


def hooks_with(ids: str) -> dict[str, Callable[..., Any]]:
    hooks = Hooks()
    hooks_for(contract_named("hedera"), KNOWN_IDS[ids], hooks)
    return hooks.found


@pytest.mark.parametrize(
    ("query", "is_allowed"),
    [
        ({"token.id": ["gte:1", "lte:2"], "serialnumber": ["1"]}, True),
        ({"spender.id": ["1", "1", "eq:1", "gt:0"]}, True),
        ({"token.id": ["1", "eq:1"]}, False),
        ({"token.id": ["gt:1", "gt:0.0.1"]}, False),
        ({"token.id": ["1"], "serialnumber": ["1", "eq:01"]}, False),
        ({"spender.id": ["gt:1", "gt:1"]}, False),
        ({"spender.id": ["lte:5", "lte:0.5"]}, False),
        ({"token.id": ["0000000000001"]}, False),
        ({"spender.id": ["gt:1234567890123"]}, False),
    ],
)
def test_what_a_server_counts_twice_is_not_sent(query: dict[str, Any], is_allowed: bool) -> None:
    hooks = hooks_with("without ids")
    assert hooks["filter_case"](None, Case(query)) is is_allowed
    examples = [Case(query)]
    hooks["before_add_examples"](None, examples)
    assert [each.path_parameters["idOrAliasOrEvmAddress"] for each in examples] == ["0.0.1001"] * is_allowed


TOKEN, ACCOUNT = "/api/v1/tokens/{tokenId}", "/api/v1/accounts/{idOrAliasOrEvmAddress}"
LATEST = "9223372036.854775807"


@pytest.mark.parametrize(
    ("path", "named", "query", "is_allowed"),
    [
        (f"{TOKEN}/nfts", {"tokenId": "0.0.1"}, {"account.id": ["ne:1", "ne:1"], "serialnumber": ["ne:1", f"lte:{2**63 - 1}"]}, True),
        (f"{TOKEN}/nfts", {"tokenId": "0.0.1"}, {"serialnumber": ["gte:0"]}, False),
        (f"{TOKEN}/nfts", {"tokenId": "0.0.1"}, {"serialnumber": [f"lte:{2**63}"]}, False),
        (f"{TOKEN}/nfts", {"tokenId": "0.0.1"}, {"account.id": [f"gte:0.0.{2**38}"]}, False),
        (f"{TOKEN}/nfts", {"tokenId": f"0.0.{2**38}"}, {}, False),
        (f"{TOKEN}/nfts/{{serialNumber}}", {"tokenId": "0.0.1", "serialNumber": 2**63}, {}, False),
        (f"{TOKEN}/balances", {"tokenId": "0.0.1"}, {"account.balance": ["gte:0", f"lt:{2**63 - 1}"], "timestamp": [LATEST]}, True),
        (f"{TOKEN}/balances", {"tokenId": "0.0.1"}, {"account.balance": [f"lt:{2**63}"]}, False),
        (TOKEN, {"tokenId": "0.0.1"}, {"timestamp": f"lte:{LATEST}"}, True),
        (TOKEN, {"tokenId": "0.0.1"}, {"timestamp": "lte:9223372037"}, False),
        (ACCOUNT, {"idOrAliasOrEvmAddress": "1"}, {"timestamp": ["9223372036.854775806"]}, True),
        (ACCOUNT, {"idOrAliasOrEvmAddress": "1"}, {"timestamp": [LATEST]}, False),
        (f"{ACCOUNT}/tokens", {"idOrAliasOrEvmAddress": "1"}, {"token.id": ["1", "1", "gte:1"]}, True),
        (f"{ACCOUNT}/tokens", {"idOrAliasOrEvmAddress": "1"}, {"token.id": [f"0.0.{2**38}"]}, False),
    ],
)
def test_values_out_of_range_are_not_sent(path: str, named: dict[str, Any], query: dict[str, Any], is_allowed: bool) -> None:
    assert hooks_with("without ids")["filter_case"](None, Case(query, path, **named)) is is_allowed


def test_ids_that_exist_are_sent() -> None:
    fill = hooks_with("with spenders")["map_case"]
    nft = fill(None, Case({"timestamp": ["gt:1", "lt:2.5"]}, f"{TOKEN}/nfts/{{serialNumber}}/transactions", tokenId="7", serialNumber=9))
    assert nft.path_parameters in ({"tokenId": "0.0.2001", "serialNumber": 1}, {"tokenId": "0.0.2041", "serialNumber": 238})
    assert nft.query == {"timestamp": ["gt:1700000000.000000001", "lt:2.5"]}
    token = fill(None, Case({"account.id": ["ne:5"]}, f"{TOKEN}/nfts", tokenId="7"))
    assert token.path_parameters["tokenId"] in ("0.0.2001", "0.0.2041")
    assert token.query == {"account.id": ["ne:0.0.1001"]}
    assert fill(None, Case({}, TOKEN, tokenId="0x" + "0" * 40)).path_parameters == {"tokenId": "0x" + "0" * 40}
    account = fill(None, Case({"transactiontype": ["", "what"]}, ACCOUNT, idOrAliasOrEvmAddress="5"))
    assert account.path_parameters == {"idOrAliasOrEvmAddress": "0.0.1001"}
    assert all(each.isupper() for each in account.query["transactiontype"])


def test_no_name_with_a_bracket_is_sent() -> None:
    """The mirror node answers it with 500, which is no defect of the one that is checked."""
    case = Case({"x[": "1", "limit": "2"})
    case.meta = SimpleNamespace(generation=SimpleNamespace(mode=SimpleNamespace(is_positive=False)))
    assert hooks_with("without ids")["map_case"](None, case).query == {"x(": "1", "limit": "2"}

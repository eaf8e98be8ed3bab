"""Hedera's rules on refusals: one for each of the spec's `x-rules`, and those on what is no comparison or no id."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from nft_holdings._specs.access import spec_of
from nft_holdings.contract._rules.rule import Rules, Violation
from nft_holdings.contract._server.schema import fault_of

from .listing import NOBODYS_ADDRESS, NOBODYS_ALIAS, described, is_empty_page
from .probe import OPERATION, HederaProbe

RULES = Rules(OPERATION)
MOST_SPENDERS = 100
WITHOUT_EXAMPLE = {"spender-count": [("spender.id", str(number)) for number in range(1, MOST_SPENDERS + 2)]}
"""Requests that are too long to stand in the spec."""


VARIANTS = {
    "token-not-equal": ["token.id=ne:1500"],
    "serial-not-equal": ["token.id=gte:0.0.1500&serialnumber=ne:1"],
    "spender-not-equal": ["token.id=0.0.1500&spender.id=ne:500"],
    "serial-needs-token": [
        "serialnumber=gt:1",
        "serialnumber=eq:1",
        "serialnumber=gt:1&serialnumber=lt:9",
        "spender.id=0.0.500&serialnumber=1",
    ],
    "token-equal-once": ["token.id=eq:0.0.1500&token.id=eq:0.0.1501", "token.id=0.0.1500&token.id=eq:0.0.1501"],
    "serial-equal-once": ["token.id=0.0.1500&serialnumber=eq:1&serialnumber=eq:2"],
    "token-lower-once": ["token.id=gte:0.0.1500&token.id=gte:0.0.1501", "token.id=gt:0.0.1500&token.id=gt:0.0.1501"],
    "serial-lower-once": [
        "token.id=0.0.1500&serialnumber=gt:1&serialnumber=gt:2",
        "token.id=0.0.1500&serialnumber=gte:1&serialnumber=gte:2",
    ],
    "token-upper-once": ["token.id=lte:0.0.1500&token.id=lte:0.0.1501", "token.id=lt:0.0.1500&token.id=lt:0.0.1501"],
    "serial-upper-once": [
        "token.id=0.0.1500&serialnumber=lt:1&serialnumber=lt:2",
        "token.id=0.0.1500&serialnumber=lte:1&serialnumber=lte:2",
    ],
    "token-equal-or-range": ["token.id=0.0.1500&token.id=lt:0.0.1600", "token.id=eq:0.0.1500&token.id=gt:0.0.1400"],
    "serial-equal-or-range": [
        "token.id=0.0.1500&serialnumber=1&serialnumber=lt:9",
        "token.id=0.0.1500&serialnumber=eq:1&serialnumber=gt:1",
    ],
    "serial-lower-needs-token-lower": [
        "token.id=gt:0.0.1500&token.id=lte:0.0.1600&serialnumber=gt:1&serialnumber=lt:9",
        "token.id=lt:0.0.1500&serialnumber=gt:1",
        "token.id=gt:0.0.1500&serialnumber=gte:1",
    ],
    "serial-upper-needs-token-upper": [
        "token.id=gte:0.0.1500&token.id=lt:0.0.1600&serialnumber=gt:1&serialnumber=lt:9",
        "token.id=gt:0.0.1500&serialnumber=lt:1",
        "token.id=lt:0.0.1500&serialnumber=lte:1",
    ],
    "spender-lower-once": ["spender.id=gt:0.0.500&spender.id=gt:0.0.501", "spender.id=gte:0.0.500&spender.id=gte:0.0.501"],
    "spender-upper-once": ["spender.id=lt:0.0.500&spender.id=lt:0.0.501", "spender.id=lte:0.0.500&spender.id=lte:0.0.501"],
    "serial-in-range": [
        "token.id=0.0.1500&serialnumber=gte:0",
        "token.id=gte:0.0.1500&serialnumber=gt:0",
        "token.id=0.0.1500&serialnumber=-1",
        "token.id=0.0.1500&serialnumber=9223372036854775808",
    ],
    "number-in-range": ["spender.id=0.0.274877906944", "token.id=gte:0.0.274877906944"],
    "value-required": ["token.id=", "limit=", "order=", "token.id=0.0.1500&serialnumber="],
    "known-parameters": ["limit=1&tokenId=0.0.1500", "account.id=0.0.1001", "timestamp=gt:1"],
}
"""More requests that break a rule of the spec than the one that stands there."""


BROKEN_COMPARISONS = (
    "token.id=GTE:0.0.1500",
    "spender.id=LT:0.0.500",
    "token.id=0.0.1500&serialnumber=EQ:1",
    "token.id=gt:",
    "token.id=gt:1500:3",
    "token.id=1500:gt",
    "token.id=abc",
    "spender.id=abc",
    "token.id=1500&serialnumber=abc",
)


def _rules() -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = next(iter(spec_of("hedera")["paths"].values()))["get"]["x-rules"]
    return found


def _refused(stated: Mapping[str, Any], probe: HederaProbe) -> Iterator[Violation]:
    texts = [*([stated["example"]] if "example" in stated else []), *VARIANTS.get(stated["id"], ())]
    queries = [parse_qsl(text, keep_blank_values=True) for text in texts] or [WITHOUT_EXAMPLE[stated["id"]]]
    yield from _answered(queries, stated["refusal"]["status"], probe)


def _answered(queries: Iterable[list[tuple[str, str]]], status: int, probe: HederaProbe) -> Iterator[Violation]:
    """Yield a violation for the first request that the server answers with another status."""
    for query in queries:
        exchange = probe.refusal(probe.accounts[0], query)
        if exchange.status != status:
            asked = "&".join(f"{name}={value}" for name, value in query[:3])
            yield Violation(f"{asked} is answered with {exchange.status}", exchange)


@RULES.rule(
    "comparison-refused", "A comparison in capitals, without a value or with what is none is refused with 400.",
    ["observed#filters/operator-case", "upstream#responses/400"], ["refusals"],
)  # fmt: skip
def _comparison_refused(probe: HederaProbe) -> Iterator[Violation]:
    yield from _answered((parse_qsl(text, keep_blank_values=True) for text in BROKEN_COMPARISONS), 400, probe)


@RULES.rule(
    "token-address-refused", "A token has no EVM address of its own: `token.id` with one is refused with 400.",
    ["observed#filters/token.id/evm"], ["refusals"],
)  # fmt: skip
def _token_address_refused(probe: HederaProbe) -> Iterator[Violation]:
    yield from _answered([[("token.id", NOBODYS_ADDRESS)]], 400, probe)


@RULES.rule(
    "spender-address", "`spender.id` with an EVM address of an account's own is answered with 200 and no rows.",
    ["observed#filters/spender.id/evm"], ["answers"],
)  # fmt: skip
def _spender_address(probe: HederaProbe) -> Iterator[Violation]:
    exchange = probe.refusal(probe.largest().account, [("spender.id", NOBODYS_ADDRESS)])
    if exchange.status != 200 or not is_empty_page(exchange):
        yield Violation(f"the address is answered with {described(exchange.status)}", exchange)


@RULES.rule("refusal-form", "A refusal says why in `_status.messages`.", ["observed#errors/shape"], ["refusals"])
def _refusal_form(probe: HederaProbe) -> Iterator[Violation]:
    for account, query in ((probe.accounts[0], [("limit", "0")]), (NOBODYS_ALIAS, [])):
        exchange = probe.refusal(account, query)
        if exchange.status in (400, 404) and (fault := fault_of(exchange, "hedera", "Error")):
            yield Violation(f"a refusal is {fault}", exchange, about=str(exchange.status))


for _stated in _rules():
    _says = f"{_stated['says']} What breaks this is refused with {_stated['refusal']['status']}."
    RULES.rule(f"refused/{_stated['id']}", _says, _stated["x-source"], ["refusals"])(partial(_refused, _stated))

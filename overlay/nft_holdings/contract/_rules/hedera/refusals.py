"""Hedera's rules on refusals, one for each of the spec's `x-rules` among them, and on names and ids that nobody has."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from urllib.parse import parse_qsl, urlencode

from nft_holdings._apis.hedera.filters.rules import MAXIMUM_SPENDERS
from nft_holdings._specs.access import spec_of
from nft_holdings.contract._rules.rule import NotChecked, Rules, Violation
from nft_holdings.contract._server.exchange import Exchange
from nft_holdings.contract._server.schema import fault_of

from .probe import OPERATION, HederaProbe, rows_in

RULES = Rules(OPERATION)
NOBODY = "0.0.274877906943"
"""The highest number that an account can have; only a network that has run out of numbers has it."""
NOBODYS_ALIAS = "HIQQ" + "7" * 52
"""A public key in whose place no point of the curve is, and none of its bits are padding: nobody can have it."""
NOBODYS_ADDRESS = "0xcc122405866060fe29f82a76bfa5067e48469aab"
"""The beginning of a SHA-256: whoever sends something to an address makes it an account's, so it must not look like an example."""
WITHOUT_EXAMPLE = {"spender-count": urlencode([("spender.id", number) for number in range(1, MAXIMUM_SPENDERS + 2)])}
"""Requests that are too long to stand in the spec."""

OF_ONE = "token.id=0.0.1500"
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
    "serial-lower-once": [f"{OF_ONE}&serialnumber=gt:1&serialnumber=gt:2", f"{OF_ONE}&serialnumber=gte:1&serialnumber=gte:2"],
    "token-upper-once": ["token.id=lte:0.0.1500&token.id=lte:0.0.1501", "token.id=lt:0.0.1500&token.id=lt:0.0.1501"],
    "serial-upper-once": [f"{OF_ONE}&serialnumber=lt:1&serialnumber=lt:2", f"{OF_ONE}&serialnumber=lte:1&serialnumber=lte:2"],
    "token-equal-or-range": ["token.id=0.0.1500&token.id=lt:0.0.1600", "token.id=eq:0.0.1500&token.id=gt:0.0.1400"],
    "serial-equal-or-range": [f"{OF_ONE}&serialnumber=1&serialnumber=lt:9", f"{OF_ONE}&serialnumber=eq:1&serialnumber=gt:1"],
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


@RULES.rule("refusals", "What is refused is refused with 400.", ["observed#errors/400", "upstream#responses/400"])
def _refusals(probe: HederaProbe) -> Iterator[Violation]:
    """Yield a violation if all refusals have another status. Other rules check what is refused."""
    found = [probe.refusal(probe.accounts[0], [query]) for query in (("limit", "0"), ("order", "sideways"), ("token.id", "ne:0.0.1"))]
    statuses = {each.status for each in found}
    if len(statuses) == 1 and found[0].status > 400:
        yield Violation(f"all that is refused is refused with {found[0].status}", found[0])


@RULES.rule("account-unknown", "An account number that nobody has is answered with 200 and no rows.", ["observed#path/unknown-number"])
def _account_unknown(probe: HederaProbe) -> Iterator[Violation]:
    numbers = [account[4:] for account in probe.accounts if account.startswith("0.0.") and account[4:].isdecimal()]
    asked = [NOBODY, *(f"{where}.{number}" for number in numbers[:1] for where in ("1.0", "0.1"))]
    replies = {account: probe.refusal(account, []) for account in asked}
    unknown = {account: exchange for account, exchange in replies.items() if not _has_rows_of(account, exchange)}
    if not unknown:
        raise NotChecked(f"account {NOBODY}, which is taken for nobody's, is somebody's")
    for account, exchange in unknown.items():
        yield from _not_empty(account, exchange)


def _has_rows_of(account: str, exchange: Exchange) -> bool:
    rows = rows_in(exchange)
    return bool(rows) and all(isinstance(row, dict) and row.get("account_id") == account for row in rows or ())


def _not_empty(asked: str, exchange: Exchange) -> Iterator[Violation]:
    """Yield a violation for a reply other than a page without rows."""
    if rows_in(exchange) != []:
        answer = "200 and something else than no rows" if exchange.status == 200 else exchange.status
        yield Violation(f"{asked} is answered with {answer}", exchange, at=exchange.places(rows_in(exchange) or ()))


@RULES.rule(
    "spender-address", "`spender.id` with an EVM address of an account's own is answered with 200 and no rows.",
    ["observed#filters/spender.id/evm"], ["answers"],
)  # fmt: skip
def _spender_address(probe: HederaProbe) -> Iterator[Violation]:
    yield from _not_empty("the address", probe.refusal(probe.largest().account, [("spender.id", NOBODYS_ADDRESS)]))


@RULES.rule("refusal-form", "A refusal says why in `_status.messages`.", ["observed#errors/shape"], ["refusals"])
def _refusal_form(probe: HederaProbe) -> Iterator[Violation]:
    for account, query in ((probe.accounts[0], [("limit", "0")]), (NOBODYS_ALIAS, [])):
        exchange = probe.refusal(account, query)
        if exchange.status in (400, 404) and (fault := fault_of(exchange, "hedera", "Error")):
            yield Violation(f"a refusal is {fault}", exchange, str(exchange.status), fault.places)


def _refused(status: int, requests: Iterable[str], probe: HederaProbe) -> Iterator[Violation]:
    """Yield a violation for a request that is answered with another status."""
    for request in requests:
        account, _, query = request.partition("?")
        exchange = probe.refusal(account or probe.accounts[0], parse_qsl(query, keep_blank_values=True))
        # A server may say first that nobody has the account.
        if exchange.status != status and (account != NOBODY or exchange.status == 200):
            yield Violation(f"{request.lstrip('?')[:100]} is answered with {exchange.status}", exchange)


def _refusal(
    id: str, says: str, source: Sequence[str], requests: Iterable[str], *, status: int = 400, requires: Sequence[str] = ("refusals",)
) -> None:
    """Append a rule on requests that are refused, each an account and a query; no account stands for one that holds NFTs."""
    RULES.rule(id, says, source, requires)(partial(_refused, status, requests))


_refusal(
    "limit-refused", "A `limit` that is no number from 1 to 2^63-1 is refused with 400.", ["observed#limit/refused", "code#limit/maximum"],
    [f"?limit={limit}" for limit in ("0", "-1", "1.5", "1e1", "many", 2**63)] + [f"{NOBODY}?limit=0"],
)  # fmt: skip
_refusal(
    "order-refused", "An `order` other than asc and desc is refused with 400.", ["observed#order/case"], ["?order=sideways", "?order=up"]
)
_refusal(
    "comparison-refused", "A comparison in capitals, without a value or with what is none is refused with 400.",
    ["observed#filters/operator-case", "upstream#responses/400"],
    [
        "?token.id=GTE:0.0.1500", "?spender.id=LT:0.0.500", "?token.id=0.0.1500&serialnumber=EQ:1", "?token.id=gt:", "?token.id=gt:1500:3",
        "?token.id=1500:gt", "?token.id=abc", "?spender.id=abc", "?token.id=1500&serialnumber=abc",
    ],
)  # fmt: skip
_refusal(
    "token-address-refused", "A token has no EVM address of its own: `token.id` with one is refused with 400.",
    ["observed#filters/token.id/evm"], [f"?token.id={NOBODYS_ADDRESS}"],
)  # fmt: skip
_refusal(
    "account-refused", "What is no account is refused with 400.", ["observed#path/refused"],
    [
        "x", "-1", "0.0.274877906944", "0.0.1001abc", "0.0.0x" + "1b" * 20, NOBODYS_ALIAS.lower(),
        f"1.0.{NOBODYS_ALIAS}", f"1.0.{NOBODYS_ADDRESS[2:]}",
    ],
)  # fmt: skip
_refusal(
    "alias-unknown", "An alias that nobody has is answered with 404.", ["observed#path/unknown-alias"],
    [NOBODYS_ALIAS], status=404, requires=(),
)  # fmt: skip
_refusal(
    "evm-address-unknown", "An EVM address that nobody has is answered with 404.", ["observed#path/unknown-evm"],
    [NOBODYS_ADDRESS, NOBODYS_ADDRESS[2:], f"0.0.{NOBODYS_ADDRESS[2:]}"], status=404, requires=(),
)  # fmt: skip

for _stated in next(iter(spec_of("hedera")["paths"].values()))["get"]["x-rules"]:
    _id, _status = _stated["id"], _stated["refusal"]["status"]
    _queries = [_stated.get("example") or WITHOUT_EXAMPLE[_id], *VARIANTS.get(_id, ())]
    _says = f"{_stated['says']} What breaks this is refused with {_status}."
    _refusal(f"refused/{_id}", _says, _stated["x-source"], [f"?{query}" for query in _queries], status=_status)

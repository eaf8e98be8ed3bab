"""Hedera's rules on refusals of the token side: one for each of the `x-rules` of its operations in the spec."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, quote

from nft_holdings._specs.access import spec_of
from nft_holdings.contract._rules.rule import Rules, Violation

from .probe import OPERATION, HederaProbe
from .refusals import NOBODYS_ADDRESS
from .token_nfts import rows_of_token

TOKEN, SERIAL, ACCOUNT = "{tokenId}", "{serialNumber}", "{idOrAliasOrEvmAddress}"
OTHER_PARTS = {"token-not-evm-address": {TOKEN: NOBODYS_ADDRESS}, "serial-in-range": {SERIAL: "0"}}
"""The parts of paths that break a rule which has no query for an example."""
MOST = 100
"""How often a parameter may be sent."""
REPEATED = {
    "getNfts": "serialnumber=gte:1",
    "getNftTransactions": "timestamp=gte:1",
    "getTokenBalances": "account.balance=gte:1",
    "getTokensByAccountId": "token.id=1",
    "getAccount": "timestamp=gte:1",
}
"""A parameter of each operation that may be sent several times."""


def _refused(path: str, other: Mapping[str, str], query: str, status: int, probe: HederaProbe) -> Iterator[Violation]:
    """Yield a violation for a request that is answered with another status than it is refused with."""
    parts = {ACCOUNT: quote(probe.largest().account)}
    if TOKEN in path:
        row = rows_of_token(probe)[0]
        parts.update({TOKEN: str(row.token), SERIAL: str(row.serial)})
    right, path = _filled(path, parts), _filled(path, {**parts, **other})
    exchange = probe.server.ask(path, parse_qsl(query, keep_blank_values=True))
    if exchange.status >= 500:
        probe.errors.answer(lambda: probe.server.ask(right, []))  # an operation that fails with right requests too is one defect
    if exchange.status != status:
        yield Violation(f"{path}{'?' if query else ''}{query[:100]} is answered with {exchange.status}", exchange)


def _filled(path: str, parts: Mapping[str, str]) -> str:
    """Return the path with its parts in place of their names."""
    for name, value in parts.items():
        path = path.replace(name, value)
    return path


def _rules_of(path: str, operation: Mapping[str, Any]) -> Rules:
    """Return the rules on the refusals of an operation."""
    id = operation["operationId"]
    rules = Rules(id)
    for stated in operation["x-rules"]:
        refusal = stated.get("refusal") or {}
        # A server that fails is no rule: it may be mended.
        if not 400 <= refusal.get("status", 0) < 500:
            continue
        repeated = "&".join([REPEATED[id]] * (MOST + 1)) if stated["id"] == "parameter-count" else ""
        other = {} if stated.get("example") or repeated else OTHER_PARTS[stated["id"]]
        says = f"{stated['says']} What breaks this is refused with {refusal['status']}."
        check = partial(_refused, path, other, stated.get("example") or repeated, refusal["status"])
        rules.rule(f"refused/{id}/{stated['id']}", says, stated["x-source"], ["answers", "refusals"])(check)
    return rules


RULES = [
    _rules_of(path, operation)
    for path, methods in spec_of("hedera")["paths"].items()
    for operation in methods.values()
    if operation.get("operationId") != OPERATION and "x-rules" in operation
]

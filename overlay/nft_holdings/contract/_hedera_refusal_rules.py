"""Hedera's refusals: one rule for each of the spec's `x-rules`."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from .._spec import spec_of
from ._hedera_probe import OPERATION, HederaProbe
from ._hedera_rules import HEDERA
from ._rule import Violation

MOST_SPENDERS = 100
WITHOUT_EXAMPLE = {"spender-count": [("spender.id", str(number)) for number in range(1, MOST_SPENDERS + 2)]}
"""Questions that are too long to stand in the spec."""


def _rules() -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = next(iter(spec_of("hedera")["paths"].values()))["get"]["x-rules"]
    return found


def _refused(stated: Mapping[str, Any], probe: HederaProbe) -> Iterator[Violation]:
    query = WITHOUT_EXAMPLE.get(stated["id"]) or parse_qsl(stated["example"], keep_blank_values=True)
    exchange = probe.refusal(probe.accounts[0], query)
    if exchange.status != stated["refusal"]["status"]:
        yield Violation(found=f"the question is answered with {exchange.status}, not refused", exchange=exchange)


for _stated in _rules():
    _says = f"{_stated['says']} What breaks this is refused with {_stated['refusal']['status']}."
    HEDERA.rule(f"refused/{_stated['id']}", OPERATION, _says, _stated["x-source"])(partial(_refused, _stated))

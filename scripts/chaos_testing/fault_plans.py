"""Fault plans: the faults of a round, how often each occurs, and the sandbox's settings."""

from collections.abc import Mapping
from random import Random
from typing import Any

from attrs import frozen

from .expected_holdings import CHAOS_APIS

LARGEST_REPLY = 1_000_000

CONNECTION_FAULTS: tuple[Mapping[str, Any], ...] = (
    *({"fault": "status", "status": status} for status in (408, 425, 429, 500, 502, 503, 504)),
    *({"fault": "status", "status": 429, "wait": wait, "wait_as": form} for wait, form in ((0.02, "fraction"), (0.02, "milliseconds"))),
    *({"fault": "status", "status": 503, "wait": 60, "wait_as": form} for form in ("seconds", "date", "reset")),
    {"fault": "status", "status": 400},
    {"fault": "status", "status": 418},
    {"fault": "latency", "seconds": 0.02},
    {"fault": "latency", "seconds": 0.4},
    *({"fault": "reset", "when": when} for when in ("before", "body", "after")),
    {"fault": "drip", "seconds": 0.02},
    {"fault": "drip", "seconds": 0.6},
    *({"fault": kind} for kind in ("truncated_gzip", "html", "content_type", "malformed_json", "empty_body", "deep")),
    {"fault": "oversized", "bytes": 3 * LARGEST_REPLY},
)
PAGE_FAULTS: tuple[Mapping[str, Any], ...] = (
    *({"fault": kind} for kind in ("null_list", "retyped_field", "unknown_field", "zero_total")),
    *({"fault": kind, "rows": rows} for kind in ("overlap", "shift") for rows in (1, 3)),
    # A field that may be absent or null means something else without it, and no client could notice. So each API names its fields.
    *({**fault, "api": name} for name, api in CHAOS_APIS.items() for fault in api.faults),
)
HOLDING_CHANGES: tuple[Mapping[str, Any], ...] = (
    {"fault": "row_added", "where": "front"},
    {"fault": "row_added", "where": "back"},
    {"fault": "row_removed"},
    {"fault": "row_moved"},
)


@frozen
class FaultPlan:
    """The faults of a round.

    Attributes:
        faults: The faults, as the sandbox takes them.
        settings: The sandbox's settings.
    """

    faults: Mapping[str, Any]
    settings: Mapping[str, Any]


def fault_plan(random: Random) -> FaultPlan:
    """Make up the faults of a round: in none of the requests up to half of them."""
    share = random.choice([0.0, 0.02, 0.1, 0.2, 0.33, 0.5])
    kinds = [*CONNECTION_FAULTS, *PAGE_FAULTS, *HOLDING_CHANGES]
    chosen = random.sample(kinds, random.randint(1, len(kinds)))
    rules = [{**kind, "probability": share / len(chosen)} for kind in chosen] if share else []
    settings = {name: random.choice(values) for api in CHAOS_APIS.values() for name, values in api.settings.items()}
    return FaultPlan({"seed": random.randrange(2**32), "faults": rules}, settings)

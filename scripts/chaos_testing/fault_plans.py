"""What goes wrong in a round: kinds of faults, and how often."""

from collections.abc import Mapping
from random import Random
from typing import Any

from attrs import frozen

LARGEST_REPLY = 1_000_000

WIRE: tuple[Mapping[str, Any], ...] = (
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
DATA: tuple[Mapping[str, Any], ...] = (
    *({"fault": kind} for kind in ("null_list", "retyped_field", "unknown_field", "zero_total")),
    # Not on Hedera: a mirror node that says that there is nothing more has no total to be held against.
    *({"fault": "empty_page", "api": api} for api in ("loopring", "swapchat")),
    *({"fault": kind, "rows": rows} for kind in ("overlap", "shift") for rows in (1, 3)),
    {"fault": "repeated_page", "api": "swapchat"},
    # A field that may be left out or be null says something else without it, and nobody could tell; so the fields are named.
    *(
        {"fault": kind, "api": "hedera", "field": field}
        for kind in ("missing_field", "null_field")
        for field in ("serial_number", "token_id")
    ),
    *({"fault": "null_field", "api": "loopring", "field": field} for field in ("pending", "total", "nftData", "nftType", "collection")),
    *({"fault": "missing_field", "api": "loopring", "field": field} for field in ("tokenId", "locked", "count")),
    *({"fault": "null_field", "api": "swapchat", "field": field} for field in ("quantity", "nft.contract_address", "nft")),
    *({"fault": "missing_field", "api": "swapchat", "field": field} for field in ("quantity", "nft.blockchain")),
    {"fault": "unknown_value", "api": "loopring", "field": "nftType"},
    {"fault": "unknown_value", "api": "swapchat", "field": "nft.contract_type"},
)
CHANGES: tuple[Mapping[str, Any], ...] = (
    {"fault": "row_added", "where": "front"},
    {"fault": "row_added", "where": "back"},
    {"fault": "row_removed"},
    {"fault": "row_moved"},
)


@frozen
class Weather:
    """The faults of a round, and whether the mirror node's paging defect is there too."""

    faults: Mapping[str, Any]
    quirks: bool


def weather(random: Random) -> Weather:
    """Make up a round's faults: from none at all to half of all requests."""
    share = random.choice([0.0, 0.02, 0.1, 0.2, 0.33, 0.5])
    kinds = [*WIRE, *DATA, *CHANGES]
    chosen = random.sample(kinds, random.randint(1, len(kinds)))
    rules = [{**kind, "probability": share / len(chosen)} for kind in chosen] if share else []
    return Weather({"seed": random.randrange(2**32), "faults": rules}, quirks=random.random() < 0.5)

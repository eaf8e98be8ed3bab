"""How long a server asks to wait, in all the ways in which servers say so."""

import re
import time
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

NUMBER = re.compile(r"([0-9]{1,300}(?:\.[0-9]{1,300})?)\s*(ms|s)?")
LONGEST_DATE = 100
EPOCH = 1_000_000_000
"""A reset time above this is a moment, in seconds since 1970, and not a number of seconds."""


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """The seconds that a reply's headers ask to wait; None if they do not say, or say nonsense.

    In order: `Retry-After-Ms` in milliseconds; `Retry-After` in seconds with or without a fraction, in milliseconds
    (`1500ms`), or as an HTTP date; `RateLimit` with `r=0` and `t=` in seconds; `RateLimit-Reset`, `X-RateLimit-Reset` and
    `X-Rate-Limit-Reset` in seconds, or as a moment since 1970, unless the same reply says that requests remain: then it is not
    the limit that refuses.
    A date is compared with the reply's own `Date`, where there is one, as clocks differ. A moment that is past gives 0.
    """
    if (seconds := _number(headers.get("retry-after-ms"), unit="ms")) is not None:
        return seconds
    after = headers.get("retry-after")
    several = [_number(each) for each in (after or "").split(",")]  # as headers are joined that come more than once
    if None not in several:
        return max(each for each in several if each is not None)
    if (moment := _moment(after)) is not None:
        return max(0.0, moment - _server_time(headers))
    for policy in headers.get("ratelimit", "").split(","):
        told = dict(each.strip().split("=", 1) for each in policy.split(";") if "=" in each)
        if told.get("r") == "0" and (seconds := _number(told.get("t"))) is not None:
            return seconds
    for name in ("ratelimit", "x-ratelimit", "x-rate-limit"):
        if (reset := _number(headers.get(f"{name}-reset"))) is not None and not _number(headers.get(f"{name}-remaining")):
            reset = reset / 1000 if reset > EPOCH * 1000 else reset
            return max(0.0, reset - _server_time(headers)) if reset > EPOCH else reset
    return None


def _number(text: str | None, *, unit: str = "s") -> float | None:
    if found := NUMBER.fullmatch((text or "").strip()):
        return float(found[1]) / (1000 if (found[2] or unit) == "ms" else 1)
    return None


def _moment(text: str | None) -> float | None:
    try:
        moment = parsedate_to_datetime((text or "")[:LONGEST_DATE])
        # HTTP's third form, that of asctime, names no zone and means UTC; Python would take it for local time.
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


def _server_time(headers: Mapping[str, str]) -> float:
    sent = _moment(headers.get("date"))
    return time.time() if sent is None else sent

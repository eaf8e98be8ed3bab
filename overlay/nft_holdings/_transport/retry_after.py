"""Read the wait that a server requests, in all forms that servers write."""

import re
import time
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

NUMBER = re.compile(r"([0-9]{1,300}(?:\.[0-9]{1,300})?)\s*(ms|s)?")
LONGEST_DATE = 100
EPOCH = 1_000_000_000
"""A reset time above this is a timestamp, in seconds since 1970; any other is a number of seconds to wait."""


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a reply's headers ask to wait; None if no header says so in a known form.

    The first of these that can be read:

    - `Retry-After-Ms` in milliseconds;
    - `Retry-After` in seconds with or without a fraction, in milliseconds (`1500ms`), or as an HTTP date;
    - `RateLimit` with `r=0` and `t=` in seconds;
    - `RateLimit-Reset`, `X-RateLimit-Reset` or `X-Rate-Limit-Reset` in seconds, or as a timestamp. It is ignored if the same reply
      says that requests remain: then something else than the limit refuses.

    Dates and timestamps are compared with the reply's `Date` header if it has one, as clocks differ. A time in the past gives 0.
    """
    if (seconds := _number(headers.get("retry-after-ms"), unit="ms")) is not None:
        return seconds
    after = headers.get("retry-after")
    several = [_number(each) for each in (after or "").split(",")]  # repeated headers are joined by commas
    if None not in several:
        return max(each for each in several if each is not None)
    if (timestamp := _timestamp(after)) is not None:
        return max(0.0, timestamp - server_time(headers))
    for policy in headers.get("ratelimit", "").split(","):
        fields = dict(each.strip().split("=", 1) for each in policy.split(";") if "=" in each)
        if fields.get("r") == "0" and (seconds := _number(fields.get("t"))) is not None:
            return seconds
    for name in ("ratelimit", "x-ratelimit", "x-rate-limit"):
        if (reset := _number(headers.get(f"{name}-reset"))) is not None and not _number(headers.get(f"{name}-remaining")):
            reset = reset / 1000 if reset > EPOCH * 1000 else reset
            return max(0.0, reset - server_time(headers)) if reset > EPOCH else reset
    return None


def _number(text: str | None, *, unit: str = "s") -> float | None:
    if found := NUMBER.fullmatch((text or "").strip()):
        return float(found[1]) / (1000 if (found[2] or unit) == "ms" else 1)
    return None


def _timestamp(text: str | None) -> float | None:
    try:
        timestamp = parsedate_to_datetime((text or "")[:LONGEST_DATE])
        # The asctime form of HTTP dates has no zone and means UTC; Python would take it for local time.
        return (timestamp if timestamp.tzinfo else timestamp.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


def server_time(headers: Mapping[str, str]) -> float:
    """Return the time of a reply in seconds since 1970, as its header Date says; that of this machine without one."""
    sent = _timestamp(headers.get("date"))
    return time.time() if sent is None else sent

"""Timestamps: nanoseconds since 1970 in the database, seconds with nine decimals in replies."""

import re
from datetime import UTC, datetime

NANOSECONDS = 10**9
TIMESTAMP = re.compile(r"([0-9]{1,10})(?:\.([0-9]{1,9}))?")


def read_timestamp(text: str) -> int:
    """Return the nanoseconds of a timestamp. Decimals that are left out are zeros.

    Raises:
        ValueError: The text is not a timestamp.
    """
    found = TIMESTAMP.fullmatch(text)
    if not found:
        raise ValueError(text)
    return int(found[1]) * NANOSECONDS + int((found[2] or "").ljust(9, "0"))


def as_timestamp(nanoseconds: int | None, separator: str = ".") -> str | None:
    """Return a timestamp as replies have it; null for none."""
    if nanoseconds is None:
        return None
    seconds, rest = divmod(nanoseconds, NANOSECONDS)
    return f"{seconds}{separator}{rest:09}"


def start_of_month(nanoseconds: int, before: int = 0) -> int:
    """Return the first moment of the month that a timestamp lies in, or of one so many months before."""
    day = datetime.fromtimestamp(nanoseconds // NANOSECONDS, UTC)
    year, month = divmod(12 * day.year + day.month - 1 - before, 12)
    return int(datetime(year, month + 1, 1, tzinfo=UTC).timestamp()) * NANOSECONDS

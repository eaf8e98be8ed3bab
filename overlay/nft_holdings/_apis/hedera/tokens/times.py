"""Consensus times: seconds since 1970 with nine decimals, as the server writes them.

Source: `GET /api/v1/tokens/{tokenId}/nfts/{serialNumber}/transactions` in the spec, with the documents that it cites.
"""

import re
from datetime import UTC, datetime

from nft_holdings._errors import InvalidArgument
from nft_holdings._redaction import shown

Time = str | int | datetime
"""A time as a caller gives it: text as the server writes it or in ISO 8601, whole nanoseconds since 1970, or a datetime with a zone."""
WRITTEN = re.compile(r"([0-9]{1,10})(?:\.([0-9]{1,9}))?")
ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d))?")
SECOND = 10**9
LATEST = 2**63 - 1
"""The latest time in nanoseconds. The server fails for good on later ones."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FORMS = "such as '1700000000.000000001', '2026-01-31T12:00:00Z', whole nanoseconds since 1970, or a datetime with a time zone"


def nanoseconds(value: object, argument: str) -> int:
    """Return a time in nanoseconds since 1970; nothing of it is lost.

    Args:
        value: The time: text as the server writes it or in ISO 8601, whole nanoseconds, or a datetime with a time zone. A date alone is
            its begin in UTC.
        argument: The name of the argument, for the error.

    Raises:
        InvalidArgument: It is no time, or out of the range that the server takes.
    """
    found = _read(value, argument)
    if not 0 <= found <= LATEST:
        raise InvalidArgument(f"{argument} must be from 1970 to 2262 ({written(LATEST)}), not {shown(value)}", argument=argument)
    return found


def _read(value: object, argument: str) -> int:
    match value:
        case bool():
            pass
        case int():
            return value
        case datetime() if value.tzinfo is not None:
            return _of(value)
        case datetime():
            raise InvalidArgument(
                f"{argument} has no time zone: {shown(value)}", argument=argument, hint=f"give {argument}=….replace(tzinfo=datetime.UTC)"
            )
        case str() if found := WRITTEN.fullmatch(value):
            return int(found[1]) * SECOND + int((found[2] or "0").ljust(9, "0"))
        case str() if found := ISO.fullmatch(value):
            day, minute, second, fraction, zone = found.groups()
            try:
                whole = datetime.fromisoformat(f"{day}T{minute or '00:00'}:{second or '00'}{zone or 'Z'}")
            except ValueError:
                pass
            else:
                return _of(whole) + int((fraction or "0").ljust(9, "0"))
    raise InvalidArgument(f"{argument} must be a time {FORMS}, not {shown(value)}", argument=argument)


def _of(moment: datetime) -> int:
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds * 1000


def written(time: int) -> str:
    """Return a time in nanoseconds as the server writes it."""
    return f"{time // SECOND}.{time % SECOND:09d}"


def time_in(text: object) -> int | None:
    """Return the nanoseconds of a time that the server wrote; None if it is no such text."""
    found = WRITTEN.fullmatch(text) if isinstance(text, str) else None
    return None if found is None else int(found[1]) * SECOND + int((found[2] or "0").ljust(9, "0"))

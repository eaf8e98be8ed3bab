"""The snapshots of a folder by the times at which they began."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from nft_holdings._errors import InvalidArgument
from nft_holdings._redaction import shown
from nft_holdings.data._store import StoredSnapshot

MOST_SHOWN = 3
"""The times that an error tells."""


def chosen_snapshot(folder: Path, snapshots: Sequence[StoredSnapshot], at: datetime | str | None) -> StoredSnapshot:
    """Return the newest snapshot that began at or before a time; without a time the newest that has ended, or the newest if none has.

    Args:
        folder: The folder, for the message.
        snapshots: Its snapshots, the first one first.
        at: The time. One without a time zone is in UTC.

    Raises:
        InvalidArgument: It is no time, or no snapshot began by then.
    """
    if at is None:
        return next((each for each in reversed(snapshots) if each.ended), snapshots[-1])
    time = _time(at, snapshots[-1].began)
    if found := [each for each in snapshots if datetime.fromisoformat(each.began) <= time]:
        return found[-1]
    times = ", ".join(each.began for each in snapshots[:MOST_SHOWN])
    more = f" and {len(snapshots) - MOST_SHOWN} later" if len(snapshots) > MOST_SHOWN else ""
    raise InvalidArgument(f"{folder} has no snapshot of {at} or before: those that it has began at {times}{more}", argument="at")


def _time(at: datetime | str, example: str) -> datetime:
    try:
        time = at if isinstance(at, datetime) else datetime.fromisoformat(at)
    except (TypeError, ValueError):
        raise InvalidArgument(f"the time of a snapshot is one such as {example}, not {shown(at)}", argument="at") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)

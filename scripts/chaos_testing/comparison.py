"""Comparison of the rows that a listing gave with those that it should have given."""

from collections.abc import Mapping, Sequence
from typing import Any

from nft_holdings import DecodeError, Drift

from .chaos_api import Key, Row
from .listing_calls import ListingCall


class ExpectedRows:
    """The rows of an account while it is listed: those that it held all the time, and those that it held at any time."""

    def __init__(self, listing: ListingCall, rows: Mapping[Key, Row]) -> None:
        self._key = listing.held.listing.key
        self._call = listing.call
        self._at_any_time = dict(rows)
        self._all_the_time = self._call.select(rows)

    def change(self, kind: str, key: Key, row: Row) -> None:
        """Apply a change of the account's holdings."""
        if kind == "row_added":
            self._at_any_time[key] = row
        elif kind == "row_removed":
            self._all_the_time.discard(key)

    def mistake(self, rows: Sequence[Any], drifts: Sequence[Drift], *, complete: bool) -> str | None:
        """Return the first mistake in the rows that a listing gave; None if they are right."""
        good = [row.to_dict() for row in rows if not isinstance(row, DecodeError)]
        bad = [row for row in rows if isinstance(row, DecodeError)]
        keys = [self._key(row) for row in good]
        if len(set(keys)) < len(keys):
            return f"{len(keys) - len(set(keys))} rows came twice"
        if foreign := set(keys) - self._call.select(self._at_any_time):
            return f"rows that the account did not hold, or that the filter excludes: {sorted(foreign)[:3]}"
        if not self._call.is_ordered(keys):
            return "rows are out of order"
        if complete and len(self._all_the_time - set(keys)) > len(bad):
            return f"{len(self._all_the_time - set(keys))} rows are missing, and no error says so"
        if not drifts:
            for key, row in zip(keys, good, strict=True):
                if field := _differing_field(row, self._at_any_time[key]):
                    return f"a row has another value than it should, and no drift was reported: {key} {field}"
        return None


def _differing_field(got: Mapping[str, Any], expected: Mapping[str, Any]) -> str | None:
    """Return the first field that differs. Fields that the sandbox makes up, or leaves out, are skipped."""
    for name, value in expected.items():
        if name in got and got[name] is not None:
            if isinstance(value, dict):
                if field := _differing_field(got[name], value):
                    return f"{name}.{field}"
            elif got[name] != value:
                return str(name)
    return None

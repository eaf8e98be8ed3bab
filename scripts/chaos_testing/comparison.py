"""Whether what a listing gave is right."""

from collections.abc import Mapping, Sequence
from typing import Any

from nft_holdings import DecodeError, Drift

from .expected_holdings import Key, Row
from .listing_calls import Question


class Held:
    """The rows of an account while it was listed: those that it held all the time, and those that it held at any time."""

    def __init__(self, question: Question, rows: Mapping[Key, Row]) -> None:
        self._question = question
        self.at_any_time = dict(rows)
        self.all_the_time = question.answer(rows)

    def changed(self, kind: str, key: Key, row: Row) -> None:
        """Follow a change."""
        if kind == "row_added":
            self.at_any_time[key] = row
        elif kind == "row_removed":
            self.all_the_time.discard(key)

    def wrong(self, rows: Sequence[Any], drifts: Sequence[Drift], *, complete: bool) -> str | None:
        """What is wrong with the rows that a listing gave; None if nothing is."""
        question = self._question
        good = [row.to_dict() for row in rows if not isinstance(row, DecodeError)]
        bad = [row for row in rows if isinstance(row, DecodeError)]
        keys = [question.key(row) for row in good]
        possible = question.answer(self.at_any_time)
        if len(set(keys)) < len(keys):
            return f"{len(keys) - len(set(keys))} rows came twice"
        if foreign := set(keys) - possible:
            return f"rows that the account did not hold, or that were not asked for: {sorted(foreign)[:3]}"
        if question.operation == "hedera.nfts" and keys != sorted(keys, reverse=question.descending):
            return "rows are out of order"
        if complete and len(self.all_the_time - set(keys)) > len(bad):
            return f"{len(self.all_the_time - set(keys))} rows are missing, and nothing says so"
        if not drifts:
            for key, row in zip(keys, good, strict=True):
                if told := _different(row, self.at_any_time[key]):
                    return f"a row has another value than it should, and no drift was told: {key} {told}"
        return None


def _different(got: Mapping[str, Any], held: Mapping[str, Any]) -> str | None:
    """Where a row differs from what is held. Fields that the sandbox makes up, or leaves out, are passed over."""
    for name, value in held.items():
        if name in got and got[name] is not None:
            if isinstance(value, dict):
                if told := _different(got[name], value):
                    return f"{name}.{told}"
            elif got[name] != value:
                return str(name)
    return None

"""The values of fields in a row."""

import copy
from typing import Any

from nft_holdings.sandbox._listing import Row

MISSING: Any = object()


def value_at(row: Row, path: str) -> Any:
    """Return the value of a field, or `MISSING`."""
    found: Any = row
    for name in path.split("."):
        found = found.get(name, MISSING) if isinstance(found, dict) else MISSING
    return found


def with_value(row: Row, path: str, value: Any) -> Row | None:
    """Return the row with another value of a field, or without the field if the value is `MISSING`; None if the row has no place for it."""
    changed = copy.deepcopy(row)
    *outer, name = path.split(".")
    place = value_at(changed, ".".join(outer)) if outer else changed
    if not isinstance(place, dict):
        return None
    if value is MISSING:
        del place[name]
    else:
        place[name] = value
    return changed

"""Rows as JSON text, with every number as the API sent it."""

import json
import math
from decimal import Decimal
from typing import Any

ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def as_json(value: Any) -> str:
    """Return a value as JSON, numbers of any size included.

    Raises:
        ValueError: It holds a number that JSON has no form for, such as an infinite one.
    """
    try:
        return ENCODER.encode(value)
    except (TypeError, ValueError):
        return _by_parts(value)  # slower, and only where there is an odd number


def _by_parts(value: Any) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{ENCODER.encode(name)}: {_by_parts(each)}" for name, each in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_by_parts, value)) + "]"
        case bool() | str() | None:
            return ENCODER.encode(value)
        case int():
            return str(Decimal(value))  # Python itself writes no integer of more than 4,300 digits
        case float() if math.isfinite(value):
            return str(value)
        case Decimal() if value.is_finite():
            return str(value)
    raise ValueError(f"it has a number that is out of range, or something that is no JSON: {str(value)[:40]}")

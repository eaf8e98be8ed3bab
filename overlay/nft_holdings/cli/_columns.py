"""The fields of a row, by the spec: those to print, and the form of their values."""

import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from nft_holdings._apis import Api, ListingInfo
from nft_holdings._safe_text import on_one_line
from nft_holdings._specs.fields import fields_of

from ._json_text import as_json

MORE = "more"
"""The last column: what a row holds that the spec does not know, as JSON."""
TIMESTAMP = re.compile(r"[0-9]{1,19}(\.[0-9]{1,9})?")
EPOCH = datetime(1970, 1, 1)


def csv_columns(api: str, component: str) -> list[str]:
    """Return the names of all fields of a schema, with dots between a field and what is inside it."""
    return [field.path for field in fields_of(api, component) if not field.is_object]


def check_columns(names: Sequence[str], api: Api, command: ListingInfo, *, many: bool) -> None:
    """Check that columns are fields of a row, or of many accounts `account`.

    Raises:
        ValueError: A column is unknown, or named twice.
    """
    known = [*(["account"] if many else []), *(field.path for field in fields_of(api.name, command.row))]
    for name in names:
        if name not in known:
            lower = {each.lower(): each for each in known}
            near = [lower[each] for each in get_close_matches(name.lower(), lower, 1)]
            meant = next(iter([command.columns[name]] if name in command.columns else near), None)
            advice = f" (did you mean {meant}?)" if meant else ""
            top = [each for each in known if "." not in each]
            inside = next((f", and fields in them such as {each}" for each in known if "." in each), "")
            raise ValueError(f"--columns: unknown column {name!r}{advice}; known columns are {', '.join(top)}{inside}")
        if names.count(name) > 1:
            raise ValueError(f"--columns names {name} twice: name each column once")


def timestamps_of(api: Api, command: ListingInfo) -> dict[str, int]:
    """Return the fields of a row that are timestamps, each with the power of ten of its unit."""
    paths = [(field.path, field.path.rpartition(".")[2]) for field in fields_of(api.name, command.row)]
    powers = {path: api.timestamps.get(f"{command.row}.{path}", api.timestamps.get(name)) for path, name in paths}
    return {path: power for path, power in powers.items() if power is not None}


def flattened(row: Mapping[str, Any], columns: list[str]) -> list[Any]:
    """Return the row's values by column, and at the end the rest of the row, as JSON or None."""
    rest = _copied(row)
    values = [_taken(rest, column.split(".")) for column in columns]
    _prune(rest)
    return [*values, as_json(rest) if rest else None]


def _copied(value: Any) -> Any:
    return {key: _copied(inner) for key, inner in value.items()} if isinstance(value, Mapping) else value


def _taken(row: Any, steps: list[str]) -> Any:
    for step in steps[:-1]:
        row = row.get(step) if isinstance(row, dict) else None
    return row.pop(steps[-1], None) if isinstance(row, dict) else None


def _prune(row: dict[str, Any]) -> None:
    for key, value in list(row.items()):
        if isinstance(value, dict):
            _prune(value)
        if value in ({}, None):
            del row[key]


def cell(row: Any, path: str) -> Any:
    """Return the value of a row at steps joined by dots; None without one."""
    for step in path.split("."):
        row = row.get(step) if isinstance(row, dict) else None
    return row


def with_dates(row: Any, timestamps: Mapping[str, int]) -> Any:
    """Return a row with its timestamps as dates."""
    row = _copied(row)
    for path, power in timestamps.items():
        inside, _, name = path.rpartition(".")
        fields = cell(row, inside) if inside else row
        if isinstance(fields, dict) and name in fields:
            fields[name] = as_date(fields[name], power)
    return row


def as_date(value: Any, power: int) -> Any:
    """Return a timestamp in RFC 3339, in UTC, with all its decimals; anything else as it is.

    Args:
        value: The timestamp.
        power: The power of ten of its unit.
    """
    text = str(value) if type(value) is int and value.bit_length() < 64 else value
    if not isinstance(text, str) or not TIMESTAMP.fullmatch(text):
        return value
    seconds, point, decimals = f"{Decimal(text).scaleb(power):f}".partition(".")
    try:
        return f"{(EPOCH + timedelta(seconds=int(seconds))).isoformat()}{point}{decimals}Z"
    except OverflowError:
        return value


def for_people(value: Any, power: int) -> Any:
    """Return a timestamp as a date and a time of whole seconds, in UTC; anything else as it is."""
    date = as_date(value, power)
    return value if date == value else f"{date[:10]} {date[11:19]}Z"


def decoded(value: Any) -> Any:
    """Return the text that is written in base64 if it can be printed on a line; anything else as it is."""
    try:
        text = b64decode(value, validate=True).decode()
    except (TypeError, ValueError):
        return value
    return text if on_one_line(text) == text else value

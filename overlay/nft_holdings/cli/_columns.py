"""The fields of a row, by the spec: the columns of a CSV file, and the cells of a table."""

from collections.abc import Mapping
from typing import Any

from nft_holdings._specs.fields import fields_of

from ._json_text import as_json

MORE = "more"
"""The last column: what a row holds that the spec does not know, as JSON."""


def csv_columns(api: str, component: str) -> list[str]:
    """Return the names of all fields of a schema, with dots between a field and what is inside it."""
    return [field.path for field in fields_of(api, component) if not field.is_object]


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

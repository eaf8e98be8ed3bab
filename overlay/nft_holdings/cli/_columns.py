"""The fields of a row, by the spec: those to print, and the form of their values."""

import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Self

from attrs import evolve, frozen

from nft_holdings._apis import Api, ListingInfo
from nft_holdings._reading.json_text import as_json
from nft_holdings._safe_text import on_one_line
from nft_holdings._specs.fields import fields_of

MORE = "more"
"""The last column: what a row holds that the spec does not know, as JSON."""
TIMESTAMP = re.compile(r"[0-9]{1,19}(\.[0-9]{1,9})?")
EPOCH = datetime(1970, 1, 1)


@frozen(kw_only=True)
class RowFields:
    """The fields of rows that are printed.

    Attributes:
        names: Their names, with dots between a field and what is inside it.
        objects: Those that are objects, which have no column in CSV.
        headings: The headings of a table, each with the field below it.
        timestamps: Those that are timestamps, each with the power of ten of its unit.
        base64: Those that are bytes, written in base64.
        schema: The API and the schema in its spec that the fields are of; none for rows of the command's own.
        types: The JSON types of fields that this schema does not have and that are no texts.
    """

    names: tuple[str, ...]
    objects: frozenset[str] = frozenset()
    headings: Mapping[str, str]
    timestamps: Mapping[str, int] = {}
    base64: frozenset[str] = frozenset()
    schema: tuple[str, str] = ("", "")
    types: Mapping[str, str] = {}

    @classmethod
    def of(cls, api: Api, command: ListingInfo) -> Self:
        """Return the fields of a listing's rows."""
        fields = fields_of(api.name, command.row)
        powers = {each.path: api.timestamps.get(f"{command.row}.{each.path}", api.timestamps.get(each.name)) for each in fields}
        return cls(
            names=tuple(each.path for each in fields),
            objects=frozenset(each.path for each in fields if each.is_object),
            headings=command.columns,
            timestamps={path: power for path, power in powers.items() if power is not None},
            base64=frozenset(each.path for each in fields if each.is_base64),
            schema=(api.name, command.row),
        )

    @property
    def at_top(self) -> list[str]:
        """Return those that are not inside of another."""
        return [each for each in self.names if "." not in each]

    @property
    def in_csv(self) -> list[str]:
        """Return the columns of CSV."""
        return [each for each in self.names if each not in self.objects]

    def after(self, *names: str) -> Self:
        """Return the same fields after others."""
        return evolve(self, names=(*names, *self.names), headings={**{name: name for name in names}, **self.headings})

    def check(self, columns: Sequence[str]) -> None:
        """Check that columns are fields.

        Raises:
            ValueError: A column is unknown, or named twice.
        """
        for name in columns:
            if name not in self.names:
                lower = {each.lower(): each for each in self.names}
                near = [lower[each] for each in get_close_matches(name.lower(), lower, 1)]
                meant = next(iter([self.headings[name]] if name in self.headings else near), None)
                advice = f" (did you mean {meant}?)" if meant else ""
                inside = next((f", and fields in them such as {each}" for each in self.names if "." in each), "")
                raise ValueError(f"--columns: unknown column {name!r}{advice}; known columns are {', '.join(self.at_top)}{inside}")
            if columns.count(name) > 1:
                raise ValueError(f"--columns names {name} twice: name each column once")


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

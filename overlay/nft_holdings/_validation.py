"""Checks of what a caller hands in, shared by all operations."""

from collections.abc import Iterable
from typing import Any

from ._errors import FilterError
from ._redaction import shown


def whole_number(value: object, name: str, *, minimum: int, maximum: int, rule: str | None = None) -> int:
    """A whole number within bounds; `rule` is what the error calls it, its name if not given.

    Raises:
        FilterError: It is something else, or out of bounds.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not minimum <= value <= maximum:
        raise FilterError(f"{name} must be a whole number from {minimum} to {maximum}, not {shown(value)}", rule=rule or name)
    return value


def text(value: object, name: str, *, rule: str | None = None) -> str:
    """A text that can be sent: not empty, no white space around it, no control characters; `rule` as above.

    Raises:
        FilterError: It is something else.
    """
    if not isinstance(value, str) or not value:
        raise FilterError(f"{name} must be a text that is not empty, not {shown(value)}", rule=rule or name)
    if value != value.strip() or not value.isprintable():
        raise FilterError(f"{name} has white space around it or characters that do not print: {shown(value)}", rule=rule or name)
    return value


def flag(value: object, name: str) -> bool | None:
    """True, False, or None for "not sent".

    Raises:
        FilterError: It is something else.
    """
    if value is not None and not isinstance(value, bool):
        raise FilterError(f"{name} must be True, False or None, not {shown(value)}", rule=name)
    return value


def items(values: Iterable[Any] | None, name: str) -> list[Any]:
    """A list, where None and nothing in it mean "not sent".

    Raises:
        FilterError: It is a single text, or not a list at all.
    """
    if isinstance(values, str | bytes):
        raise FilterError(f"{name} takes a list: {name}=[{shown(values)}]", rule=name)
    try:
        return [] if values is None else list(values)
    except TypeError:
        raise FilterError(f"{name} takes a list, not {shown(values)}", rule=name) from None


def list_texts(values: Iterable[str] | None, name: str) -> list[str]:
    """A list of texts that can be joined by commas.

    Raises:
        FilterError: One of them is not a text, is empty, or has a comma in it.
    """
    found = [text(value, f"each of {name}", rule=name) for value in items(values, name)]
    if joined := [value for value in found if "," in value]:
        raise FilterError(f"{name} has a comma in {joined[0]!r}, and commas separate the values: give them one by one", rule=name)
    return found

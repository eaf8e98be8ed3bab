"""Validate arguments; all operations share these checks."""

from collections.abc import Iterable
from typing import Any

from ._errors import InvalidArgument
from ._redaction import shown


def whole_number(value: object, name: str, *, minimum: int, maximum: int, argument: str | None = None) -> int:
    """Return a whole number within bounds.

    Args:
        value: The argument.
        name: Its name in the message of the error.
        minimum: The smallest number.
        maximum: The largest number.
        argument: The argument that the error is about, if the name is a longer phrase.

    Raises:
        InvalidArgument: It is no whole number, or out of bounds.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not minimum <= value <= maximum:
        raise InvalidArgument(f"{name} must be a whole number from {minimum} to {maximum}, not {shown(value)}", argument=argument or name)
    return value


def text(value: object, name: str, *, argument: str | None = None) -> str:
    """Return a text that can be sent: not empty, without white space around it, and without control characters.

    Args:
        value: The argument.
        name: Its name in the message of the error.
        argument: The argument that the error is about, if the name is a longer phrase.

    Raises:
        InvalidArgument: It is no such text.
    """
    if not isinstance(value, str) or not value:
        raise InvalidArgument(f"{name} must be a text that is not empty, not {shown(value)}", argument=argument or name)
    if value != value.strip() or not value.isprintable():
        raise InvalidArgument(
            f"{name} has white space around it or characters that do not print: {shown(value)}", argument=argument or name
        )
    return value


def flag(value: object, name: str) -> bool | None:
    """Return True or False, or None for "not sent".

    Raises:
        InvalidArgument: It is none of these.
    """
    if value is not None and not isinstance(value, bool):
        raise InvalidArgument(f"{name} must be True, False or None, not {shown(value)}", argument=name)
    return value


def items(values: Iterable[Any] | None, name: str) -> list[Any]:
    """Return a list; None becomes an empty one, and an empty one means "not sent".

    Raises:
        InvalidArgument: It is a single text, or no iterable.
    """
    if isinstance(values, str | bytes):
        raise InvalidArgument(f"{name} takes a list", argument=name, hint=f"{name}=[{shown(values)}]")
    try:
        return [] if values is None else list(values)
    except TypeError:
        raise InvalidArgument(f"{name} takes a list, not {shown(values)}", argument=name) from None


def list_texts(values: Iterable[str] | None, name: str) -> list[str]:
    """Return a list of texts that can be joined by commas.

    Raises:
        InvalidArgument: One of them is no text, is empty, or contains a comma.
    """
    found = [text(value, f"each of {name}", argument=name) for value in items(values, name)]
    if joined := [value for value in found if "," in value]:
        raise InvalidArgument(
            f"{name} has a comma in {joined[0]!r}, and commas separate the values", argument=name, hint="give them one by one"
        )
    return found

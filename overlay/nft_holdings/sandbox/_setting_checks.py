"""The checks of settings, and the limits that follow from them and the spec."""

from collections.abc import Callable
from typing import Any

from attrs import Attribute, frozen

from nft_holdings._specs.access import parameter_schema

LARGEST_PAGE = 1_000_000

Check = Callable[[object, "Attribute[Any]", Any], None]


@frozen
class Limits:
    """The number of rows on a page if the request does not say, and at most."""

    default: int
    maximum: int


def checked(expected: str, fits: Callable[[Any], bool]) -> Check:
    """Return a check of a setting, which passes None where it is the default; `expected` says what fits, for the error."""

    def check(_: object, attribute: "Attribute[Any]", value: object) -> None:
        if not fits(value) and not (value is None and attribute.default is None):
            raise ValueError(f"{attribute.name} must be {expected}, not {value!r}")

    return check


def is_whole(value: object) -> bool:
    """Return True for a whole number."""
    return isinstance(value, int) and not isinstance(value, bool)


def within(minimum: int, maximum: int) -> Check:
    """Return a check for whole numbers in a range."""
    return checked(f"a whole number from {minimum} to {maximum}", lambda value: is_whole(value) and minimum <= value <= maximum)


whole = checked("a whole number", is_whole)
flag = checked("true or false", lambda value: isinstance(value, bool))
page_size = within(1, LARGEST_PAGE)


def allows(limits: str) -> Check:
    """Return a check that the limits of settings, a property, can be made of what is set."""
    return lambda settings, _, __: getattr(settings, limits)


def chosen_limits(api: str, parameter: str, default: int | None, maximum: int | None) -> Limits:
    """Return the limits of an API: those given, and the spec's for those that are not.

    A default that is not given shrinks to a maximum that is.

    Raises:
        ValueError: The default is above the maximum.
    """
    schema = parameter_schema(api, parameter)
    most = schema.get("x-documented-maximum", schema.get("maximum")) if maximum is None else maximum
    usual = min(schema["default"], most) if default is None else default
    if usual > most:
        raise ValueError(f"{api}_default_limit must not be above the maximum: {usual} is above {most}")
    return Limits(usual, most)

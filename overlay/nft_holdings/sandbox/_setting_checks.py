"""Checks of the values of settings, for those of all APIs and for each API's."""

from collections.abc import Callable
from typing import Any

from attrs import Attribute

from ._spec import Limits, documented_limits

LARGEST_PAGE = 1_000_000

Check = Callable[[object, "Attribute[Any]", Any], None]


def within(minimum: int, maximum: int) -> Check:
    """Return a check for whole numbers in a range; None passes where it is the default."""

    def check(_: object, attribute: "Attribute[Any]", value: object) -> None:
        if value is None and attribute.default is None:
            return
        if isinstance(value, bool) or not isinstance(value, int) or not minimum <= value <= maximum:
            raise ValueError(f"{attribute.name} must be a whole number from {minimum} to {maximum}, not {value!r}")

    return check


def whole(_: object, attribute: "Attribute[Any]", value: object) -> None:
    """Refuse what is no whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{attribute.name} must be a whole number, not {value!r}")


def flag(_: object, attribute: "Attribute[Any]", value: object) -> None:
    """Refuse what is neither True nor False."""
    if not isinstance(value, bool):
        raise ValueError(f"{attribute.name} must be true or false, not {value!r}")


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
    documented = documented_limits(api, parameter)
    most = documented.maximum if maximum is None else maximum
    usual = min(documented.default, most) if default is None else default
    if usual > most:
        raise ValueError(f"{api}_default_limit must not be above the maximum: {usual} is above {most}")
    return Limits(usual, most)

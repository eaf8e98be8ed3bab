"""Replies that are not what the spec says, and yet say all that is needed: each difference is reported as a drift."""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from .comparison import Difference, Steps, at_steps, differences_of
from .comparison import in_json as in_json
from .field_names import marked, unmarked, unmarked_name
from .json_values import plain

if TYPE_CHECKING:
    import jsonschema_rs

WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*)")
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
MOST_DIGITS = 4300
MOST_ROUNDS = 10
LOST = object()
CHECKED = "JSON that can be checked"
"""The validator refuses what it cannot represent, such as half a surrogate pair."""


class Unreadable(Exception):
    """A value is not what the spec says, and cannot be taken for it either."""

    def __init__(self, steps: Steps, expected: str, got: str) -> None:
        super().__init__(expected)
        self.steps, self.expected, self.got = steps, expected, got


def settled(validator: "jsonschema_rs.Validator", value: Any, at: Steps = ()) -> tuple[Any, list[Difference]]:
    """Turn numbers into texts and texts into numbers where the schema wants them.

    Args:
        validator: From `strict_validator`.
        value: JSON whose numbers with a point are Decimals, so that no digit of theirs is lost in a text.
        at: The steps to the value, from the top of the reply.

    Returns:
        The value, and all its differences from the schema.

    Raises:
        Unreadable: Something is missing, or of a type that cannot be converted without loss.
    """
    try:
        return _settled(validator, marked(value), at)
    except ValueError as refused:
        raise Unreadable(at, CHECKED, str(refused)) from None


def _settled(validator: "jsonschema_rs.Validator", value: Any, at: Steps) -> tuple[Any, list[Difference]]:
    from jsonschema_rs import ValidationErrorKind

    converted: list[Difference] = []
    for _ in range(MOST_ROUNDS):
        others: list[Difference] = []
        before = len(converted)
        for error in validator.iter_errors(value):
            steps = list(error.instance_path)
            found = at_steps(value, steps)
            match error.kind:
                case ValidationErrorKind.Type(types=types) if found is not None:
                    converted += differences_of(error, value, at)
                    value = _with(value, steps, _converted(found, types))
                    if at_steps(value, steps) is LOST:
                        raise Unreadable(converted[-1].steps, converted[-1].expected, converted[-1].got)
                case ValidationErrorKind.Required(property=name):
                    raise Unreadable([*at, *map(unmarked_name, steps), name], "a value", "nothing")
                case _:
                    others += differences_of(error, value, at)
        if len(converted) == before:
            retyped = [each.steps for each in converted]
            return plain(unmarked(value)), [*converted, *(each for each in others if each.steps not in retyped)]
    raise Unreadable(at, "a value that settles", "one that does not")


def _converted(found: Any, types: Sequence[str]) -> Any:
    match found:
        case bool():
            return LOST
        case int() if "string" in types:
            return str(found)
        case Decimal() if "string" in types and max(abs(found.adjusted()), -int(found.as_tuple().exponent)) <= MOST_DIGITS:
            return str(int(found)) if found == found.to_integral_value() else f"{found:f}"
        case str() if "integer" in types and WHOLE.fullmatch(found) and len(found) <= MOST_DIGITS:
            return int(found)
        case str() if "number" in types and NUMBER.fullmatch(found):
            return _number(found)
    return LOST


def _number(text: str) -> Any:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return LOST  # Python has none with such an exponent
    return number if Decimal(float(text)).is_finite() and Decimal(repr(float(text))) == number else LOST


def _with(value: Any, steps: Steps, new: Any) -> Any:
    if not steps:
        return new
    at_steps(value, steps[:-1])[steps[-1]] = new
    return value

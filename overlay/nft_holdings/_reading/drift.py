"""Where a reply is not what the spec says, and yet says all that is needed.

The spec's own schema finds the places, with every object closed and every open enum taken for what is known of it.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, Any

from attrs import frozen

from nft_holdings._errors import RAW_SHOWN, cut
from nft_holdings._specs.access import spec_of

from .field_names import MARK, marked, unmarked, unmarked_name
from .json_values import plain

if TYPE_CHECKING:
    import jsonschema_rs

WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*)")
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
MOST_DIGITS = 4300
MOST_ROUNDS = 10
LOST = object()
ENCODER = json.JSONEncoder(ensure_ascii=False, default=plain)

Steps = Sequence[int | str]


@frozen
class Drift:
    """A place where a server does what its spec does not say, told to `on_drift`. The row was delivered.

    Attributes:
        operation: The listing that was read, such as `hedera.nfts`.
        path: Where in the reply, as a JSON path (RFC 9535) such as `$.nfts[3].serial_number`; names that are no words are quoted,
            as in `$.nfts[3]["token.id"]`.
        expected: What the spec says stands there.
        got: What stands there, as JSON, cut off where it is long.
    """

    operation: str
    path: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.operation}: at {self.path} the spec has {self.expected}, the reply {self.got}"


OnDrift = Callable[[Drift], object]


class Unreadable(Exception):
    """A value is not what the spec says, and cannot be taken for it either."""

    def __init__(self, steps: Steps, expected: str, got: str) -> None:
        super().__init__(expected)
        self.steps, self.expected, self.got = steps, expected, got


@frozen
class Difference:
    """A drift inside of a value."""

    steps: Steps
    expected: str
    got: str


@frozen
class Settled:
    """A value as its type can carry it, and what was different about it."""

    value: Any
    differences: tuple[Difference, ...]


def settled(validator: "jsonschema_rs.Validator", value: Any) -> Settled:
    """Turn numbers into texts and texts into numbers where the schema wants them, and tell of all that does not fit it.

    Args:
        validator: From `strict_validator`.
        value: JSON whose numbers with a point are Decimals, so that no digit of theirs is lost in a text.

    Raises:
        Unreadable: Something is missing, or of a type that cannot be converted without loss.
    """
    from jsonschema_rs import ValidationErrorKind

    value = marked(value)
    converted: list[Difference] = []
    for _ in range(MOST_ROUNDS):
        others: list[Difference] = []
        before = len(converted)
        for error in validator.iter_errors(value):
            steps = list(error.instance_path)
            found = _at(value, steps)
            match error.kind:
                case ValidationErrorKind.Type(types=types) if found is not None:
                    expected = " or ".join(map(str, types))
                    converted.append(_difference(steps, expected, found))
                    value = _with(value, steps, _converted(found, types))
                    if _at(value, steps) is LOST:
                        raise Unreadable(converted[-1].steps, expected, converted[-1].got)
                case ValidationErrorKind.Required(property=name):
                    raise Unreadable([*map(unmarked_name, steps), name], "a value", "nothing")
                case _:
                    others += _told(error, steps, found)
        if len(converted) == before:
            return Settled(plain(unmarked(value)), (*converted, *others))
    raise Unreadable([], "a value that settles", "one that does not")


def differences(validator: "jsonschema_rs.Validator", value: Any) -> list[Difference]:
    """Where a value is not what the schema says."""
    value = marked(value)
    return [
        each for error in validator.iter_errors(value) for each in _told(error, list(error.instance_path), _at(value, error.instance_path))
    ]


def _told(error: "jsonschema_rs.ValidationError", steps: Steps, found: Any) -> Iterator[Difference]:
    from jsonschema_rs import ValidationErrorKind

    match error.kind:
        case ValidationErrorKind.AdditionalProperties(unexpected=names):
            for name in names:
                yield _difference([*steps, name], "no field of this name", found[name])
        case ValidationErrorKind.Type(types=types):
            yield _difference(steps, " or ".join(map(str, types)), found)
        case ValidationErrorKind.Enum(options=options):
            yield _difference(steps, f"one of {', '.join(map(in_json, options))}", found)
        case _:
            yield _difference(steps, f"a value for which this does not hold: {cut(error.message)}", found)


def _difference(steps: Steps, expected: str, found: Any) -> Difference:
    return Difference([*map(unmarked_name, steps)], expected, in_json(found))


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


def _at(value: Any, steps: Steps) -> Any:
    for step in steps:
        value = value[step]
    return value


def _with(value: Any, steps: Steps, new: Any) -> Any:
    if not steps:
        return new
    _at(value, steps[:-1])[steps[-1]] = new
    return value


def in_json(value: Any) -> str:
    """A value as JSON, without marks and cut off where it is long, so that of a long one not all is written."""
    if isinstance(value, Decimal):
        return cut(str(value))
    written = ""
    for piece in ENCODER.iterencode(value):
        written += piece
        if len(written) > RAW_SHOWN:
            break
    return cut(written.replace(MARK, ""))


@cache
def strict_validator(api: str, component: str) -> "jsonschema_rs.Validator":
    """A validator that also refuses fields and values of enums that the spec does not know."""
    import jsonschema_rs

    components = {name: _strict(schema) for name, schema in spec_of(api)["components"]["schemas"].items()}
    schema = {"$ref": f"#/components/schemas/{component}", "components": {"schemas": components}}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=False)


def _strict(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    strict = dict(schema)
    if "properties" in schema:
        strict["properties"] = {name: _strict(each) for name, each in schema["properties"].items()}
        strict.setdefault("additionalProperties", False)
    for name in ("items", "additionalProperties"):
        if isinstance(schema.get(name), dict):
            strict[name] = _strict(schema[name])
    if "x-extensible-enum" in schema:
        strict["enum"] = schema["x-extensible-enum"]
    match schema.get("anyOf"):
        case [one, {"type": "null"}]:
            # Said so, the validator names the place inside of the schema and not the whole alternative.
            del strict["anyOf"]
            strict |= {"if": {"not": {"type": "null"}}, "then": _strict(one)}
        case list(several):
            strict["anyOf"] = [_strict(each) for each in several]
    return strict

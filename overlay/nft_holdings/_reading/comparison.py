"""Comparison of a value with a schema of a spec: one way for the replies that clients read, and for archived traffic.

The spec's own schema finds the differences, with every object closed, and every open enum taken for its known values.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from attrs import frozen

from nft_holdings._errors import RAW_SHOWN, cut
from nft_holdings._specs.access import spec_of

from .field_names import MARK, marked, unmarked_name
from .json_values import plain

if TYPE_CHECKING:
    import jsonschema_rs

ENCODER = json.JSONEncoder(ensure_ascii=False, default=plain)
COMPARED = "compared"
"""The name of the schema that a value is compared with, in the document that the validator is made of."""
NO_FIELD = "no field of this name"
ONE_OF = "one of "
NOT_HELD = "a value for which this does not hold: "

Steps = Sequence[int | str]


@frozen
class Difference:
    """A difference between a value and a schema.

    Attributes:
        steps: Its place in the value. For a field that the schema does not have, the field; for one that is missing, the object.
        expected: The schema's demand there, in words.
        value: The part of the value there, with marks before some names.
        schema: The JSON pointer of the schema in the spec.
        keyword: The schema's keyword that the value does not satisfy, or the alternatives among which none fits.
        field: The field that is missing, or that the schema does not have.
        nearest: For alternatives, the differences from the one that is nearest.
    """

    steps: Steps
    expected: str
    value: Any
    schema: str
    keyword: str
    field: str = ""
    nearest: Sequence["Difference"] = ()

    @property
    def got(self) -> str:
        """The value as JSON, cut off where it is long."""
        return in_json(self.value)


def differences(validator: "jsonschema_rs.Validator", value: Any) -> list[Difference]:
    """Return the differences between a value and a schema.

    Args:
        validator: From `strict_validator` or `validator_at`.
        value: JSON.

    Raises:
        ValueError: The validator cannot represent the value, such as half a surrogate pair.
    """
    value = marked(value)
    return [found for error in validator.iter_errors(value) for found in differences_of(error, value)]


def differences_of(error: "jsonschema_rs.ValidationError", value: Any, at: Steps = ()) -> Iterator[Difference]:
    """Yield the differences that a validator's error stands for.

    Args:
        error: The error.
        value: The value that was validated, marked.
        at: The steps to that value.
    """
    from jsonschema_rs import ValidationErrorKind

    steps = [*at, *map(unmarked_name, error.instance_path)]
    found = at_steps(value, error.instance_path)
    *schema, keyword = error.schema_path
    pointer = _pointer(schema)
    match error.kind:
        case ValidationErrorKind.AdditionalProperties(unexpected=names):
            for name in names:
                yield Difference([*steps, unmarked_name(name)], NO_FIELD, found[name], pointer, str(keyword), unmarked_name(name))
        case ValidationErrorKind.Type(types=types):
            yield Difference(steps, " or ".join(map(str, types)), found, pointer, str(keyword))
        case ValidationErrorKind.Enum(options=options):
            yield Difference(steps, f"{ONE_OF}{', '.join(map(in_json, options))}", found, pointer, str(keyword))
        case kind:
            expected = f"{NOT_HELD}{cut(error.message)}"
            missing = str(getattr(kind, "property", ""))
            yield Difference(steps, expected, found, pointer, str(keyword), missing, _nearest(error, value))


def innermost(found: Iterable[Difference]) -> list[Difference]:
    """Return differences with those from the nearest alternative in place of alternatives.

    A value of another type breaks other rules too, which say nothing about it and are left out.
    """
    inner = [each for outer in found for each in outer.nearest or (outer,)]
    retyped = {(*each.steps,) for each in inner if each.keyword == "type"}
    return [each for each in inner if each.keyword == "type" or (*each.steps,) not in retyped]


def _nearest(error: "jsonschema_rs.ValidationError", value: Any) -> Sequence[Difference]:
    """Return the differences from the nearest alternative: another type is farthest, a missing field farther than one too many."""
    ways = [innermost(each for inner in way for each in differences_of(inner, value)) for way in getattr(error.kind, "context", ())]

    def distance(found: Sequence[Difference]) -> tuple[bool, int, int]:
        is_another_type = any(each.keyword == "type" and len(each.steps) == len(error.instance_path) for each in found)
        return is_another_type, sum(each.keyword == "required" for each in found), len(found)

    return min(ways, key=distance, default=())


def _pointer(path: Sequence[int | str]) -> str:
    """Return the place in the spec of a schema that `_strict` made."""
    steps: list[str] = []
    for before, step in zip(("", *path), path, strict=False):
        steps += ["anyOf", "0"] if step == "then" and before != "properties" else [escaped(str(step))]
    return "".join(f"/{step}" for step in steps)


def at_steps(value: Any, steps: Steps) -> Any:
    """Return the part of a value that steps lead to."""
    for step in steps:
        value = value[step]
    return value


def in_json(value: Any) -> str:
    """Return a value as JSON, without marks and cut off where it is long, so that of a long one not all is written."""
    if isinstance(value, Decimal):
        return cut(str(value))
    written = ""
    for piece in ENCODER.iterencode(value):
        written += piece
        if len(written) > RAW_SHOWN:
            break
    return cut(written.replace(MARK, ""))


def escaped(name: str) -> str:
    """Return a name as a part of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")


@cache
def strict_validator(api: str, component: str) -> "jsonschema_rs.Validator":
    """Return a validator that also refuses fields and values of enums that the spec does not know."""
    return validator_of({"$ref": f"#/components/schemas/{component}"}, spec_of(api)["components"]["schemas"])


def validator_of(schema: Mapping[str, Any], components: Mapping[str, Any], *, close_all: bool = False) -> "jsonschema_rs.Validator":
    """Return a validator of a schema that also refuses fields and values of enums that the schema does not know.

    Args:
        schema: The schema.
        components: The schemas that it may refer to.
        close_all: Refuse such fields in objects too that are declared to be open.
    """
    import jsonschema_rs

    strict = {name: _strict(each, close_all=close_all) for name, each in components.items()}
    document = {"$ref": f"#/{COMPARED}", COMPARED: _strict(schema, close_all=close_all), "components": {"schemas": strict}}
    return jsonschema_rs.Draft202012Validator(document, validate_formats=False)


def _strict(schema: Mapping[str, Any], *, close_all: bool) -> Mapping[str, Any]:
    strict = dict(schema)
    if "properties" in schema:
        strict["properties"] = {name: _strict(each, close_all=close_all) for name, each in schema["properties"].items()}
        if close_all and schema.get("additionalProperties") is True:
            del strict["additionalProperties"]
        strict.setdefault("additionalProperties", False)
    for name in ("items", "additionalProperties"):
        if isinstance(schema.get(name), dict):
            strict[name] = _strict(schema[name], close_all=close_all)
    if "x-extensible-enum" in schema:
        strict["enum"] = schema["x-extensible-enum"]
    match schema.get("anyOf"):
        case [one, {"type": "null"}]:
            # Said so, the validator names the place inside of the schema and not the whole alternative.
            del strict["anyOf"]
            strict |= {"if": {"not": {"type": "null"}}, "then": _strict(one, close_all=close_all)}
        case list(several):
            strict["anyOf"] = [_strict(each, close_all=close_all) for each in several]
    return strict

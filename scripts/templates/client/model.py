"""The common part of all packages' models: reading them straight out of JSON, and keeping the fields that the spec does not know."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from html import escape
from itertools import chain
from math import isfinite
from types import UnionType
from typing import Any, Never, Self, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs
import msgspec

M = TypeVar("M", bound=type)
V = TypeVar("V")
_MOST_DIGITS = 640
"""Python writes out integers of so many digits, however it is set up."""
_ONLY_TEXT = frozenset({str})
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_MAPS: set[type] = set()


def parsed(content: bytes) -> Any:
    """Parse JSON. Numbers that Python's own types cannot hold, or not write out again, become Decimals.

    Raises:
        ValueError: It is not JSON.
    """
    return json.loads(content.decode(), parse_float=_float, parse_int=_int, parse_constant=_refused)


def _float(text: str) -> Any:
    if isfinite(number := float(text)):
        return number
    try:
        return Decimal(text)
    except InvalidOperation:
        return number  # Python has none with such an exponent


def _int(text: str) -> Any:
    return int(text) if len(text) <= _MOST_DIGITS else Decimal(text)


def _refused(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


class _Unknown:
    """Room for a model's unknown fields. It is no field of the model, so msgspec neither reads nor writes it."""

    __slots__ = ("_unknown",)
    _unknown: dict[str, Any]


class Model(_Unknown, msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """A model of the spec: an attrs class that msgspec stores, reads and writes.

    `to_dict` gives the fields that the spec does not know back, `msgspec.json.encode` leaves them out.
    """

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """Read a model out of JSON, with its types checked; fields that the spec does not know are kept.

        Raises:
            ValueError: It is not UTF-8, or not JSON.
            msgspec.DecodeError: It is not JSON, or not of this type; the message has the place.
            RecursionError: It is nested too deeply.
        """
        try:
            read: Self = _decoder(cls).decode(content)
        except msgspec.ValidationError as refused:
            read = _with_unknown_fields(cls, content, refused)
        return read

    @property
    def additional_properties(self) -> dict[str, Any]:
        """The fields that the spec does not know, as they came."""
        try:
            return self._unknown
        except AttributeError:
            self._unknown = fields = {}
            return fields

    @additional_properties.setter
    def additional_properties(self, fields: dict[str, Any]) -> None:
        self._unknown = fields

    @property
    def additional_keys(self) -> list[str]:
        """The names of the fields that the spec does not know."""
        return list(self.additional_properties)

    def __getitem__(self, key: str) -> Any:
        if key not in self.additional_properties:
            self._refuse_field(key)
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._refuse_field(key)  # `to_dict` would not have it
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties

    def _refuse_field(self, key: str) -> None:
        names = dict(zip(self.__struct_encode_fields__, self.__struct_fields__, strict=True))
        if key in names or key in self.__struct_fields__:
            raise KeyError(f"{key} is a field of {type(self).__name__}: write row.{names.get(key, key)}")

    def __iter__(self) -> Never:
        name = type(self).__name__
        raise TypeError(f"{name} is no sequence: write row.to_dict(), for data frames pandas.DataFrame([row.to_dict() for row in rows])")

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        return ((each.name, getattr(self, each.name)) for each in attrs.fields(type(self)))

    def _repr_html_(self) -> str:
        """Return a table of the fields, which notebooks show."""
        fields = self.to_dict()  # type: ignore[attr-defined]  # all that are generated have it
        texts = {
            name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str) for name, value in fields.items()
        }
        rows = "".join(f"<tr><th>{escape(name)}</th><td>{escape(text)}</td></tr>" for name, text in texts.items())
        return f"<p>{type(self).__name__}</p><table>{rows}</table>"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Any:
        """Let pydantic, and so FastAPI, take models and their dicts, with types checked, and write them as `to_dict` does."""
        from pydantic_core import core_schema

        def taken(value: Any) -> Any:
            if isinstance(value, cls):
                return value
            try:
                return cls.from_json(_ENCODER.encode(value))
            except (TypeError, msgspec.MsgspecError) as error:
                # pydantic takes a ValueError, which the errors of older versions of msgspec are not.
                raise ValueError(str(error)) from None

        written = core_schema.plain_serializer_function_ser_schema(lambda model: model.to_dict())
        return core_schema.no_info_plain_validator_function(taken, serialization=written)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: object, handler: object) -> Any:
        found = msgspec.json.schema(cls)
        return _self_contained(found, found["$defs"])

    def __copy__(self) -> Self:
        return self.__replace__()

    def __replace__(self, **changes: Any) -> Self:
        made = msgspec.structs.replace(self, **changes)
        if unknown := getattr(self, "_unknown", None):
            made._unknown = unknown.copy()
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple(getattr(self, name) for name in self.__struct_fields__), getattr(self, "_unknown", None)

    def __setstate__(self, fields: dict[str, Any]) -> None:
        self._unknown = fields


def _self_contained(schema: Any, models: Mapping[str, Any]) -> Any:
    """Return a JSON schema without references, that allows what models take: unknown fields, and unknown values of enums."""
    if isinstance(schema, list):
        return [_self_contained(each, models) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _self_contained(models[schema["$ref"].rpartition("/")[2]], models)
    made = {name: _self_contained(value, models) for name, value in schema.items() if name != "additionalProperties" or value}
    if isinstance(text := made.get("description"), str):
        made["description"] = " ".join(text.partition("\n\n")[0].split())
    if isinstance(known := made.pop("enum", None), list):
        made |= {"type": "string" if isinstance(known[0], str) else "integer", "examples": known}
    return made


def attrs_model(model: M) -> M:
    """Make an attrs class of a model, with attrs' own comparison and representation."""
    names, defaults = model.__struct_fields__, model.__struct_defaults__  # type: ignore[attr-defined]
    given = dict(zip(reversed(names), reversed(defaults), strict=False))
    fields = {name: attrs.field(default=given.get(name, attrs.NOTHING)) for name in names}
    made = _defined(model, **fields, additional_properties=attrs.field(init=False, factory=dict, type="dict[str, Any]"))
    made.__replace__ = Model.__replace__  # type: ignore[attr-defined]  # attrs' own, from Python 3.13 on, loses unknown fields
    _describe_dicts(made)
    return made


def _describe_dicts(model: Any) -> None:
    """Document the generated `to_dict` and `from_dict`, and let the latter name a field that is missing."""
    model.to_dict.__doc__ = "Return the fields as a dict of JSON types, under the API's own names; a field that was not sent is left out."
    read = model.from_dict.__func__

    def from_dict(cls: type[Any], src_dict: Mapping[str, Any]) -> Any:
        """Make one out of a dict of JSON types, under the API's own names. Types are not checked.

        Raises:
            KeyError: A field that the spec requires is missing; the message names it.
        """
        try:
            return read(cls, src_dict)
        except KeyError as missing:
            name = str(missing.args[0])
            failure = missing if " " in name else KeyError(f"{cls.__name__} needs the field {name!r}")  # a model inside says so itself
        raise failure

    model.from_dict = classmethod(from_dict)


class Map(dict[str, V]):
    """A model whose fields have names that the spec does not know, and values of one type."""

    __slots__ = ()

    @property
    def additional_keys(self) -> list[str]:
        """The names of the fields."""
        return list(self)


def attrs_map(model: M) -> M:
    """Make a model with fields whose names the spec does not know, and whose type it knows, an attrs class in the end."""
    _MAPS.add(model)
    return model


def finish(package: dict[str, Any]) -> None:
    """Make attrs classes of a package's maps, once msgspec knows all its models: of attrs classes it reads only the fields with names.

    Args:
        package: The names of the package, with all its models.
    """
    models = [each for each in package.values() if isinstance(each, type)]
    maps = _MAPS.intersection(models)
    for each in models if maps else ():
        if issubclass(each, Model):
            msgspec.json.Decoder(each)
    for each in maps:
        if issubclass(each, Map):
            each.additional_properties = property(dict, _fill)
            _defined(each, additional_properties=attrs.field(init=False, factory=dict))
        else:
            attrs.define(each, slots=False)


def _defined(model: M, **fields: Any) -> M:
    return attrs.define(model, these=fields, slots=False, init=False, match_args=False)


def _fill(model: Map[Any], fields: dict[str, Any]) -> None:
    model.clear()
    model.update(fields)


@cache
def _decoder(model: type) -> Any:
    return msgspec.json.Decoder(model, dec_hook=_map_from)


def _map_from(model: Any, value: Any) -> Any:
    kind = _kind_of(model)
    if kind is str and value.__class__ is dict and _ONLY_TEXT.issuperset(map(type, value.values())):
        return model(value)
    return model(msgspec.convert(value, dict[str, kind]))


@cache
def _kind_of(model: type) -> Any:
    if not issubclass(model, Map):
        raise NotImplementedError(f"{model.__name__}: fields with and without a name in the spec, where those without have one type")
    return get_args(get_type_hints(model)["additional_properties"])[1]


# The slower way, for JSON with fields that the spec does not know: they are taken out of it, what is left is read, and they are
# put into the models. A place is all objects at the end of the same fields: each step takes all of them on.

_Steps = tuple[tuple[str, type[Model], int], ...]
"""The fields that lead to a place, each with the class of the models in it, and in how many lists they are."""


def _with_unknown_fields(model: type[Any], content: bytes, refused: Exception) -> Any:
    """Read a model out of JSON that was refused, if fields that the spec does not know are all that is wrong with it."""
    try:
        value, is_plain = msgspec.json.decode(content), True
    except msgspec.ValidationError:  # of a number that is too large
        value, is_plain = parsed(content), False
        _ENCODER.encode(value)  # refuses half a surrogate pair, as msgspec does otherwise
    places = list(_taken_out(_within([value], dict, 0), model))
    if not places:
        raise refused
    read = _converted(value, model) if is_plain else _decoder(model).decode(_ENCODER.encode(value))
    for steps, unknown in places:
        models = [read]
        for field, kind, lists in steps:
            models = _within([getattr(each, field) for each in models], kind, lists)
        for number, fields in unknown.items():
            models[number]._unknown = fields
    return read


def _taken_out(objects: list[dict[str, Any]], model: type[Model], steps: _Steps = ()) -> Iterator[tuple[_Steps, dict[int, dict[str, Any]]]]:
    """Take the fields that a model does not know out of its JSON.

    Yields:
        For each place with unknown fields the steps to it, and the unknown fields by the number of the object there.
    """
    names, inner = _fields_of(model)
    unknown: dict[int, dict[str, Any]] = {}
    fits, one = names.issuperset, None
    for number, each in enumerate(objects):
        if fits(each):
            if one in each:
                unknown[number] = {one: each.pop(one)}
            continue
        unknown[number] = fields = {key: each.pop(key) for key in tuple(each) if key not in names}
        if len(fields) == 1:  # the next ones often have the same, and need not be searched
            (one,) = fields
            fits = (names | {one}).issuperset
    if unknown:
        yield steps, unknown
    for name, field, kind, lists in inner:
        if within := _within([each[name] for each in objects if name in each], dict, lists):
            yield from _taken_out(within, kind, (*steps, (field, kind, lists)))


def _within(values: list[Any], kind: type, lists: int) -> list[Any]:
    """Return the values of a kind that are in so many lists inside of each other."""
    for _ in range(lists):
        values = [*chain.from_iterable([each for each in values if each.__class__ is list])]
    return [each for each in values if each.__class__ is kind]


@cache
def _fields_of(model: type[Model]) -> tuple[frozenset[str], tuple[tuple[str, str, type[Model], int], ...]]:
    """Return the names of a model's fields in JSON, and of each with models its name in JSON and a step to them."""
    hints = get_type_hints(model)
    named = dict(zip(model.__struct_encode_fields__, model.__struct_fields__, strict=True))
    return frozenset(named), tuple((name, field, *each) for name, field in named.items() for each in _models_in(hints[field]))


def _models_in(hint: Any, lists: int = 0) -> Iterator[tuple[type[Model], int]]:
    if isinstance(hint, type) and issubclass(hint, Model):
        yield hint, lists
    elif get_origin(hint) in (list, Union, UnionType):
        for each in get_args(hint):
            yield from _models_in(each, lists + (get_origin(hint) is list))


def _converted(value: Any, model: type[Any]) -> Any:
    try:
        return msgspec.convert(value, model, dec_hook=_map_from)
    except SystemError:  # msgspec 0.20 and 0.21, of an integer that is too large for a field with a point
        raise msgspec.ValidationError("Number out of range") from None

# Generated from specs/: do not edit. Rebuild with scripts/generate.
"""What the models of all packages have in common: they are read straight out of JSON, and keep what the spec does not know."""

import json
from collections.abc import Iterator
from contextvars import ContextVar
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import count
from math import isfinite
from threading import RLock
from typing import Any, Self, TypeVar, get_args, get_type_hints

import attrs
import msgspec

M = TypeVar("M", bound=type)
_MAPS: list[type] = []
_HIDDEN = ("_source", "_number")
_MOST_DIGITS = 640
"""Python writes out integers of so many digits, however it is set up."""
_ONLY_TEXT = frozenset({str})
_READING = RLock()


def parsed(content: bytes) -> Any:
    """Parse JSON. Numbers that Python's own types cannot hold, or not write out again, become Decimals.

    Raises:
        ValueError: It is not JSON.
    """
    try:
        return json.loads(content, parse_float=_float)
    except json.JSONDecodeError:
        raise
    except ValueError:  # a number of thousands of digits
        return json.loads(content, parse_float=_float, parse_int=_int)


def _float(text: str) -> Any:
    if isfinite(number := float(text)):
        return number
    try:
        return Decimal(text)
    except InvalidOperation:
        return number  # Python has none with such an exponent


def _int(text: str) -> Any:
    return int(text) if len(text) <= _MOST_DIGITS else Decimal(text)


class _Source:
    """The JSON that models were read from. What of it the spec does not know is looked up when it is first asked for.

    Attributes:
        first: The number of the first of its objects.
    """

    def __init__(self, model: "type[Model]", content: bytes) -> None:
        self._model, self._content = model, content
        self._unknown: dict[int, dict[str, Any]] | None = None
        self.first = _next_number()

    def unknown(self, number: int) -> dict[str, Any]:
        """The unknown fields of an object."""
        if self._unknown is None:
            # Read once more, objects come in the same order, and this time their JSON is at hand beside them.
            again = self._model.from_json(self._content)
            origin: Any = again._source
            found = _unknown_fields(parsed(self._content), again)
            self._unknown = {each - origin.first: fields for each, fields in found if fields}
        return dict(self._unknown.get(number - self.first, ()))


# These two are called for each object: so they are methods of the standard library's own, as a function in Python would take
# longer than all else that is done for an object.
_SOURCE: ContextVar[_Source | None] = ContextVar("_SOURCE", default=None)
_next_number = count().__next__


class Model(msgspec.Struct, gc=False, kw_only=True):
    """A model of the spec: an attrs class that msgspec stores and reads.

    `_source` is what the model was read from, its unknown fields, or None; `_number` is the place in the source.
    """

    _source: _Source = msgspec.field(default_factory=_SOURCE.get)  # type: ignore[arg-type]
    _number: _Source = msgspec.field(default_factory=_next_number)  # type: ignore[arg-type]

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """Read a model out of JSON, with its types checked; fields that the spec does not know are kept.

        Raises:
            ValueError: It is not UTF-8.
            msgspec.DecodeError: It is not JSON, or not of this type; the message has the place.
            RecursionError: It is nested too deeply.
        """
        if not content.isascii():
            content.decode()  # what stands in unknown fields would be passed over
        decoder = _decoder(cls)
        with _READING:  # so that an object's number tells its place
            before = _SOURCE.set(_Source(cls, content))
            try:
                read: Self = decoder.decode(content)
            finally:
                _SOURCE.reset(before)
        return read

    @property
    def additional_properties(self) -> dict[str, Any]:
        """The fields that the spec does not know, as they came."""
        fields: Any = self._source
        if fields.__class__ is not dict:
            self._source = fields = {} if fields is None else fields.unknown(self._number)
        found: dict[str, Any] = fields
        return found

    @additional_properties.setter
    def additional_properties(self, fields: dict[str, Any]) -> None:
        self._source = fields  # type: ignore[assignment]

    @property
    def additional_keys(self) -> list[str]:
        """The names of the fields that the spec does not know."""
        return list(self.additional_properties)

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        return ((each.name, getattr(self, each.name)) for each in attrs.fields(type(self)))

    def __reduce__(self) -> tuple[Any, ...]:
        known = tuple(getattr(self, name) for name in self.__struct_fields__ if name not in _HIDDEN)
        return _rebuilt, (type(self), known, self.additional_properties)


def attrs_model(model: M) -> M:
    """Make an attrs class of a model, with attrs' own comparison and representation."""
    names, defaults = model.__struct_fields__, model.__struct_defaults__  # type: ignore[attr-defined]
    given = dict(zip(reversed(names), reversed(defaults), strict=False))
    fields = {name: attrs.field(default=given.get(name, attrs.NOTHING)) for name in names if name not in _HIDDEN}
    fields["additional_properties"] = attrs.field(init=False, factory=dict, type="dict[str, Any]")
    return attrs.define(model, these=fields, slots=False, init=False, match_args=False)


def attrs_map(model: M) -> M:
    """Make an attrs class of a model whose fields have names that the spec does not know, and one type."""
    made = attrs.define(model)
    _MAPS.append(made)
    return made


@cache
def _decoder(model: type) -> Any:
    with _READING:
        # msgspec reads all attrs classes by their fields. Maps have none, and are to be given to the hook.
        hidden = {each: each.__attrs_attrs__ for each in _MAPS}  # type: ignore[attr-defined]
        for each in hidden:
            del each.__attrs_attrs__  # type: ignore[attr-defined]
        try:
            return msgspec.json.Decoder(model, dec_hook=_map_from)
        finally:
            for each, fields in hidden.items():
                each.__attrs_attrs__ = fields  # type: ignore[attr-defined]


def _map_from(model: Any, value: Any) -> Any:
    if model not in _MAPS:
        raise TypeError("a field of the model's own, and none of the spec's")
    kind = _kind_of(model)
    if kind is not str or not _ONLY_TEXT.issuperset(map(type, value.values())):
        return model.from_dict(msgspec.convert(value, dict[str, kind]))
    made = model.__new__(model)
    made.additional_properties = value
    return made


@cache
def _kind_of(model: type) -> Any:
    if len(attrs.fields(model)) > 1:
        raise NotImplementedError(
            f"{model.__name__}: fields with and without a name in the spec, where those without have one type"
        )
    return get_args(get_type_hints(model)["additional_properties"])[1]


def _unknown_fields(value: Any, model: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    if isinstance(model, Model):
        names = dict(zip(model.__struct_encode_fields__, model.__struct_fields__, strict=True))
        number: Any = model._number
        yield number, {key: each for key, each in value.items() if key not in names}
        for key in value.keys() & names.keys():
            yield from _unknown_fields(value[key], getattr(model, names[key]))
    elif isinstance(model, list):
        for each, inner in zip(value, model, strict=True):
            yield from _unknown_fields(each, inner)


def _rebuilt(model: type[Model], known: tuple[Any, ...], unknown: dict[str, Any]) -> Model:
    """Unpickle a model."""
    made = model(*known)
    if unknown:
        made.additional_properties = unknown
    return made

"""A reader for JSON documents of rows, whose errors name the place."""

import json
from collections.abc import Callable, Collection, Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from attrs import frozen
from jsonschema_rs import ValidationErrorKind

from nft_holdings._specs.access import reply_validator

if TYPE_CHECKING:
    from pydantic import BaseModel

Read = TypeVar("Read")


class LoadError(ValueError):
    """A document of rows cannot be used; says where and why, such as `NAME.nfts[3].serial_number: expected …`, with the API's name."""


@frozen
class Value:
    """A value of the document and its place, such as `NAME.nfts[3].serial_number`, with the API's name."""

    place: str
    value: object

    def refused(self, expected: str) -> LoadError:
        """Return the error that names what was expected here and what was found."""
        found = json.dumps(self.value, ensure_ascii=False, default=repr)
        return LoadError(f"{self.place}: expected {expected}, got {found if len(found) <= 80 else found[:77] + '...'}")

    def items(self) -> list["Value"]:
        """Return the members of an array."""
        if not isinstance(self.value, list | tuple):
            raise self.refused("an array")
        return [Value(f"{self.place}[{index}]", item) for index, item in enumerate(self.value)]

    def fields(self, required: Collection[str], optional: Mapping[str, object]) -> dict[str, "Value"]:
        """Return the members of an object, with defaults for optional ones that are left out."""
        if not isinstance(self.value, Mapping):
            raise self.refused("an object")
        known = {*required, *optional}
        for key in self.value:
            if key not in known:
                raise LoadError(f"{self.place}: unknown key {json.dumps(key)}; known are {', '.join(sorted(known))}")
        for key in sorted(set(required) - self.value.keys()):
            raise LoadError(f"{self.place}: {key} is missing")
        found = {**optional, **self.value}
        return {key: Value(f"{self.place}.{key}", found[key]) for key in known}

    def integer(self, minimum: int, maximum: int) -> int:
        """Return a whole number in a range."""
        if isinstance(self.value, bool) or not isinstance(self.value, int) or not minimum <= self.value <= maximum:
            raise self.refused(f"an integer from {minimum} to {maximum}")
        return self.value

    def number(self, minimum: float, maximum: float, *, above: bool = False) -> float:
        """Return a number in a range; `above` leaves the minimum itself out."""
        number = self.value
        if (
            isinstance(number, bool)
            or not isinstance(number, int | float)
            or not minimum <= number <= maximum
            or (above and number == minimum)
        ):
            raise self.refused(f"a number above {minimum}, up to {maximum}" if above else f"a number from {minimum} to {maximum}")
        return float(number)

    def choice(self, known: Collection[str]) -> str:
        """Return one of the strings that are known."""
        if not isinstance(self.value, str) or self.value not in known:
            raise self.refused(f"one of {', '.join(known)}")
        return self.value

    def text(self, expected: str, read: Callable[[str], Read | None]) -> Read:
        """Return what `read` makes of a string. It refuses the string with None or a ValueError; `expected` says what fits, for the error."""
        try:
            found = read(self.value) if isinstance(self.value, str) else None
        except ValueError:
            found = None
        if found is None:
            raise self.refused(expected)
        return found

    def boolean(self) -> bool:
        """Return True or False."""
        if not isinstance(self.value, bool):
            raise self.refused("true or false")
        return self.value

    def row(self, api: str, model: "type[BaseModel]") -> str:
        """Return a row of a reply as JSON, after a check against the schema that the model was generated from.

        Raises:
            LoadError: It does not fit the schema, or the model could not give it back as it is.
        """
        try:
            text = json.dumps(self.value, ensure_ascii=False, allow_nan=False)
            text.encode()
        except (TypeError, ValueError, RecursionError) as error:
            raise LoadError(f"{self.place}: it cannot be written as JSON: {error}") from None
        row = json.loads(text)
        for flaw in reply_validator(api, model.__name__).iter_errors(row):
            steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in flaw.instance_path)
            place = self.place + "".join(steps)
            if isinstance(flaw.kind, ValidationErrorKind.Required):
                raise LoadError(f"{place}: {flaw.kind.property} is missing")
            if isinstance(flaw.kind, ValidationErrorKind.Type):
                raise Value(place, flaw.instance).refused(" or ".join(map(str, flaw.kind.types)))
            raise LoadError(f"{place}: {flaw.message}")
        try:
            given_back = model.model_validate_json(text).model_dump_json(by_alias=True, exclude_unset=True)
        except ValueError:
            given_back = "null"
        if json.loads(given_back) != row:
            raise LoadError(f"{self.place}: it would not come back as it is, for the names of its keys, its numbers or its depth")
        return text

    def nullable(self, read: Callable[["Value"], Read]) -> Read | None:
        """Return None for null, else what `read` makes of the value."""
        return None if self.value is None else read(self)


def list_once(places: dict[str, str], name: str, value: Value) -> None:
    """Keep the place of what a value describes, by its name.

    Raises:
        LoadError: The document lists it twice.
    """
    if name in places:
        raise LoadError(f"{value.place}: {name} is listed already, at {places[name]}")
    places[name] = value.place


def read_document(source: Path | Mapping[str, object], apis: frozenset[str]) -> dict[str, Value]:
    """Return the sections of a document, by the name of their API; sections that are left out are empty.

    Raises:
        LoadError: The file cannot be read, is not JSON, or has a section that no API knows.
    """
    document = read_json(source, "rows", "an object with a section for each API")
    for section in document:
        if section not in apis:
            raise LoadError(f"unknown section {json.dumps(section)}; known are {', '.join(sorted(apis))}")
    return {api: Value(api, document.get(api, {})) for api in apis}


def read_json(source: Path | Mapping[str, object], what: str, expected: str) -> Mapping[str, object]:
    """Return the object in a JSON file; a mapping is taken for its content.

    Args:
        source: The file or the mapping.
        what: The kind of document, for errors.
        expected: The expected content, for errors.

    Raises:
        LoadError: The file cannot be read, is not JSON, or holds something else than an object.
    """
    if isinstance(source, Mapping):
        return source
    if not isinstance(source, str | PathLike):
        raise LoadError(f"{what} come from a file or a mapping, not from a {type(source).__name__}")
    path = Path(source)
    try:
        loaded = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_without_doubles)
    except OSError as error:
        raise LoadError(f"{path}: {error.strerror}") from error
    except json.JSONDecodeError as error:
        raise LoadError(f"{path}: line {error.lineno} column {error.colno}: {error.msg}") from error
    except UnicodeDecodeError as error:
        raise LoadError(f"{path}: byte {error.start} is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise LoadError(f"{path}: {error}") from error
    if not isinstance(loaded, dict):
        raise LoadError(f"{path}: expected {expected}")
    return loaded


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        doubled = sorted({key for key, _ in pairs if [name for name, _ in pairs].count(key) > 1})
        raise ValueError(f"an object has the key {json.dumps(doubled[0])} twice")
    return members

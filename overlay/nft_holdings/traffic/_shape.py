"""A JSON Schema that grows with each value it is shown; no value is kept."""

from types import NoneType
from typing import Any

MOST_LEVELS = 8
TYPES = {"null": NoneType, "boolean": bool, "integer": int, "number": float, "string": str, "array": list, "object": dict}
"""JSON Schema's names of types, with Python's types. A bool is an int too, and so stands before it."""


def type_of(value: Any) -> str:
    """Return the name that JSON Schema has for a value's type."""
    if isinstance(value, float) and value.is_integer():
        return "integer"
    return next(name for name, kind in TYPES.items() if isinstance(value, kind))


class Shape:
    """A schema that all added values satisfy."""

    def __init__(self, level: int = 0) -> None:
        self._level = level
        self._count = 0
        self._types: set[str] = set()
        self._objects = 0
        self._fields: dict[str, Shape] = {}
        self._items: Shape | None = None

    def add(self, value: Any) -> None:
        """Take a value into account."""
        self._count += 1
        self._types.add(type_of(value))
        if self._level == MOST_LEVELS:
            return
        if isinstance(value, dict):
            self._objects += 1
            for name, each in value.items():
                self._fields.setdefault(name, Shape(self._level + 1)).add(each)
        elif isinstance(value, list):
            for each in value:
                self._items = self._items or Shape(self._level + 1)
                self._items.add(each)

    @property
    def types(self) -> list[str]:
        """Return the types, each once, null last."""
        found = self._types - {"integer"} if "number" in self._types else self._types
        return sorted(found, key=lambda name: (name == "null", name))

    def schema(self) -> dict[str, Any]:
        """Return the schema."""
        types = self.types
        schema: dict[str, Any] = {"type": types[0] if len(types) == 1 else types} if types else {}
        if self._items:
            schema["items"] = self._items.schema()
        if self._objects and self._level < MOST_LEVELS:
            schema["properties"] = {name: each.schema() for name, each in self._fields.items()}
            if always := [name for name, each in self._fields.items() if each._count == self._objects]:
                schema["required"] = always
        return schema

"""The generated models of the rows: what the spec's fields are called in Python."""

import typing
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any


def model_of(api: str, schema: str) -> Any:
    """Return the model of a schema; None if it has none."""
    return getattr(import_module(f"nft_holdings_api.{api}.models"), schema, None)


def attribute_names(model: Any) -> Mapping[str, str]:
    """Return a model's attributes, by the names that its fields have on the wire."""
    return dict(zip(getattr(model, "__struct_encode_fields__", ()), getattr(model, "__struct_fields__", ()), strict=True))


def python_path(api: str, schema: str, steps: list[str]) -> list[str]:
    """Return the attributes that lead into a row, for steps on the wire."""
    found = []
    model = model_of(api, schema)
    for step in steps:
        name = attribute_names(model)[step]
        found.append(name)
        model = next(models_in(typing.get_type_hints(model).get(name)), None)
    return found


def models_in(annotation: Any) -> Iterator[Any]:
    """Yield the models that a type is made of."""
    if hasattr(annotation, "__struct_fields__"):
        yield annotation
    for inner in typing.get_args(annotation):
        yield from models_in(inner)


def row_models(api: str, schema: str) -> list[str]:
    """Return the names of the models that a row is made of, its own first."""
    found: dict[str, Any] = {}
    waiting = [model_of(api, schema)]
    while waiting:
        model = waiting.pop(0)
        if model.__name__ not in found:
            found[model.__name__] = model
            waiting += [each for hint in typing.get_type_hints(model).values() for each in models_in(hint)]
    return list(found)

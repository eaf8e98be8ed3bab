"""The specs as the generators need them."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from yaml_text import loaded

ROOT = Path(__file__).resolve().parents[2]
SPECS = ROOT / "specs"


def spec_paths() -> list[Path]:
    return sorted(SPECS.glob("*.yaml"))


def load(path: Path) -> dict[str, Any]:
    spec: dict[str, Any] = loaded(path.read_text(encoding="utf-8"))
    return spec


def as_json(spec: dict[str, Any]) -> str:
    """Return a spec as JSON, keys in the order in which they were written."""
    return json.dumps(spec, indent=1, ensure_ascii=False) + "\n"


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every mapping in a document."""
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from nodes(child)


def with_plain_enums(spec: dict[str, Any]) -> dict[str, Any]:
    """Show open enums as enums, the only kind that openapi-python-client knows; a template change opens them again."""
    spec = copy.deepcopy(spec)
    for node in nodes(spec):
        if "x-extensible-enum" in node:
            node["enum"] = node.pop("x-extensible-enum")
    return spec


def open_enums(spec: dict[str, Any]) -> set[str]:
    """Return the names of the component schemas whose list of values may grow."""
    return {name for name, schema in spec["components"]["schemas"].items() if "x-extensible-enum" in schema}


def comma_joined(spec: dict[str, Any]) -> set[tuple[str, str, str]]:
    """Return (method, path, name) of the query parameters that are lists with `explode: false`."""
    found = set()
    for path, item in spec["paths"].items():
        for method, operation in item.items():
            for parameter in operation.get("parameters", []):
                resolved = resolve(spec, parameter)
                if resolved["in"] == "query" and resolved.get("explode") is False:
                    found.add((method, path, resolved["name"]))
    return found


def resolve(spec: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """Return the target of a local reference."""
    if "$ref" not in node:
        return node
    target: Any = spec
    for step in node["$ref"].removeprefix("#/").split("/"):
        target = target[step]
    return dict(target)

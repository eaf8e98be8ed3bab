"""A spec with its inventory, and ways through both."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from .document import Document, along, step

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
SCHEMAS_BY_NAME = ("properties", "patternProperties", "$defs", "dependentSchemas")
SCHEMAS_IN_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
SCHEMAS_ALONE = (
    *("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"),
    *("unevaluatedItems", "unevaluatedProperties", "contentSchema"),
)


class Element(NamedTuple):
    """Something in a spec that a reader may ask about.

    Attributes:
        kind: server, operation, response, parameter, header, scheme, property, example or rule.
        pointer: Its place.
        node: Its content.
    """

    kind: str
    pointer: str
    node: dict[str, Any]


class Spec:
    """One API's spec and inventory.

    Args:
        folder: The folder of the specs.
        api: The API's name.

    Raises:
        Unreadable: A file is missing or cannot be read.
    """

    def __init__(self, folder: Path, api: str) -> None:
        self.api = api
        self.document = Document(folder / f"{api}.yaml")
        self.inventory = Document(folder / "sources" / f"{api}.yaml")
        self.data = self.document.data
        rows = self.inventory.data.get("rows")
        self.rows: list[dict[str, Any]] = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []

    def resolve(self, node: dict[str, Any]) -> dict[str, Any]:
        """Return the target of a chain of local references."""
        while "$ref" in node:
            node = along(self.data, node["$ref"].removeprefix("#"))[-1]
        return node

    def operations(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield every operation with its pointer."""
        for path, item in self.data.get("paths", {}).items():
            for method in METHODS:
                if method in item:
                    yield f"/paths/{step(path)}/{method}", item[method]

    def servers(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield every server with its pointer."""
        for index, server in enumerate(self.data.get("servers", [])):
            yield f"/servers/{index}", server

    def elements(self) -> Iterator[Element]:
        """Yield the elements that a reader may ask about, without those that only refer to another place, properties excepted."""
        for pointer, server in self.servers():
            yield Element("server", pointer, server)
        for pointer, operation in self.operations():
            yield Element("operation", pointer, operation)
            for index, rule in enumerate(operation.get("x-rules", [])):
                yield Element("rule", f"{pointer}/x-rules/{index}", rule)
        kinds = {
            "parameters": "parameter",
            "headers": "header",
            "securitySchemes": "scheme",
            "examples": "example",
            "responses": "response",
        }
        for pointer, node in self._described():
            *_, section, _name = pointer.split("/")
            if section in kinds and "$ref" not in node:
                yield Element(kinds[section], pointer, node)
        for pointer, schema in self.schemas():
            for name, node in schema.get("properties", {}).items():
                yield Element("property", f"{pointer}/properties/{step(name)}", node)

    def _described(self) -> Iterator[tuple[str, dict[str, Any]]]:
        components = self.data.get("components", {})
        for section in ("parameters", "headers", "securitySchemes", "examples", "responses"):
            for name, node in components.get(section, {}).items():
                yield f"/components/{section}/{step(name)}", node
        for path, item in self.data.get("paths", {}).items():
            for index, node in enumerate(item.get("parameters", [])):
                yield f"/paths/{step(path)}/parameters/{index}", node
        for pointer, operation in self.operations():
            for index, node in enumerate(operation.get("parameters", [])):
                yield f"{pointer}/parameters/{index}", node
            for status, node in operation.get("responses", {}).items():
                yield f"{pointer}/responses/{status}", node
                for name, header in node.get("headers", {}).items():
                    yield f"{pointer}/responses/{status}/headers/{step(name)}", header

    def media(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the nodes with a `schema` beside their examples: parameters, headers and media types of bodies."""
        for pointer, node in self._described():
            if "schema" in node:
                yield pointer, node
            for name, content in node.get("content", {}).items():
                yield f"{pointer}/content/{step(name)}", content
        bodies = {f"{pointer}/requestBody": operation.get("requestBody", {}) for pointer, operation in self.operations()}
        bodies |= {
            f"/components/requestBodies/{step(name)}": body
            for name, body in self.data.get("components", {}).get("requestBodies", {}).items()
        }
        for pointer, body in bodies.items():
            for name, content in body.get("content", {}).items():
                yield f"{pointer}/content/{step(name)}", content

    def schemas(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield every schema, also inside of others."""
        for name, schema in self.data.get("components", {}).get("schemas", {}).items():
            yield from subschemas(schema, f"/components/schemas/{step(name)}")
        for pointer, node in self.media():
            if "schema" in node:
                yield from subschemas(node["schema"], f"{pointer}/schema")


def subschemas(schema: Any, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a schema and those inside of it."""
    if not isinstance(schema, dict):
        return  # true and false are schemas too, and hold nothing
    yield pointer, schema
    for keyword in SCHEMAS_BY_NAME:
        for name, child in schema.get(keyword, {}).items():
            yield from subschemas(child, f"{pointer}/{keyword}/{step(name)}")
    for keyword in SCHEMAS_IN_LISTS:
        for index, child in enumerate(schema.get(keyword, [])):
            yield from subschemas(child, f"{pointer}/{keyword}/{index}")
    for keyword in SCHEMAS_ALONE:
        yield from subschemas(schema.get(keyword), f"{pointer}/{keyword}")

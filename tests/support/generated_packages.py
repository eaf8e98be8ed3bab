"""A spec with everything that the template changes are for, and packages generated from it."""

import asyncio
import importlib
import shutil
from itertools import count
from pathlib import Path
from typing import Any

import httpx2
from generation.client import SHARED, TEMPLATES, generate_client

SPEC: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Things", "version": "1"},
    "servers": [{"url": "https://things.example"}],
    "paths": {
        "/things/{thing}": {
            "get": {
                "operationId": "listThings",
                "tags": ["things"],
                "security": [{"Key": []}, {"Token": []}],
                "parameters": [
                    {"name": "thing", "in": "path", "required": True, "schema": {"type": "string"}},
                    *(
                        {"name": name, "in": "query", "style": "form", "explode": explode, "schema": {"type": "array", "items": items}}
                        for name, explode, items in [
                            ("texts", False, {"type": "string"}),
                            ("numbers", False, {"type": "integer"}),
                            ("fractions", False, {"type": "number"}),
                            ("flags", False, {"type": "boolean"}),
                            ("kinds", False, {"$ref": "#/components/schemas/Kind"}),
                            ("levels", False, {"$ref": "#/components/schemas/Level"}),
                            ("apart", True, {"type": "string"}),
                        ]
                    ),
                ],
                "responses": {
                    "200": {"description": "It.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}
                },
            }
        }
    },
    "components": {
        "securitySchemes": {
            "Key": {"type": "apiKey", "in": "header", "name": "X-Thing-Key", "description": "A key. Of one's own."},
            "Token": {"type": "http", "scheme": "bearer", "description": "A token."},
        },
        "schemas": {
            "Kind": {"type": "string", "x-extensible-enum": ["round", "square"]},
            "Level": {"type": "integer", "x-extensible-enum": [1, 2]},
            "Closed": {"type": "string", "enum": ["open", "shut"]},
            "Thing": {
                "type": "object",
                "required": ["kind"],
                "properties": {
                    "kind": {"$ref": "#/components/schemas/Kind"},
                    "level": {"$ref": "#/components/schemas/Level"},
                    "closed": {"$ref": "#/components/schemas/Closed"},
                    "note": {"type": ["string", "null"]},
                },
            },
        },
    },
}
CONTENTS: dict[str, tuple[dict[str, Any], Any]] = {
    "thing": ({"$ref": "#/components/schemas/Thing"}, {"kind": "round"}),
    "kind": ({"$ref": "#/components/schemas/Kind"}, "round"),
    "level": ({"$ref": "#/components/schemas/Level"}, 1),
    "closed": ({"$ref": "#/components/schemas/Closed"}, "open"),
    "notes": ({"type": "array", "items": {"type": "string"}}, ["a"]),
    "kinds": ({"type": "array", "items": {"$ref": "#/components/schemas/Kind"}}, ["oval"]),
    "things": ({"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}, [{"kind": "round"}]),
    "rows": ({"type": "array", "items": {"type": "array", "items": {"$ref": "#/components/schemas/Level"}}}, [[1], []]),
}
MAYBE: dict[str, tuple[dict[str, Any], Any]] = {
    name: ({"oneOf": [schema, {"type": "null"}]}, value) for name, (schema, value) in CONTENTS.items()
}
SPEC["components"]["schemas"]["Box"] = {
    "type": "object",
    "required": [*CONTENTS, *(f"nullable_{name}" for name in MAYBE)],
    "properties": {
        **{f"{prefix}{name}": schema for prefix in ("", "optional_") for name, (schema, _) in CONTENTS.items()},
        **{f"{prefix}{name}": schema for prefix in ("nullable_", "maybe_") for name, (schema, _) in MAYBE.items()},
    },
    "additionalProperties": {"$ref": "#/components/schemas/Thing"},
}
SPEC["components"]["schemas"]["Sizes"] = {"type": "object", "additionalProperties": {"type": "string"}}
SPEC["components"]["schemas"]["Levels"] = {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Level"}}
SPEC["components"]["schemas"]["Shelf"] = {
    "type": "object",
    "required": ["theThings", "from"],
    "properties": {
        "theThings": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
        "from": {"type": "integer"},
        "width": {"oneOf": [{"type": "number"}, {"type": "null"}]},
        "sizes": {"$ref": "#/components/schemas/Sizes"},
        "levels": {"$ref": "#/components/schemas/Levels"},
        "next": {"$ref": "#/components/schemas/Shelf"},
    },
}
SPEC["components"]["schemas"]["Stand"] = {"type": "object", "properties": {"box": {"$ref": "#/components/schemas/Box"}}}
SPEC["components"]["schemas"]["Sign"] = {"type": "object", "properties": {"kind": {"$ref": "#/components/schemas/Kind"}}}
SPEC["components"]["schemas"]["Label"] = {"type": "object", "properties": {"type": {"type": "string"}, "_type": {"type": "string"}}}
NUMBER = count()


class Generated:
    """Packages generated from one spec, two of them side by side as the project has them."""

    def __init__(self, folder: Path, spec: dict[str, Any] = SPEC, changes: list[dict[str, str]] | None = None) -> None:
        self.name = f"generated_for_a_test_{next(NUMBER)}"
        package = folder / self.name
        package.mkdir()
        (package / "__init__.py").touch()
        for shared in SHARED:
            shutil.copy(TEMPLATES / shared, package / shared)
        generate_client(spec, package / "one", changes=changes)
        shutil.copytree(package / "one", package / "two")

    def module(self, path: str = "") -> Any:
        return importlib.import_module(f"{self.name}.one{path and '.'}{path}")

    def twin(self, path: str) -> Any:
        return importlib.import_module(f"{self.name}.two.{path}")

    def asked(self, reply: httpx2.Response, client: Any = None, **arguments: Any) -> tuple[Any, Any]:
        """The request that the operation sends, and what it gives back, both times the same."""
        endpoint = self.module("api.things.list_things")
        client = client or self.module().Client("https://things.example/base")
        sent: list[Any] = []

        def answer(request: Any) -> Any:
            sent.append(request)
            return httpx2.Response(reply.status_code, content=reply.content)

        client.set_httpx_client(httpx2.Client(**client._settings(), transport=httpx2.MockTransport(answer)))
        client.set_async_httpx_client(httpx2.AsyncClient(**client._settings(), transport=httpx2.MockTransport(answer)))
        found = endpoint.sync_detailed("a", client=client, **arguments)
        again = asyncio.run(endpoint.asyncio_detailed("a", client=client, **arguments))
        assert found == again
        assert sent[0].url == sent[1].url
        return sent[0], found

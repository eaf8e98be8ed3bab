"""JSON Schema bundles of the specs: all component schemas in one document, for those who check replies without OpenAPI."""

import json
from collections.abc import Mapping
from typing import Any

import jsonschema_rs

from .spec import PublicationRefused

DIALECT = "https://json-schema.org/draft/2020-12/schema"
COMPONENTS = "#/components/schemas/"


def schema_bundle(api: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return all schemas of a spec below `$defs`, with references that lead there.

    Raises:
        PublicationRefused: A schema refers to something else, or the bundle is no JSON Schema.
    """
    schemas = document["components"]["schemas"]
    version = document["info"]["version"]
    bundle = {
        "$schema": DIALECT,
        "$id": f"urn:nft-holdings:{api}:{version}",
        "title": document["info"]["title"],
        "description": f"The schemas of {document['info']['title']}, version {version}. Refer to one as #/$defs/NAME.",
        "$defs": {name: _rewritten(schema, f"{api}.yaml, {name}") for name, schema in schemas.items()},
    }
    try:
        jsonschema_rs.meta.validate(bundle)
    except jsonschema_rs.ValidationError as error:
        raise PublicationRefused(f"{api}.yaml: its schemas make no valid JSON Schema: {error.message}") from error
    return bundle


def _rewritten(node: Any, place: str) -> Any:
    if isinstance(node, list):
        return [_rewritten(each, place) for each in node]
    if not isinstance(node, dict):
        return node
    rewritten = {key: _rewritten(value, place) for key, value in node.items()}
    reference = node.get("$ref")
    if isinstance(reference, str):
        if not reference.startswith(COMPONENTS):
            raise PublicationRefused(f"{place}: {reference} is no schema of the spec; a bundle can hold nothing else")
        rewritten["$ref"] = "#/$defs/" + reference.removeprefix(COMPONENTS)
    return rewritten


def as_json(document: object) -> bytes:
    """Return a document as JSON, keys in the order in which they were written."""
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()

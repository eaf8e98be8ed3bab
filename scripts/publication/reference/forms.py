"""The form on each operation that asks a sandbox on the reader's own machine."""

from typing import Any

from publication.links import Links
from publication.spec import Operation, Place

from .python_arguments import PythonCall
from .samples import header_of_key, inputs_of, path_to_rows
from .sandbox_values import SANDBOX_URL


def form_of(links: Links, operation: Operation, call: PythonCall) -> dict[str, Any]:
    """Return the values that the form's template needs."""
    key = header_of_key(links.spec, operation)
    fields = [
        {
            "name": each.name,
            "where": each.where,
            "value": each.value or "",
            "required": each.required,
            "hint": _hint(links, each.place.node),
            "choices": _choices(links, each.place.node),
            "explode": each.place.node.get("explode", True),
            "type": each.place.node.get("schema", each.place.node).get("type", "string"),
        }
        for each in inputs_of(links.spec, operation)
    ]
    if key:
        fields.insert(
            0,
            {
                "name": key[0],
                "where": "header",
                "value": key[1],
                "required": True,
                "hint": "the sandbox's key",
                "choices": (),
                "type": "string",
            },
        )
    return {
        "id": operation.id,
        "method": operation.method.upper(),
        "path": operation.path,
        "rows": "/".join(path_to_rows(links.spec, operation, call.command)),
        "columns": " ".join(call.command.columns.values()),
        "fields": fields,
        "sandbox": SANDBOX_URL,
    }


def _schema(links: Links, node: dict[str, Any]) -> Any:
    schema = node.get("schema", node)
    return {**links.spec.resolved(Place("", schema)).node, **schema}  # a parameter may state a default beside the reference


def _choices(links: Links, node: dict[str, Any]) -> tuple[str, ...]:
    """Return the values of a field that has few; none if any text will do."""
    schema = _schema(links, node)
    return ("true", "false") if schema.get("type") == "boolean" else tuple(schema.get("enum", ()))


def _hint(links: Links, node: dict[str, Any]) -> str:
    schema = _schema(links, node)
    if schema.get("type") == "array":
        return "several are separated by commas"
    return f"{schema['default']} if left out" if "default" in schema else str(schema.get("type", ""))

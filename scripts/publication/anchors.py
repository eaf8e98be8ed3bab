"""Anchors of a spec's elements on its pages of the API reference.

Anchors can be guessed: `getUserNftBalances`, `getUserNftBalances-nonZero`, `getUserNftBalances-400`, `CombinedBalance-tokenId`.
"""

from collections import Counter

from attrs import frozen

from .spec import Place, Spec, places_in


@frozen
class Decision:
    """A decision of the spec, and its places on the pages.

    Attributes:
        place: Its place in the spec.
        anchor: Its anchor on the provenance page.
        element: The anchor of the element that it belongs to, on the page of the API reference.
    """

    place: Place
    anchor: str
    element: str


def element_anchors(spec: Spec) -> dict[str, str]:
    """Return the anchors of a spec's elements, by JSON pointer."""
    components = spec.document["components"]
    found: dict[str, str] = {"": "", "/info": ""}
    for index, server in enumerate(spec.document["servers"]):
        found[f"/servers/{index}"] = f"server-{server['x-name']}"
    for section, prefix in (("securitySchemes", "security-"), ("headers", "header-"), ("examples", "example-"), ("schemas", "")):
        for name in components.get(section, {}):
            found[f"/components/{section}/{name}"] = prefix + name
    for name, schema in components["schemas"].items():
        for field in schema.get("properties", {}):
            found[f"/components/schemas/{name}/properties/{field}"] = f"{name}-{field}"
    for operation in spec.operations:
        here = operation.place.pointer
        found[here] = operation.id
        for status in operation.node["responses"]:
            found[f"{here}/responses/{status}"] = f"{operation.id}-{status}"
        for index, rule in enumerate(operation.node.get("x-rules", [])):
            found[f"{here}/x-rules/{index}"] = f"{operation.id}-rule-{rule['id']}"
        for index in range(len(operation.node.get("parameters", []))):
            parameter = spec.resolved(operation.place.child("parameters", index))
            found.setdefault(parameter.pointer, f"{operation.id}-{parameter.node['name']}")
        body = body_schema(spec, operation.place)
        if body is not None:
            found[body.pointer] = f"{operation.id}--parameters"
            for field in body.node["properties"]:
                found[f"{body.pointer}/properties/{field}"] = f"{operation.id}-{field}"
    return found


def schemas_with_a_page(spec: Spec) -> list[str]:
    """Return the names of the schemas, without those of bodies, which are parameters of their operations."""
    bodies = {body.pointer for operation in spec.operations if (body := body_schema(spec, operation.place))}
    return [name for name in spec.document["components"]["schemas"] if f"/components/schemas/{name}" not in bodies]


def page_of(spec: Spec, anchor: str) -> str:
    """Return the name of the page of the API reference that an element stands on."""
    name = anchor.partition("-")[0]
    if name in {*(operation.id for operation in spec.operations), *schemas_with_a_page(spec)}:
        return name
    return "examples" if name == "example" else "index"


def body_schema(spec: Spec, operation: Place) -> Place | None:
    """Return the schema of an operation's body, which is always JSON; None if it has none."""
    if "requestBody" not in operation.node:
        return None
    return spec.resolved(operation.child("requestBody", "content", "application/json", "schema"))


def anchor_of(anchors: dict[str, str], pointer: str) -> str:
    """Return the anchor of the element that a pointer leads into."""
    while pointer not in anchors:
        pointer = pointer.rpartition("/")[0]
    return anchors[pointer]


def decisions_of(spec: Spec, anchors: dict[str, str]) -> list[Decision]:
    """Return all decisions of a spec, in its order."""
    found: list[Decision] = []
    counted: Counter[str] = Counter()
    for place in places_in(spec.at("")):
        if isinstance(place.node, dict):
            for index in range(len(place.node.get("x-decision", []))):
                element = anchor_of(anchors, place.pointer)
                counted[element] += 1
                found.append(Decision(place.child("x-decision", index), f"decision-{element}-{counted[element]}", element))
    return found

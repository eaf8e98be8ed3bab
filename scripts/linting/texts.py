"""Rules on the spec's texts: validity, descriptions, decisions, rules of operations, ids."""

import re
from collections.abc import Iterator

from openapi_spec_validator import OpenAPIV31SpecValidator

from .document import along, step, walk
from .spec import Spec

Complaints = Iterator[tuple[str, str]]
OPERATION_ID = re.compile(r"get[A-Z][A-Za-z0-9]*")
DESCRIBED = ("server", "operation", "response", "parameter", "header", "scheme", "property")


def valid_openapi(spec: Spec) -> Complaints:
    """Check that a spec is valid OpenAPI 3.1: its form, references, path parameters and unique operationIds."""
    if not re.fullmatch(r"3\.1\.\d+", str(spec.data.get("openapi"))):
        yield "/openapi", "write `openapi: 3.1.0`: the rules here are made for OpenAPI 3.1"
        return
    lost = [
        (pointer, node["$ref"]) for pointer, node in walk(spec.data) if isinstance(node, dict) and _leads_nowhere(spec, node.get("$ref"))
    ]
    for pointer, reference in lost:
        yield f"{pointer}/$ref", f"{reference} leads nowhere"
    for error in OpenAPIV31SpecValidator(spec.data).iter_errors() if not lost else ():
        pointer = "".join(f"/{step(key)}" for key in error.absolute_path)
        yield pointer, str(error.message)[:500]


def _leads_nowhere(spec: Spec, reference: object) -> bool:
    if not isinstance(reference, str):
        return False
    try:
        along(spec.data, reference.removeprefix("#"))
    except LookupError:
        return True
    return not reference.startswith("#/")


def described(spec: Spec) -> Complaints:
    """Check that servers, operations, replies, parameters, headers, schemes and properties have a description."""
    for element in spec.elements():
        if element.kind in DESCRIBED and "$ref" not in element.node and not str(element.node.get("description") or "").strip():
            yield element.pointer, f"this {element.kind} has no description"


def decision_complete(spec: Spec) -> Complaints:
    """Check that a decision has a subject, at least two readings, the chosen one, the reason and sources, in whole sentences."""
    for pointer, node in walk(spec.data):
        for index, decision in enumerate(node.get("x-decision", []) if isinstance(node, dict) else ()):
            here = f"{pointer}/x-decision/{index}"
            for key in ("about", "readings", "chosen", "because", "x-source"):
                if not decision.get(key):
                    yield here, f"this decision has no `{key}`"
            for key in ("about", "chosen", "because"):
                if not isinstance(decision.get(key, ""), str):
                    yield f"{here}/{key}", f"YAML read {decision[key]!r} where text is needed: put it in quotes"
            readings = decision.get("readings") or []
            if len(readings) == 1:
                yield f"{here}/readings", "one reading leaves nothing to decide: add the others"
            for number, reading in enumerate(readings):
                if not isinstance(reading, str) or not reading.endswith("."):
                    yield f"{here}/readings/{number}", "a reading is a sentence, in quotes if YAML would read it otherwise"
            for number, action in enumerate(decision.get("corrects", [])):
                yield from _wrong_action(spec, f"{here}/corrects/{number}", action)


def _wrong_action(spec: Spec, here: str, action: dict[str, object]) -> Complaints:
    """Yield what keeps an action from standing in an OpenAPI Overlay."""
    if action.keys() not in ({"target", "update"}, {"target", "remove"}) or not str(action["target"]).startswith("$."):
        yield here, "an action has a `target`, which is a JSONPath, and either `update` or `remove`"
    for pointer, node in walk(action):
        if isinstance(node, dict) and "$spec" in node and _leads_nowhere(spec, f"#{node['$spec']}"):
            yield f"{here}{pointer}", f"{node['$spec']} leads nowhere"


def rule_complete(spec: Spec) -> Complaints:
    """Check that a rule has `id`, `says` and `refusal`, which is null if unknown; an example needs a refusal."""
    for pointer, operation in spec.operations():
        seen: dict[str, str] = {}
        for index, rule in enumerate(operation.get("x-rules", [])):
            here = f"{pointer}/x-rules/{index}"
            for key in ("id", "says"):
                if not rule.get(key):
                    yield here, f"this rule has no `{key}`"
            refusal = rule.get("refusal", "missing")
            if refusal == "missing":
                yield here, "this rule has no `refusal`: write what it earns, or null if none is known"
            elif refusal is None and "example" in rule:
                yield here, "a query that breaks the rule is given, and not the refusal that it earns"
            elif refusal is not None and not {"status", "message"} <= refusal.keys():
                yield f"{here}/refusal", "a refusal has a `status` and a `message`"
            if rule.get("id") in seen:
                yield here, f"another rule has the id {rule['id']} too"
            seen[rule.get("id", here)] = here


def operation_id_style(spec: Spec) -> Complaints:
    """Check that an operationId is lowerCamelCase and begins with `get`, as all operations only read."""
    for pointer, operation in spec.operations():
        if not OPERATION_ID.fullmatch(str(operation.get("operationId", ""))):
            yield f"{pointer}/operationId", "an operationId is written like getUserNfts: `get`, then words that begin with a capital"

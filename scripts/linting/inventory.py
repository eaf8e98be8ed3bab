"""Rules on the inventory: its rows are whole, and each stands in the spec where it says."""

from collections import Counter

from .document import along, steps, walk
from .spec import Spec
from .texts import Complaints

COLUMNS = {"id", "kind", "states", "value", "spec", "left_out"}


def places(spec: Spec, row: dict[str, object]) -> list[str]:
    """Return a row's JSON pointers, with operations and rules, which rows call by their ids, spelled out.

    Raises:
        LookupError: The spec has no such operation or rule.
    """
    operations = {operation.get("operationId"): (pointer, operation) for pointer, operation in spec.operations()}
    found = []
    wanted = row.get("spec", [])
    for place in [wanted] if isinstance(wanted, str) else wanted if isinstance(wanted, list) else []:
        operation_id, _, rest = str(place).partition("/")
        if operation_id:
            if operation_id not in operations:
                raise LookupError(f"unknown operation {operation_id}")
            base, operation = operations[operation_id]
            kind, _, rule = rest.partition("/")
            if kind == "x-rules" and rule:
                rule_id, slash, inner = rule.partition("/")
                ids = [each.get("id") for each in operation.get("x-rules", [])]
                if rule_id not in ids:
                    raise LookupError(f"{operation_id} has no rule {rule_id}")
                rest = f"x-rules/{ids.index(rule_id)}{slash}{inner}"
            place = f"{base}/{rest}".rstrip("/")
        found.append(str(place))
    return found


def placed(spec: Spec) -> dict[str, list[str]]:
    """Return the pointers of each row by its id; an empty list for a row that points to nothing."""
    found = {}
    for row in spec.rows:
        try:
            found[str(row.get("id"))] = places(spec, row)
        except LookupError:
            found[str(row.get("id"))] = []
    return found


def row_form(spec: Spec) -> Complaints:
    """Check that a row has an id of a document, a kind, a statement, and either a place in the spec or a reason why it has none."""
    documents = spec.data.get("info", {}).get("x-documents", {})
    if not spec.rows:
        yield "/rows", "the inventory has no rows"
    seen: set[str] = set()
    for index, row in enumerate(spec.rows):
        here = f"/rows/{index}"
        name = row.get("id", "this row")
        for key in sorted({"id", "kind", "states"} - row.keys()):
            yield here, f"{name} has no `{key}`"
        for key in sorted(row.keys() - COLUMNS):
            yield f"{here}/{key}", f"{name} has a column `{key}`, which no row has; specs/README.md lists them"
        if str(name).split("#")[0] not in documents:
            yield here, f"{name} begins with no document of the spec's x-documents"
        if ("spec" in row) == ("left_out" in row):
            yield here, f"{name} needs a place in the spec or a reason to be left out, and not both"
        if name in seen:
            yield here, f"{name} stands twice"
        seen.add(str(name))


def row_count(spec: Spec) -> Complaints:
    """Check that `count` states the number of rows of each document, so that no row can vanish unseen."""
    counted = Counter(str(row.get("id")).split("#")[0] for row in spec.rows)
    stated = spec.inventory.data.get("count") or {}
    for document in sorted(counted.keys() | stated.keys()):
        if counted[document] != stated.get(document, 0):
            yield "/count", f"{document} has {counted[document]} rows, and {stated.get(document, 0)} are stated: has one been lost?"


def row_place(spec: Spec) -> Complaints:
    """Check that rows point to existing places."""
    for index, row in enumerate(spec.rows):
        try:
            for pointer in places(spec, row):
                along(spec.data, pointer)
        except LookupError as error:
            yield f"/rows/{index}", f"{row.get('id')} points to nothing: {error.args[0]}"


def row_sourced(spec: Spec) -> Complaints:
    """Check that the places of a row name it as a source."""
    stands = placed(spec)
    for index, row in enumerate(spec.rows):
        for pointer in stands[str(row.get("id"))]:
            try:
                if row.get("id") not in nearest_sources(spec, pointer):
                    yield f"/rows/{index}", f"{pointer} does not name {row.get('id')} as a source"
            except LookupError:
                continue  # row_place tells


def row_value(spec: Spec) -> Complaints:
    """Check that the value of a row is the spec's value at the row's first place."""
    stands = placed(spec)
    for index, row in enumerate(spec.rows):
        for pointer in stands[str(row.get("id"))][:1] if "value" in row else ():
            try:
                found = along(spec.data, pointer)[-1]
            except LookupError:
                continue  # row_place tells
            if found != row["value"] or type(found) is not type(row["value"]):
                yield f"/rows/{index}/value", f"{row.get('id')} says {row['value']!r}, and {pointer} says {found!r}"


def nearest_sources(spec: Spec, pointer: str) -> list[str]:
    """Return the sources that speak for the pointer's target: its own, or those of what it is part of."""
    nodes, path = along(spec.data, pointer), steps(pointer)
    if len(path) > 1 and path[-2] in ("enum", "x-extensible-enum"):
        return list(nodes[-3].get("x-enum-source", {}).get(str(nodes[-1]), []))
    if path and path[-1] in ("enum", "x-extensible-enum"):
        return [source for sources in nodes[-2].get("x-enum-source", {}).values() for source in sources]
    for node in reversed(nodes):
        if isinstance(node, dict) and "x-source" in node:
            return list(node["x-source"])
    return _of_users("#/" + "/".join(path[:3]), spec)


def _of_users(reference: str, spec: Spec) -> list[str]:
    """Return the sources of the parameters and properties that refer to a shared schema."""
    found: list[str] = []
    for pointer, node in walk(spec.data):
        if isinstance(node, dict) and node.get("$ref") == reference:
            for above in reversed(along(spec.data, pointer)):
                if isinstance(above, dict) and "x-source" in above:
                    found += above["x-source"]
                    break
    return found

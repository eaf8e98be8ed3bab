"""The specs are valid, their examples fit their schemas, and inventory and spec agree in both directions."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from openapi_spec_validator import validate

SPECS = Path(__file__).parents[2] / "specs"
APIS = sorted(path.stem for path in SPECS.glob("*.yaml"))
STATED_KEYWORDS = (
    *("default", "minimum", "maximum", "minItems", "maxItems", "minLength", "maxLength", "pattern"),
    *("x-documented-minimum", "x-documented-maximum", "x-documented-pattern"),
)
SCHEMA_KEYWORDS = ("type", "$ref", "anyOf", "oneOf", "allOf")


def spec_of(api: str) -> dict[str, Any]:
    spec: dict[str, Any] = yaml.safe_load((SPECS / f"{api}.yaml").read_text())
    return spec


def rows_of(api: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load((SPECS / "sources" / f"{api}.yaml").read_text())["rows"]
    return rows


def steps(pointer: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def along(spec: Any, pointer: str) -> list[Any]:
    """The nodes from the root to the pointer's target."""
    nodes = [spec]
    for step in steps(pointer):
        nodes.append(nodes[-1][int(step) if isinstance(nodes[-1], list) else step])
    return nodes


def places(spec: dict[str, Any], row: dict[str, Any]) -> list[str]:
    """A row's JSON pointers, with operations and rules, which rows call by their ids, spelled out."""
    operations = {
        operation["operationId"]: (f"/paths/{path.replace('/', '~1')}/{method}", operation)
        for path, item in spec["paths"].items()
        for method, operation in item.items()
    }
    found = []
    for place in [row["spec"]] if isinstance(row.get("spec"), str) else row.get("spec", []):
        operation_id, _, rest = place.partition("/")
        if operation_id:
            base, operation = operations[operation_id]
            kind, _, rule = rest.partition("/")
            if kind == "x-rules":
                rule_id, slash, inner = rule.partition("/")
                rest = f"x-rules/{[each['id'] for each in operation['x-rules']].index(rule_id)}{slash}{inner}"
            place = f"{base}/{rest}".rstrip("/")
        found.append(place)
    return found


def walk(node: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    yield pointer, node
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in items:
        yield from walk(child, f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}")


def must_be_sourced(spec: dict[str, Any]) -> Iterator[str]:
    """Pointers of all that a reader may ask a source for."""
    components = spec["components"]
    yield from (f"/servers/{index}" for index in range(len(spec["servers"])))
    for path, item in spec["paths"].items():
        for method, operation in item.items():
            here = f"/paths/{path.replace('/', '~1')}/{method}"
            yield here
            yield from (f"{here}/responses/{status}" for status in operation["responses"])
            yield from (f"{here}/x-rules/{index}" for index in range(len(operation.get("x-rules", []))))
    for section in ("parameters", "headers", "securitySchemes"):
        yield from (f"/components/{section}/{name}" for name in components.get(section, {}))
    for pointer, node in walk(components["schemas"], "/components/schemas"):
        if pointer.endswith("/properties") and not pointer.endswith("/properties/properties") and "/examples" not in pointer:
            yield from (f"{pointer}/{name}" for name in node)
    yield from (f"/components/examples/{name}" for name in components.get("examples", {}))


def test_there_are_specs() -> None:
    assert APIS == ["hedera", "loopring", "swapchat"]


@pytest.mark.parametrize("api", APIS)
class TestSpec:
    def test_is_valid_openapi(self, api: str) -> None:
        validate(spec_of(api))

    def test_examples_fit_their_schemas(self, api: str) -> None:
        spec = spec_of(api)
        checked = 0
        for pointer, node in walk(spec):
            if not isinstance(node, dict):
                continue
            for schema, examples in examples_in(spec, pointer, node):
                validator = jsonschema_rs.validator_for({**schema, "components": spec["components"]})
                for example in examples:
                    errors = [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(example)]
                    assert not errors, f"{pointer}: {errors}"
                    checked += 1
        assert checked > 10

    def test_everything_is_described(self, api: str) -> None:
        spec = spec_of(api)
        for pointer in must_be_sourced(spec):
            node = along(spec, pointer)[-1]
            if "/x-rules/" not in pointer and "/examples/" not in pointer and "$ref" not in node:
                assert node.get("description") or node.get("summary"), f"{pointer} has no description"

    def test_decisions_are_complete(self, api: str) -> None:
        for pointer, node in walk(spec_of(api)):
            if isinstance(node, dict):
                for decision in node.get("x-decision", []):
                    assert {"about", "readings", "chosen", "because"} <= decision.keys(), pointer
                    assert decision.get("x-source"), f"{pointer}: nobody says so"
                    assert all(isinstance(decision[key], str) for key in ("about", "chosen", "because")), f"{pointer}: YAML read a number"
                    assert len(decision["readings"]) >= 2, pointer
                    assert all(isinstance(reading, str) and reading.endswith(".") for reading in decision["readings"]), pointer


@pytest.mark.parametrize("api", APIS)
class TestInventory:
    def test_rows_are_well_formed(self, api: str) -> None:
        documents = spec_of(api)["info"]["x-documents"]
        rows = rows_of(api)
        ids = [row["id"] for row in rows]
        assert len(ids) == len(set(ids))
        for row in rows:
            assert row["id"].split("#")[0] in documents, row
            assert {"id", "kind", "states"} <= row.keys() <= {"id", "kind", "states", "value", "spec", "left_out"}, row
            assert ("spec" in row) != ("left_out" in row), f"{row['id']} needs a place in the spec or a reason, and not both"

    def test_no_row_is_lost(self, api: str) -> None:
        """Nothing points at a row that is left out, so the file says how many rows each document has."""
        counted = Counter(row["id"].split("#")[0] for row in rows_of(api))
        assert yaml.safe_load((SPECS / "sources" / f"{api}.yaml").read_text())["count"] == counted

    def test_every_row_stands_where_it_says(self, api: str) -> None:
        spec = spec_of(api)
        for row in rows_of(api):
            strangers = [place for place in places(spec, row) if row["id"] not in nearest_sources(spec, place)]
            assert not strangers, f"{strangers} do not name {row['id']} as a source"
            if "value" in row:
                assert along(spec, places(spec, row)[0])[-1] == row["value"], f"{row['id']}: the spec says something else"

    def test_every_source_is_a_row(self, api: str) -> None:
        spec = spec_of(api)
        placed = {row["id"]: places(spec, row) for row in rows_of(api)}
        strangers = [
            f"{pointer} names {source}"
            for pointer, node in walk(spec)
            if isinstance(node, dict)
            for source in [*node.get("x-source", []), *(each for sources in node.get("x-enum-source", {}).values() for each in sources)]
            if not any(f"{place}/".startswith(f"{pointer.partition('/x-decision/')[0]}/") for place in placed.get(source, []))
        ]
        assert not strangers, "the inventory places these elsewhere:\n" + "\n".join(strangers)

    def test_nothing_is_unsourced(self, api: str) -> None:
        spec = spec_of(api)
        for pointer in must_be_sourced(spec):
            assert along(spec, pointer)[-1].get("x-source"), f"{pointer} has no x-source"
        for pointer, node in walk(spec):
            if not isinstance(node, dict):
                continue
            for keyword in ("enum", "x-extensible-enum"):
                if keyword in node and isinstance(node[keyword], list):
                    assert set(map(str, node[keyword])) == set(map(str, node.get("x-enum-source", {}))), (
                        f"{pointer}: each value needs a source"
                    )

    def test_every_stated_number_has_a_row(self, api: str) -> None:
        spec = spec_of(api)
        placed = {pointer for row in rows_of(api) for pointer in places(spec, row)}
        for pointer, node in walk(spec["components"], "/components"):
            if isinstance(node, dict) and (any(key in node for key in SCHEMA_KEYWORDS) or "schema" in node) and "/examples/" not in pointer:
                for keyword in STATED_KEYWORDS:
                    if keyword in node:
                        assert f"{pointer}/{keyword}" in placed, f"no row states {pointer}/{keyword}"


def nearest_sources(spec: dict[str, Any], pointer: str) -> list[str]:
    """The sources that speak for the pointer's target: its own, or those of what it is part of."""
    nodes = along(spec, pointer)
    path = steps(pointer)
    if len(path) > 1 and path[-2] in ("enum", "x-extensible-enum"):
        return list(nodes[-3]["x-enum-source"][str(nodes[-1])])
    if path and path[-1] in ("enum", "x-extensible-enum"):
        return [source for sources in nodes[-2]["x-enum-source"].values() for source in sources]
    for node in reversed(nodes):
        if isinstance(node, dict) and "x-source" in node:
            return list(node["x-source"])
    return users_of_schema(spec, path)


def users_of_schema(spec: dict[str, Any], path: list[str]) -> list[str]:
    """Sources of the parameters and properties that refer to a shared schema."""
    reference = "#/" + "/".join(path[:3])
    found: list[str] = []
    for pointer, node in walk(spec):
        if isinstance(node, dict) and node.get("$ref") == reference:
            for above in reversed(along(spec, pointer)):
                if isinstance(above, dict) and "x-source" in above:
                    found += above["x-source"]
                    break
    return found


def examples_in(spec: dict[str, Any], pointer: str, node: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[Any]]]:
    """Pairs of a schema and the examples that must fit it, at this node."""
    named = (
        [
            along(spec, example["$ref"][1:])[-1]["value"] if "$ref" in example else example["value"]
            for example in node.get("examples", {}).values()
        ]
        if isinstance(node.get("examples"), dict)
        else []
    )
    if "schema" in node:
        single = [node["example"]] if "example" in node else []
        yield node["schema"], named + single
    elif isinstance(node.get("examples"), list) and any(key in node for key in SCHEMA_KEYWORDS):
        yield (
            {key: value for key, value in node.items() if key != "$ref" or not str(value).startswith("#/components/examples")},
            node["examples"],
        )

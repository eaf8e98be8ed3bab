"""A spec and its inventory, as the pages need them: elements by JSON pointer, statements by id and by place."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from attrs import field, frozen
from yaml_text import loaded

ROOT = Path(__file__).resolve().parents[2]
SPECS = ROOT / "specs"


class PublicationRefused(ValueError):
    """The site cannot be built; says what to do."""


@frozen
class Place:
    """A node of a spec and the JSON pointer that leads to it."""

    pointer: str
    node: Any

    def child(self, *steps: str | int) -> "Place":
        """Return the place below this one; KeyError or IndexError if it is missing."""
        pointer, node = self.pointer, self.node
        for step in steps:
            pointer, node = f"{pointer}/{escaped(step)}", node[step]
        return Place(pointer, node)


@frozen
class Statement:
    """A row of the inventory: what a document states, and where it went.

    Attributes:
        id: The document and the place in it, `page#query/limit/default`.
        kind: Its subject: parameter, field, default, …
        states: The document's statement, in our words.
        pointers: Its places in the spec, spelled out.
        left_out: Or why it went nowhere.
    """

    id: str
    kind: str
    states: str
    pointers: tuple[str, ...]
    left_out: str | None

    @property
    def document(self) -> str:
        """The document's short name, a key of `x-documents`."""
        return self.id.partition("#")[0]

    @property
    def at(self) -> str:
        """The place in the document."""
        return self.id.partition("#")[2]

    @property
    def anchor(self) -> str:
        """Its anchor on the provenance page."""
        return self.id.replace("#", "-").replace("/", "-")


@frozen(eq=False)
class Operation:
    """An operation of a spec."""

    place: Place
    path: str
    method: str

    @property
    def id(self) -> str:
        """Its operationId."""
        return str(self.place.node["operationId"])

    @property
    def node(self) -> Any:
        """Its part of the spec."""
        return self.place.node


@frozen(eq=False)
class Spec:
    """An API's spec with its inventory.

    Attributes:
        api: The API's name, that of the files.
        document: The OpenAPI document.
        rows: The rows of the inventory, as they are written.
    """

    api: str
    document: Mapping[str, Any]
    rows: tuple[Mapping[str, Any], ...] = field(repr=False)

    @classmethod
    def read(cls, api: str, folder: Path = SPECS) -> "Spec":
        """Read a spec and its inventory."""
        document = loaded((folder / f"{api}.yaml").read_text(encoding="utf-8"))
        inventory = loaded((folder / "sources" / f"{api}.yaml").read_text(encoding="utf-8"))
        return cls(api, document, tuple(inventory["rows"]))

    @property
    def version(self) -> str:
        """The spec's version."""
        return str(self.document["info"]["version"])

    @property
    def title(self) -> str:
        """The spec's title."""
        return str(self.document["info"]["title"])

    @property
    def documents(self) -> Mapping[str, Mapping[str, str]]:
        """The documents that it rests on, by their short names."""
        documents: Mapping[str, Mapping[str, str]] = self.document["info"]["x-documents"]
        return documents

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """The operations, in the order of the document."""
        return tuple(
            Operation(self.at(f"/paths/{escaped(path)}/{method}"), path, method)
            for path, item in self.document["paths"].items()
            for method in item
        )

    @cached_property
    def statements(self) -> Mapping[str, Statement]:
        """The rows of the inventory, by id."""
        return {
            row["id"]: Statement(row["id"], row["kind"], row["states"], tuple(self._spelled_out(row)), row.get("left_out"))
            for row in self.rows
        }

    @cached_property
    def stated_at(self) -> Mapping[str, tuple[Statement, ...]]:
        """The statements that went to a place, by its exact pointer."""
        found: dict[str, list[Statement]] = {}
        for statement in self.statements.values():
            for pointer in statement.pointers:
                found.setdefault(pointer, []).append(statement)
        return {pointer: tuple(statements) for pointer, statements in found.items()}

    def at(self, pointer: str) -> Place:
        """Return the target of a JSON pointer."""
        node: Any = self.document
        for step in pointer.split("/")[1:]:
            step = step.replace("~1", "/").replace("~0", "~")
            node = node[int(step)] if isinstance(node, list) else node[step]
        return Place(pointer, node)

    def resolved(self, place: Place) -> Place:
        """Return the target of a place's `$ref`; the place itself if it has none."""
        while isinstance(place.node, dict) and "$ref" in place.node:
            place = self.at(place.node["$ref"].removeprefix("#"))
        return place

    def sources(self, node: Mapping[str, Any]) -> list[Statement]:
        """Return the statements that an element names as its sources; none for an earlier version, whose inventory is gone."""
        return [self.statements[source] for source in node.get("x-source", []) if source in self.statements]

    def _spelled_out(self, row: Mapping[str, Any]) -> Iterator[str]:
        """Yield a row's JSON pointers, with operations and rules, which rows call by their ids, spelled out."""
        places = row.get("spec", [])
        for place in [places] if isinstance(places, str) else places:
            operation_id, _, rest = place.partition("/")
            if not operation_id:
                yield place
                continue
            operation = next(each for each in self.operations if each.id == operation_id)
            if rest.startswith("x-rules/"):
                _, rule_id, *inner = rest.split("/")
                index = [rule["id"] for rule in operation.node["x-rules"]].index(rule_id)
                rest = "/".join(["x-rules", str(index), *inner])
            yield f"{operation.place.pointer}/{rest}".rstrip("/")


def spec_names(folder: Path = SPECS) -> list[str]:
    """Return the names of the APIs that have a spec."""
    return sorted(path.stem for path in folder.glob("*.yaml"))


def escaped(step: str | int) -> str:
    """Return a step of a JSON pointer."""
    return str(step).replace("~", "~0").replace("/", "~1")


def places_in(place: Place) -> Iterator[Place]:
    """Yield a place and all places below it."""
    yield place
    node = place.node
    for key in node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
        yield from places_in(place.child(key))

"""One version of a spec, with its references."""

from typing import Any

from linting.document import along, step, walk


class Side:
    """One of two versions that are compared.

    Args:
        data: The spec.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.used: set[str] = set()
        """Pointers of the components that were referred to."""

    def resolve(self, node: dict[str, Any]) -> dict[str, Any]:
        """Return the target of a chain of references, and note the components as used."""
        while "$ref" in node:
            pointer = node["$ref"].removeprefix("#")
            self.used.add(pointer)
            node = along(self.data, pointer)[-1]
        return node

    def note_own(self, node: dict[str, Any], other: "Side") -> None:
        """Note the components that a node leads to as used, if only this version has them."""
        passed, waiting = {*other.components(), ""}, [node]
        while waiting:
            for _, each in walk(waiting.pop()):
                pointer = str(each.get("$ref", "")).removeprefix("#") if isinstance(each, dict) else ""
                if pointer not in passed:
                    passed.add(pointer)
                    waiting.append(self.resolve(each))

    def target(self, node: dict[str, Any]) -> dict[str, Any]:
        """Return the target of a chain of references, without noting the components as used."""
        while "$ref" in node:
            node = along(self.data, node["$ref"].removeprefix("#"))[-1]
        return node

    def components(self) -> dict[str, Any]:
        """Return every component by its pointer."""
        return {
            f"/components/{section}/{step(name)}": content
            for section, entries in self.data.get("components", {}).items()
            if isinstance(entries, dict)
            for name, content in entries.items()
        }

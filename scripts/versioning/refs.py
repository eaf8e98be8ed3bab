"""One version of a spec, and what its references stand for."""

from typing import Any

from linting.document import along, step


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
        """What a reference stands for, however many there are on the way."""
        while "$ref" in node:
            pointer = node["$ref"].removeprefix("#")
            self.used.add(pointer)
            node = along(self.data, pointer)[-1]
        return node

    def target(self, node: dict[str, Any]) -> dict[str, Any]:
        """Return what a reference leads to, without counting the component as used."""
        while "$ref" in node:
            node = along(self.data, node["$ref"].removeprefix("#"))[-1]
        return node

    def components(self) -> dict[str, Any]:
        """Every component by its pointer."""
        return {
            f"/components/{section}/{step(name)}": content
            for section, entries in self.data.get("components", {}).items()
            if isinstance(entries, dict)
            for name, content in entries.items()
        }

"""A YAML document with the line of every place in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from yaml_text import composed, loaded


class Unreadable(Exception):
    """A file cannot be read as what it should be; the text says where, why and what to do."""


def step(key: object) -> str:
    """Return a key as a step of a JSON pointer."""
    return str(key).replace("~", "~0").replace("/", "~1")


def steps(pointer: str) -> list[str]:
    """Return the keys that a JSON pointer goes through."""
    return [each.replace("~1", "/").replace("~0", "~") for each in pointer.split("/")[1:]]


def along(root: Any, pointer: str) -> list[Any]:
    """Return the nodes from the root to the pointer's target.

    Raises:
        LookupError: The pointer leads nowhere.
    """
    nodes = [root]
    for key in steps(pointer):
        node = nodes[-1]
        if isinstance(node, list):
            if not key.isdigit():
                raise LookupError(pointer)
            nodes.append(node[int(key)])
        elif isinstance(node, dict):
            nodes.append(node[key])
        else:
            raise LookupError(pointer)
    return nodes


def walk(node: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every node below one, with its pointer."""
    yield pointer, node
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in items:
        yield from walk(child, f"{pointer}/{step(key)}")


class Document:
    """The content of a YAML file.

    Args:
        path: The file.

    Raises:
        Unreadable: The file is missing, it is not YAML, a key stands twice in one mapping, or it is not a mapping as a whole.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lines: dict[str, int] = {}
        try:
            text = path.read_text(encoding="utf-8")
            root = composed(text)
            if not isinstance(root, yaml.MappingNode):
                raise Unreadable(f"{path}:1: a mapping is needed here, as in the other files of this folder")
            self._note(root, "")
            self.data: dict[str, Any] = loaded(text)
        except (OSError, UnicodeError) as error:
            raise Unreadable(f"{path}: cannot be read: {error}") from error
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise Unreadable(f"{path}:{line}: this is no YAML: {error.problem}") from error

    def _note(self, node: yaml.Node, pointer: str) -> None:
        self._lines.setdefault(pointer, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            keys: set[str] = set()
            for key, value in node.value:
                if key.value in keys:
                    raise Unreadable(
                        f"{self.path}:{key.start_mark.line + 1}: {key.value} stands twice here; YAML keeps the last, so take one away"
                    )
                keys.add(key.value)
                self._lines[f"{pointer}/{step(key.value)}"] = key.start_mark.line + 1
                self._note(value, f"{pointer}/{step(key.value)}")
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                self._note(value, f"{pointer}/{index}")

    def line(self, pointer: str) -> int:
        """Return the line where a place begins; that of what is around it, if the place itself is not there."""
        while pointer not in self._lines:
            pointer = pointer.rpartition("/")[0]
        return self._lines[pointer]

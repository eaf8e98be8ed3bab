"""The published form of a spec: its own text, with the rules of `x-rules` in words behind the description beside them.

Viewers of OpenAPI documents show descriptions and no extensions.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from yaml_text import composed, loaded

HEADING = "Rules that schemas cannot express (`x-rules`):"


def published_form(path: Path) -> str:
    """Return the text of a spec as it is published."""
    text = path.read_text(encoding="utf-8")
    spec = loaded(text)
    for key, value, element in reversed([*_ruled(composed(text), spec)]):
        element["description"] = f"{element['description'].rstrip()}\n\n{in_words(element['x-rules'])}\n"
        indent = " " * (key.start_mark.column + 2)
        lines = (f"{indent}{line}".rstrip() for line in element["description"].splitlines())
        # The mark behind a block of text is where the next key begins, that behind other text is on its line.
        end = text.rfind("\n", 0, value.end_mark.index) + 1 if value.style in ("|", ">") else text.index("\n", value.end_mark.index) + 1
        text = text[: value.start_mark.index] + "|\n" + "\n".join(lines) + "\n" + text[end:]
    if loaded(text) != spec:
        raise ValueError(f"{path}: a description beside x-rules is written in a way that cannot be added to; write it as a block (|)")
    return text


def in_words(rules: list[dict[str, Any]]) -> str:
    """Return rules as a list in Markdown, each with the query that breaks it and the refusal."""
    return "\n".join([HEADING, "", *(f"- `{rule['id']}`: {rule['says']}{_refusal(rule)}" for rule in rules)])


def _refusal(rule: dict[str, Any]) -> str:
    refusal = rule["refusal"]
    if refusal is None:
        return ""
    subject = f"`?{rule['example']}` is refused" if "example" in rule else "Refused"
    code = f" and code {refusal['code']}" if "code" in refusal else ""
    return f" {subject} with {refusal['status']}{code}: `{refusal['message']}`."


def _ruled(node: yaml.Node | None, value: Any) -> Iterator[tuple[yaml.Node, yaml.Node, dict[str, Any]]]:
    """Yield the keys and texts of descriptions beside `x-rules`, and the elements that they describe, in the order of the document."""
    if isinstance(node, yaml.MappingNode):
        for (key, child), (name, inner) in zip(node.value, value.items(), strict=True):
            if name == "description" and "x-rules" in value:
                yield key, child, value
            yield from _ruled(child, inner) if not str(name).startswith("x-") else ()
    elif isinstance(node, yaml.SequenceNode):
        for child, inner in zip(node.value, value, strict=True):
            yield from _ruled(child, inner)

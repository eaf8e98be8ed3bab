"""The rules of this project by their names, and their findings."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from . import examples, inventory, sources, texts
from .spec import Spec
from .texts import Complaints

Rule = Callable[[Spec], Complaints]

SPEC_RULES: dict[str, Rule] = {
    "valid-openapi": texts.valid_openapi,
    "described": texts.described,
    "sourced": sources.sourced,
    "source-is-row": sources.source_is_row,
    "stated-has-row": sources.stated_has_row,
    "closed-enum": sources.closed_enum,
    "values-sourced": sources.values_sourced,
    "example-present": examples.example_present,
    "example-valid": examples.example_valid,
    "decision-complete": texts.decision_complete,
    "rule-complete": texts.rule_complete,
    "operation-id-style": texts.operation_id_style,
}
"""They look at the spec, and their pointers are places in it."""
INVENTORY_RULES: dict[str, Rule] = {
    "row-form": inventory.row_form,
    "row-count": inventory.row_count,
    "row-place": inventory.row_place,
    "row-sourced": inventory.row_sourced,
    "row-value": inventory.row_value,
}
"""They look at the inventory, and their pointers are places in it."""


class Finding(NamedTuple):
    """Something that a rule forbids.

    Attributes:
        path: The file.
        line: The line, from 1 on.
        rule: The rule's name.
        message: The defect.
    """

    path: Path
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        """Return `file:line: rule: message`, on one line."""
        return f"{self.path}:{self.line}: {self.rule}: {' '.join(self.message.split())}"


def findings(spec: Spec) -> Iterator[Finding]:
    """Yield the findings in a spec and its inventory. A spec that is not valid OpenAPI gets no further checks."""
    broken = False
    for rules, document in ((SPEC_RULES, spec.document), (INVENTORY_RULES, spec.inventory)):
        for name, rule in rules.items():
            for pointer, message in rule(spec):
                yield Finding(document.path, document.line(pointer), name, f"{pointer}: {message}" if pointer else message)
                broken = broken or name == "valid-openapi"
            if broken:
                return

"""OpenAPI Overlays: what a spec's decisions correct in the OpenAPI document of the API's own authors.

usage: scripts/overlay API
"""

import sys
from collections.abc import Iterator
from typing import Any

import yaml
from generation.published_form import published_form
from yaml_text import loaded

from .spec import SPECS, Place, Spec, places_in, spec_names

SUBJECT = "upstream"
"""The short name of the corrected document, in `x-documents`."""


class _Dumper(yaml.SafeDumper):
    """YAML with paragraphs as blocks."""

    def represent_str(self, text: str) -> yaml.ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _Dumper.represent_str)


def overlay_of(api: str, document: dict[str, Any]) -> str | None:
    """Return the overlay of a spec in its published form, as YAML; None if no decision has `corrects`."""
    spec = Spec(api, document, ())
    actions = list(_actions(spec))
    if not actions:
        return None
    subject = spec.documents[SUBJECT]
    info = {"title": f"Corrections of: {subject['title']}, {subject['publisher']}", "version": spec.version}
    overlay = {"overlay": "1.1.0", "info": info, "actions": actions}
    return yaml.dump(overlay, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


def _actions(spec: Spec) -> Iterator[dict[str, Any]]:
    for place in places_in(Place("", spec.document)):
        for decision in place.node.get("x-decision", ()) if isinstance(place.node, dict) else ():
            about = f"{decision['about'][0].upper()}{decision['about'][1:]}: {decision['chosen']} {decision['because']}"
            for target, *change in (action.items() for action in decision.get("corrects", ())):
                yield {**dict([target]), "description": about, **_filled_in(dict(change), spec)}


def _filled_in(node: Any, spec: Spec) -> Any:
    """Return a change with the spec's own values in place of `$spec` and a pointer to them."""
    if isinstance(node, list):
        return [_filled_in(each, spec) for each in node]
    if isinstance(node, dict):
        return spec.at(node["$spec"]).node if "$spec" in node else {key: _filled_in(each, spec) for key, each in node.items()}
    return node


def main() -> int:
    names = spec_names()
    if len(sys.argv) != 2 or sys.argv[1] not in names:
        print(f"usage: scripts/overlay API, which is one of {', '.join(names)}", file=sys.stderr)
        return 2
    overlay = overlay_of(sys.argv[1], loaded(published_form(SPECS / f"{sys.argv[1]}.yaml")))
    if overlay is None:
        print(f"scripts/overlay: no decision of specs/{sys.argv[1]}.yaml has `corrects`", file=sys.stderr)
        return 2
    print(overlay, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())

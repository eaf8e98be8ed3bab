"""Elements of a page of the API reference: anchor, title, description, facts and sources."""

import json
import re
from collections.abc import Iterator

from attrs import evolve, frozen

from publication.links import Links, code, escaped
from publication.row_models import attribute_names, model_of
from publication.spec import Operation, Place

from .facts import Fact, facts_of, in_short, type_of
from .python_arguments import PythonCall
from .samples import Input, caller_arguments, inputs_of

SOURCES = ("Documented", "Decided")
SENTENCE_END = re.compile(r"(?<=\.)\s+(?=[A-Z`*])")
LISTS = {True: "sent once for each value", False: "values joined by commas"}


@frozen
class Element:
    """A parameter, a field, a response or another part of a spec with an anchor on the page.

    Attributes:
        anchor: Its anchor.
        title: Its heading, in Markdown.
        description: Its description, in Markdown.
        facts: Its facts.
        line: Its type, default and bounds in one line; empty where all facts are shown.
    """

    anchor: str
    title: str
    description: str
    facts: tuple[Fact, ...]
    line: str = ""

    @property
    def sentence(self) -> str:
        """The first sentence of the description."""
        return SENTENCE_END.split(self.description, maxsplit=1)[0]

    @property
    def further(self) -> str:
        """The description behind its first sentence."""
        return self.description.removeprefix(self.sentence).strip()

    @property
    def folded(self) -> tuple[Fact, ...]:
        """The facts behind one click: those that say where it comes from, and all of an element with a line."""
        return tuple(fact for fact in self.facts if self.line or fact.term in SOURCES)

    @property
    def shown(self) -> tuple[Fact, ...]:
        """The other facts."""
        return tuple(fact for fact in self.facts if fact not in self.folded)


def element(links: Links, place: Place, title: str, *facts: Fact, description: str | None = None, line: str = "") -> Element:
    """Return an element with its description, its sources and its decisions."""
    resolved = links.spec.resolved(place)
    words = place.node.get("description") or resolved.node.get("description", "") if description is None else description
    facts = tuple(_merged([*facts, *documented(links, place), *decided(links, place)]))
    return Element(links.element(place.pointer), title, words.strip(), facts, line)


def _merged(facts: list[Fact]) -> Iterator[Fact]:
    """Yield the facts with those of one kind merged."""
    terms = dict.fromkeys(fact.term for fact in facts)
    for term in terms:
        yield Fact(term, "<br>".join(dict.fromkeys(fact.says for fact in facts if fact.term == term)))


def documented(links: Links, place: Place) -> Iterator[Fact]:
    """Yield the documents that an element rests on, with their places."""
    by_document: dict[str, list[str]] = {}
    for statement in links.spec.sources(place.node):
        by_document.setdefault(statement.document, []).append(links.to_statement(statement))
    said = []
    for document, places in by_document.items():
        about = links.spec.documents[document]
        said.append(f"**{escaped(about['title'])}** ({escaped(about['publisher'])}): {', '.join(places)}")
    if said:
        yield Fact("Documented", "<br>".join(said))


def decided(links: Links, place: Place) -> Iterator[Fact]:
    """Yield the decisions about an element, with their reasons."""
    for decision in links.decisions_in(place.pointer):
        node = decision.place.node
        about = f"[{escaped(node['about'])}]({links.provenance}#{decision.anchor})"
        yield Fact("Decided", f"{about}: {node['chosen']} <small>{node['because']}</small>")


def parameter_elements(links: Links, operation: Operation, call: PythonCall | None = None) -> Iterator[Element]:
    """Yield an operation's parameters, and the fields of its body; with their names in Python if a method asks it."""
    inputs = inputs_of(links.spec, operation)
    for each in inputs:
        schema = each.place if each.where == "body" else each.place.child("schema")
        words = [type_of(links, schema), f"in the {each.where}", "required" if each.required else "optional"]
        if schema.node.get("type") == "array":
            words.append(LISTS[each.place.node.get("explode", True)])
        facts = facts_of(links, each.place)
        facts = [Fact("Type", ", ".join(words)), *_by_default_first(facts)]
        words += in_short(facts)
        if call:
            words += _python_name(call, each)
            facts.append(in_python(links, call, each, inputs))
        made = element(links, each.place, code(each.name), *facts, line=" · ".join(words))
        yield evolve(made, anchor=f"{operation.id}-{each.name}")  # operations share some of them


def _python_name(call: PythonCall, each: Input) -> list[str]:
    written = call.written(each.name, "")
    return [f"Python {code(written.partition('=')[0])}"] if written and " " not in written else []


def _by_default_first(facts: list[Fact]) -> list[Fact]:
    return sorted(facts, key=lambda fact: fact.term != "Default")


def in_python(links: Links, call: PythonCall, each: Input, inputs: list[Input]) -> Fact:
    """Return the way to set a parameter in Python."""
    method = f"[`{call.name}`]({links.up}/{call.page()})"
    written = call.written(each.name, _python_value(each))
    if written is None and each.name in call.paging:
        return Fact("In Python", f"Nothing to set: {method} pages by itself, and `cursor=page.cursor` goes on after a page.")
    if written is None:
        always = call.always.get(each.name)
        return Fact("In Python", f"{method} always sends {code(f'{each.name}={always[0]}')}." if always else f"{method} never sends it.")
    caller = caller_arguments(call, inputs)
    name = written.partition("=")[0]
    others = [argument for argument in caller if argument.partition("=")[0] != name] if name != "address" else []
    if each.value and name in call.command.positional:
        others, written = caller, ""
    asked = f"{call.variable}.{call.command.method}({', '.join([*others, *([written] if written else [])])})"
    shown = f"{code(written)}, as in {code(asked)}" if written else code(asked)
    return Fact("In Python", f"{shown}; see {method}.")


def _python_value(each: Input) -> object:
    """Return a value that says something: not the default, and rather the spec's own example."""
    node = each.place.node
    schema = node.get("schema", node)
    if schema.get("type") == "boolean":
        return not schema.get("default", False)
    if each.where == "body" or (each.value and "example" not in node):
        return int(each.value) if schema.get("type") == "integer" and each.value else each.value
    return node.get("example", each.value)


def field_elements(links: Links, schema: Place) -> Iterator[Element]:
    """Yield the fields of a schema."""
    name = schema.pointer.rpartition("/")[2]
    attributes = attribute_names(model_of(links.spec.api, name))
    for field in schema.node.get("properties", {}):
        place = schema.child("properties", field)
        presence = "always there" if field in schema.node.get("required", []) else "may be absent"
        known = facts_of(links, place)
        words = [type_of(links, place), presence, *in_short(known)]
        facts = [Fact("Type", f"{words[0]}, {presence}"), *known]
        if field in attributes:
            facts.append(Fact("In Python", code(f".{attributes[field]}") + f" of {name}"))
            words += [f"Python {code(attributes[field])}"] if attributes[field] != field else []
        yield element(links, place, code(field), *facts, line=" · ".join(words))


def schema_element(links: Links, schema: Place) -> Element:
    """Return a schema by itself: what it is, and its values if it is a list of values."""
    name = schema.pointer.rpartition("/")[2]
    facts = [] if schema.node.get("type") == "object" else [Fact("Type", type_of(links, schema)), *facts_of(links, schema)]
    return element(links, schema, code(name), *facts)


def response_elements(links: Links, operation: Operation) -> Iterator[Element]:
    """Yield an operation's replies."""
    for status, node in operation.node["responses"].items():
        place = operation.place.child("responses", status)
        content = node.get("content", {}).get("application/json")
        facts = []
        if content:
            facts.append(Fact("Body", type_of(links, place.child("content", "application/json", "schema"))))
        for header in node.get("headers", {}):
            described = links.spec.resolved(place.child("headers", header))
            address = links.reference(links.element(described.pointer))
            facts.append(Fact("Headers", f"[{code(header)}]({address}): {described.node['description']}"))
        for example in (content or {}).get("examples", {}):
            shown = links.spec.resolved(place.child("content", "application/json", "examples", example))
            address = links.reference(links.element(shown.pointer))
            facts.append(Fact("Examples", f"[{shown.node.get('summary', example)}]({address})"))
        yield element(links, place, code(status), *facts)


def example_texts(links: Links) -> Iterator[tuple[Element, str]]:
    """Yield the examples of a spec, each with its JSON."""
    examples = links.spec.document["components"].get("examples", {})
    for name in examples:
        place = links.spec.at(f"/components/examples/{name}")
        shown = json.dumps(place.node["value"], indent=2, ensure_ascii=False)
        yield element(links, place, place.node.get("summary", name), description=""), shown

"""The pages of the API reference."""

from collections.abc import Iterator
from typing import Any

from nft_holdings._apis import APIS

from publication.anchors import schemas_with_a_page
from publication.links import Links, code, escaped
from publication.rendering import rendered
from publication.spec import Operation, Spec
from publication.versions import Version

from .elements import (
    Element,
    element,
    example_texts,
    field_elements,
    parameter_elements,
    response_elements,
    schema_element,
)
from .facts import Fact, facts_of, in_short, type_of
from .forms import form_of
from .python_arguments import PythonCall, python_call
from .replies import example_of, first_sentence, reply_fields, schema_examples
from .samples import samples_of

UP = "../.."
"""The way from a page about one API to the front page."""


def reference_pages(spec: Spec, versions: list[Version]) -> dict[str, str]:
    """Return the pages of one spec in Markdown, by the names that they have in its folder.

    There is one about the API, one for each operation and each schema, one of examples, and one for each earlier version.
    """
    links = Links.of(spec, UP)
    calls = {operation.id: python_call(spec, operation) for operation in spec.operations}
    components = spec.document["components"]
    shared = {
        "spec": spec,
        "api": next(api for api in APIS if api.name == spec.api),
        "links": links,
        "versions": versions,
        "cited": lambda node: "<br>".join(links.cited(statement) for statement in spec.sources(node)),
    }
    pages = {
        "index": rendered(
            "reference_api.md.jinja",
            schemas=[(name, _schema_in_short(links, name)) for name in schemas_with_a_page(spec)],
            headers=[element(links, spec.at(f"/components/headers/{name}"), code(name)) for name in components.get("headers", {})],
            security=[_security(links, name) for name in components.get("securitySchemes", {})],
            servers=[_server(links, index) for index in range(len(spec.document["servers"]))],
            **shared,
        ),
        "examples": rendered("reference_examples.md.jinja", examples=list(example_texts(links)), **shared),
    }
    for operation in spec.operations:
        pages[operation.id] = rendered("reference_operation.md.jinja", **_operation(links, operation, calls[operation.id]), **shared)
    examples = schema_examples(spec)
    for schema in _schemas(links):
        name = schema["element"].anchor
        pages[name] = rendered("reference_schema.md.jinja", schema=schema, example=examples.get(name), **shared)
    for version in versions[1:]:
        pages[f"version-{version.number}"] = _earlier_version(version, shared)
    return pages


def _operation(links: Links, operation: Operation, call: PythonCall) -> dict[str, Any]:
    ok = operation.place.child("responses", "200", "content", "application/json")
    contents = {
        status: operation.place.child("responses", status, "content", "application/json")
        for status, response in operation.node["responses"].items()
        if response.get("content")
    }
    return {
        "operation": operation,
        "overview": _overview(links, operation, call),
        "samples": samples_of(links.spec, operation, call),
        "form": form_of(links, operation, call),
        "parameters": list(parameter_elements(links, operation, call)),
        "responses": list(response_elements(links, operation)),
        "fields": list(reply_fields(links, ok.child("schema"))),
        "examples": {status: text for status, content in contents.items() if (text := example_of(links.spec, content))},
        "refusal": _refusal,
    }


def _earlier_version(version: Version, shared: dict[str, Any]) -> str:
    """Return the page of a version that is no longer the newest; its document alone is known, not the inventory that it had."""
    spec = Spec(version.api, version.document, ())
    links = Links.of(spec, UP, on_one_page=True)
    return rendered(
        "reference_version.md.jinja",
        **{**shared, "spec": spec, "newest": shared["spec"]},
        parameters={operation.id: list(parameter_elements(links, operation)) for operation in spec.operations},
        schemas=list(_schemas(links)),
    )


def _overview(links: Links, operation: Operation, call: PythonCall) -> Element:
    node = operation.node
    facts = [
        Fact("In Python", f"[`{call.name}`]({links.up}/{call.page()}), [`Async{call.name}`]({links.up}/{call.page(awaited=True)})"),
        Fact(
            "Terminal",
            code(f"nft-holdings {call.api.name} {call.command.name}") + f"; see [the command line]({links.up}/guides/command-line.md)",
        ),
    ]
    for requirement in node.get("security", []):
        scheme = ", ".join(f"[{name}]({links.reference(f'security-{name}')})" for name in requirement)
        facts.append(Fact("Key", scheme or "none is needed"))
    if not node.get("security"):
        facts.append(Fact("Key", "none is needed"))
    facts += _rate_limit(node)
    if "x-compute-units" in node:
        facts.append(Fact("Cost", f"{node['x-compute-units']} compute units of Validation Cloud's"))
    if "x-safe" in node:
        facts.append(Fact("Repeatable", "It changes nothing, so the client sends it again after a failure"))
    return element(links, operation.place, node["summary"], *facts)


def _rate_limit(node: dict[str, Any]) -> list[Fact]:
    """Return the limit that an operation or a server states, if it does."""
    if "x-rate-limit" not in node:
        return []
    limit = node["x-rate-limit"]
    seconds = "a second" if limit["seconds"] == 1 else f"in {limit['seconds']} seconds"
    return [Fact("Rate limit", f"{limit['requests']} requests {seconds}; the client keeps to it")]


def _schemas(links: Links) -> Iterator[dict[str, Any]]:
    for name in schemas_with_a_page(links.spec):
        schema = links.spec.at(f"/components/schemas/{name}")
        codes = [code for field in schema.node.get("properties", {}).values() for code in field.get("x-known-codes", [])]
        yield {"element": schema_element(links, schema), "fields": list(field_elements(links, schema)), "codes": codes}


def _schema_in_short(links: Links, name: str) -> str:
    place = links.spec.at(f"/components/schemas/{name}")
    described = first_sentence(place.node.get("description", ""))
    return described or " · ".join([type_of(links, place), *in_short(facts_of(links, place))]).replace("|", "\\|")


def _security(links: Links, name: str) -> Element:
    place = links.spec.at(f"/components/securitySchemes/{name}")
    api = next(api for api in APIS if api.name == links.spec.api)
    node = place.node
    sent = f"header {code(node['name'])}" if node["type"] == "apiKey" else f"header {code('Authorization: Bearer …')}"
    python = f"an argument of {code(api.title)}, or the environment's {code(api.key.variable)}"
    facts = [Fact("Sent as", sent), Fact("In Python", python)]
    facts += [Fact("Example", code(node["x-example"]))] if "x-example" in node else []
    return element(links, place, code(name), *facts)


def _server(links: Links, index: int) -> Element:
    place = links.spec.at(f"/servers/{index}")
    api = next(api for api in APIS if api.name == links.spec.api)
    facts = [Fact("Address", code(place.node["url"]))]
    if place.node["x-name"] in api.servers:
        facts.append(Fact("In Python", code(f"{api.title}.{place.node['x-name']}(…)")))
    for name, variable in place.node.get("variables", {}).items():
        facts.append(Fact("Variables", f"{code(name)}: {escaped(variable['description'])}"))
    facts += _rate_limit(place.node)
    return element(links, place, place.node["x-name"].replace("_", " "), *facts)


def _refusal(rule: dict[str, Any]) -> str:
    refusal = rule.get("refusal")
    if not refusal:
        return ""
    number = f", code {refusal['code']}" if "code" in refusal else ""
    return f"{refusal['status']}{number}: {escaped(refusal['message'])}"


def reference_index(specs: list[Spec]) -> str:
    """Return the page that leads to the operations and parameters of all specs."""
    operations = [_summary(Links.of(spec), operation) for spec in specs for operation in spec.operations]
    return rendered("reference_index.md.jinja", operations=operations)


def _summary(links: Links, operation: Operation) -> dict[str, Any]:
    call = python_call(links.spec, operation)
    return {
        "api": links.spec.api,
        "name": call.api.title,
        "id": operation.id,
        "method": operation.method,
        "path": operation.path,
        "summary": operation.node["summary"],
        "call": call.name,
        "page": call.page(),
        "parameters": list(parameter_elements(links, operation, call)),
    }

"""The page of the API reference for one spec."""

from collections.abc import Iterator
from typing import Any

from nft_holdings._apis import APIS

from .anchors import body_schema
from .elements import (
    Element,
    element,
    example_texts,
    field_elements,
    parameter_elements,
    response_elements,
    schema_element,
)
from .facts import Fact
from .forms import form_of
from .links import Links, code, escaped
from .python_arguments import PythonCall, python_call
from .rendering import rendered
from .samples import samples_of
from .spec import Operation, Spec


def reference_page(spec: Spec) -> str:
    """Return the page, in Markdown."""
    links = Links.of(spec)
    calls = {operation.id: python_call(spec, operation) for operation in spec.operations}
    components = spec.document["components"]
    return rendered(
        "reference.md.jinja",
        spec=spec,
        api=next(api for api in APIS if api.name == spec.api),
        operations=spec.operations,
        overview={operation.id: _overview(links, operation, calls[operation.id]) for operation in spec.operations},
        samples={operation.id: samples_of(spec, operation, calls[operation.id]) for operation in spec.operations},
        forms={operation.id: form_of(links, operation, calls[operation.id]) for operation in spec.operations},
        parameters={operation.id: list(parameter_elements(links, operation, calls[operation.id])) for operation in spec.operations},
        responses={operation.id: list(response_elements(links, operation)) for operation in spec.operations},
        schemas=list(_schemas(links)),
        headers=[element(links, spec.at(f"/components/headers/{name}"), code(name)) for name in components.get("headers", {})],
        security=[_security(links, name) for name in components.get("securitySchemes", {})],
        servers=[_server(links, index) for index in range(len(spec.document["servers"]))],
        examples=list(example_texts(links)),
        refusal=_refusal,
        cited=lambda node: "<br>".join(links.cited(statement) for statement in spec.sources(node)),
    )


def _overview(links: Links, operation: Operation, call: PythonCall) -> Element:
    node = operation.node
    page = f"../python/{call.api.name}.md"
    facts = [
        Fact("In Python", f"[`{call.name}`]({page}#nft_holdings.{call.name}), [`Async{call.name}`]({page}#nft_holdings.Async{call.name})"),
        Fact("Terminal", code(f"nft-holdings {call.api.name} {call.command.name}") + "; see [the command line](../guides/command-line.md)"),
    ]
    for requirement in node.get("security", []):
        scheme = ", ".join(f"[{name}](#security-{name})" for name in requirement)
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
    asked = {body.pointer for operation in links.spec.operations if (body := body_schema(links.spec, operation.place))}
    for name in links.spec.document["components"]["schemas"]:
        schema = links.spec.at(f"/components/schemas/{name}")
        if schema.pointer not in asked:
            codes = [code for field in schema.node.get("properties", {}).values() for code in field.get("x-known-codes", [])]
            yield {"element": schema_element(links, schema), "fields": list(field_elements(links, schema)), "codes": codes}


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
    parameters = []
    for each in parameter_elements(links, operation, call):
        facts = {fact.term: fact.says for fact in each.facts}
        python = facts["In Python"].partition("`, as in")
        written = f"{python[0]}`" if python[1] else facts["In Python"].partition("; see")[0]
        parameters.append(
            {
                "name": each.title.strip("`"),
                "default": facts.get("Default", ""),
                "python": "set by paging" if written.startswith("Nothing") else written,
            }
        )
    return {
        "api": links.spec.api,
        "name": call.api.title,
        "id": operation.id,
        "method": operation.method,
        "path": operation.path,
        "summary": operation.node["summary"],
        "call": call.name,
        "parameters": parameters,
    }

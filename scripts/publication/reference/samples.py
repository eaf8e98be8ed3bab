"""Samples of requests: with this package, with curl and with httpx. All ask a sandbox, so that they run as they are printed."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from attrs import frozen
from nft_holdings._apis import ListingInfo

from publication.anchors import body_schema
from publication.spec import Operation, Place, Spec

from .python_arguments import PythonCall, parameters_of
from .sandbox_values import SANDBOX_URL, credentials, sandbox_value

OPTIONAL = "token"
"""An argument of a client that the operation does not need."""
NAME = "found"
"""The variable of a single object."""


@frozen
class Sample:
    """A sample of a request.

    Attributes:
        title: The library or tool that it uses.
        language: The language, as code blocks name it.
        text: The sample.
    """

    title: str
    language: str
    text: str


@frozen
class Input:
    """A parameter or a field of the body, with what samples and forms put there.

    Attributes:
        name: Its name on the wire.
        place: Its place in the spec.
        where: query, path, header or body.
        value: A value with which a sandbox has something to show; None where any or none will do.
    """

    name: str
    place: Place
    where: str
    value: str | None

    @property
    def required(self) -> bool:
        """True if a request must have it."""
        return bool(self.place.node.get("required")) if self.where != "body" else True


def inputs_of(spec: Spec, operation: Operation) -> list[Input]:
    """Return the parameters and body fields of an operation."""
    places = [spec.resolved(operation.place.child("parameters", index)) for index in range(len(operation.node.get("parameters", [])))]
    found = [Input(each.node["name"], each, each.node["in"], sandbox_value(spec.api, operation.id, each.node["name"])) for each in places]
    body = body_schema(spec, operation.place)
    for name in body.node["properties"] if body else ():
        found.append(Input(name, body.child("properties", name), "body", sandbox_value(spec.api, operation.id, name)))  # type: ignore[union-attr]
    return found


def header_of_key(spec: Spec, operation: Operation) -> tuple[str, str] | None:
    """Return the header that carries the key, with a sandbox's key; None where none is required."""
    if not all(operation.node.get("security", [{}])):
        return None
    (name,) = operation.node["security"][0]
    return str(spec.document["components"]["securitySchemes"][name]["name"]), str(next(iter(credentials(spec.api).values())))


def constructor_of(call: PythonCall, prefix: str = "") -> str:
    """Return the code that makes a client of the sandbox."""
    key = "".join(f', {name}="{value}"' for name, value in credentials(call.api.name).items() if name != OPTIONAL)
    return f'{prefix}{call.api.title}("{SANDBOX_URL}"{key})'


def caller_arguments(call: PythonCall, inputs: list[Input]) -> list[str]:
    """Return the arguments that name the account, as samples give them."""
    needed = {name for name, each in parameters_of(call.api, call.command).items() if each.kind is each.POSITIONAL_OR_KEYWORD}
    found = []
    for each in inputs:
        written = call.written(each.name, typed(each)) if each.value else None
        if written and written.partition("=")[0] in needed:
            found.append(written if call.command.positional == () else written.partition("=")[2])
    return found


def typed(each: Input) -> Any:
    """Return an input's value with the type that the spec gives it."""
    schema = each.place.node.get("schema", each.place.node)
    return int(each.value) if each.value and schema.get("type") == "integer" else each.value


def samples_of(spec: Spec, operation: Operation, call: PythonCall) -> list[Sample]:
    """Return an operation's samples."""
    inputs = inputs_of(spec, operation)
    return [
        Sample("Python", "python", _blocking(spec, call, inputs)),
        Sample("Python, async", "python", _awaiting(spec, call, inputs)),
        Sample("curl", "sh", _curl(spec, operation, inputs)),
        Sample("httpx", "python", _httpx(spec, operation, call, inputs)),
    ]


def _blocking(spec: Spec, call: PythonCall, inputs: list[Input]) -> str:
    asked = f"{call.variable}.{call.command.method}({', '.join(caller_arguments(call, inputs))})"
    columns = ", ".join(_shown(spec, call))
    if call.command.rows_at:
        body = f"    # All of them: pages are followed to the end.\n    for row in {asked}:\n        print({columns})\n"
    else:
        body = f"    {NAME} = {asked}\n    print({columns})\n"
    return f"from nft_holdings import {call.api.title}\n\nwith {constructor_of(call)} as {call.variable}:\n{body}"


def _awaiting(spec: Spec, call: PythonCall, inputs: list[Input]) -> str:
    asked = f"{call.variable}.{call.command.method}({', '.join(caller_arguments(call, inputs))})"
    columns = ", ".join(_shown(spec, call))
    if call.command.rows_at:
        body = f"        async for row in {asked}:\n            print({columns})\n"
    else:
        body = f"        {NAME} = await {asked}\n        print({columns})\n"
    return (
        f"import asyncio\n\nfrom nft_holdings import Async{call.api.title}\n\n\n"
        "async def main() -> None:\n"
        f"    async with {constructor_of(call, 'Async')} as {call.variable}:\n{body}\n\n"
        "asyncio.run(main())\n"
    )


def _curl(spec: Spec, operation: Operation, inputs: list[Input]) -> str:
    key = header_of_key(spec, operation)
    lines = ["curl --get" if operation.method == "get" else f"curl --request {operation.method.upper()}"]
    lines[0] += f" '{SANDBOX_URL}{_filled_path(operation, inputs)}'"
    lines += [f"--header '{key[0]}: {key[1]}'"] if key else []
    lines += [f"--data-urlencode '{each.name}={each.value}'" for each in inputs if each.where == "query" and each.value]
    body = {each.name: typed(each) for each in inputs if each.where == "body"}
    if body:
        lines += ["--header 'Content-Type: application/json'", f"--data '{json.dumps(body)}'"]
    return " \\\n  ".join(lines) + "\n"


def _httpx(spec: Spec, operation: Operation, call: PythonCall, inputs: list[Input]) -> str:
    key = header_of_key(spec, operation)
    arguments = [f'"{SANDBOX_URL}{_filled_path(operation, inputs)}"']
    query = {each.name: typed(each) for each in inputs if each.where == "query" and each.value}
    body = {each.name: typed(each) for each in inputs if each.where == "body"}
    arguments += [f"params={_literal(query)}"] if query else []
    arguments += [f"headers={_literal(dict([key]))}"] if key else []
    arguments += [f"json={_literal(body)}"] if body else []
    name = "row" if call.command.rows_at else NAME
    columns = ", ".join(name + "".join(f'["{step}"]' for step in column) for column in _columns(spec, call))
    if call.command.rows_at:
        rows = "".join(f'["{step}"]' for step in path_to_rows(spec, operation, call.command))
        printing = f"# One page; paging, limits and checks are left to you.\nfor row in reply.json(){rows}:\n    print({columns})\n"
    else:
        printing = f"{NAME} = reply.json()\nprint({columns})\n"
    return (
        "import httpx\n\n"
        f"reply = httpx.{operation.method}(\n" + "".join(f"    {each},\n" for each in arguments) + ")\n"
        f"reply.raise_for_status()\n{printing}"
    )


def _literal(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _filled_path(operation: Operation, inputs: list[Input]) -> str:
    path = operation.path
    for each in inputs:
        if each.where == "path":
            path = path.replace(f"{{{each.name}}}", quote(each.value or "", safe=""))
    return path


def path_to_rows(spec: Spec, operation: Operation, command: ListingInfo) -> tuple[str, ...]:
    """Return the keys that lead from a reply to its rows; none if it is a single object."""
    schema = operation.place.child("responses", "200", "content", "application/json", "schema")
    return next(_paths(spec, schema, command.row)) if command.rows_at else ()


def _paths(spec: Spec, place: Place, row: str) -> Iterator[tuple[str, ...]]:
    place = spec.resolved(place)
    for index in range(len(place.node.get("anyOf", []))):
        yield from _paths(spec, place.child("anyOf", index), row)
    for name, schema in place.node.get("properties", {}).items():
        if schema.get("items", {}).get("$ref", "").endswith(f"/{row}"):
            yield (name,)
        else:
            yield from ((name, *rest) for rest in _paths(spec, place.child("properties", name), row))


def _columns(spec: Spec, call: PythonCall) -> list[list[str]]:
    """Return the first columns of a table of such rows that are plain values and always there."""
    return [column.split(".") for column in call.command.columns.values() if _is_plain(spec, call.command.row, column.split("."))][:2]


def _is_plain(spec: Spec, row: str, steps: list[str]) -> bool:
    place = spec.at(f"/components/schemas/{row}")
    for step in steps:
        if step not in place.node.get("required", []):
            return False
        place = spec.resolved(place.child("properties", step))
    types = place.node.get("type", ())
    types = {types} if isinstance(types, str) else {*types}
    return bool(types) and types <= {"string", "integer", "null"}


def _shown(spec: Spec, call: PythonCall) -> Iterator[str]:
    from publication.row_models import python_path

    for column in _columns(spec, call):
        yield f"{'row' if call.command.rows_at else NAME}." + ".".join(python_path(spec.api, call.command.row, column))

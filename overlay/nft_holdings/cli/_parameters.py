"""A client's method as a command: its signature becomes the options, its docstring their help."""

import inspect
import re
from collections.abc import Callable, Iterable
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import typer

from nft_holdings._apis import Api, ListingInfo
from nft_holdings._errors import InvalidArgument

FILTER = "filter"
NAMED = re.compile(r"^ {4,}(\w+): (.*)$")


def described(method: Callable[..., Any]) -> tuple[str, dict[str, str]]:
    """Return the first paragraph of a Google-style docstring, and the text for each argument. Both are empty under `python -OO`."""
    doc = inspect.getdoc(method) or ""
    summary = " ".join(doc.partition("\n\n")[0].split())
    arguments: dict[str, str] = {}
    section = doc.partition("\nArgs:\n")[2].partition("\n\n")[0]
    name = None
    for line in section.splitlines():
        if found := NAMED.match(line):
            name = found[1]
            arguments[name] = found[2]
        elif name is not None:
            arguments[name] += f" {line.strip()}"
    return summary, arguments


def parameters_of(api: Api, command: ListingInfo) -> list[inspect.Parameter]:
    """Return the command's parameters, as typer reads them."""
    method = getattr(api.client, command.method)
    hints = get_type_hints(method)
    _, helps = described(method)
    found: list[inspect.Parameter] = []
    for name, parameter in list(inspect.signature(method).parameters.items())[1:]:
        if name == FILTER:
            found += [_parameter(option, list[str], None, text) for option, text in api.filters(command).OPTIONS.items()]
        elif name in command.positional:
            annotation = Annotated[str, typer.Argument(help=helps.get(name), show_default=False)]
            found.append(inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation))
        else:
            required = parameter.default is inspect.Parameter.empty
            found.append(_parameter(name, _option_type(hints[name]), ... if required else None, helps.get(name)))
    return found


def _parameter(name: str, kind: Any, default: Any, text: str | None) -> inspect.Parameter:
    option = typer.Option(f"--{name.replace('_', '-')}", help=text, show_default=False)
    if kind is bool:
        option = typer.Option(f"--{name.replace('_', '-')}/--no-{name.replace('_', '-')}", help=text, show_default=False)
    annotated: Any = kind if default is ... else kind | None
    annotation = Annotated[annotated, option]
    given = inspect.Parameter.empty if default is ... else default
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=given, annotation=annotation)


def _alternatives(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _option_type(hint: Any) -> Any:
    kinds = [each for each in _alternatives(hint) if each is not type(None)]
    for kind in kinds:
        if get_origin(kind) is Literal:
            return kind
        if isinstance(get_origin(kind), type) and issubclass(get_origin(kind), Iterable):
            return list[str]
    return bool if bool in kinds else int if int in kinds else str


def arguments_for(api: Api, command: ListingInfo, given: dict[str, Any]) -> dict[str, Any]:
    """Return the method's arguments: filters joined, lists split at commas, numbers read.

    Raises:
        InvalidArgument: A value cannot be read.
    """
    method = getattr(api.client, command.method)
    hints = get_type_hints(method)
    arguments: dict[str, Any] = {}
    for name in list(inspect.signature(method).parameters)[1:]:
        if name == FILTER:
            arguments[name] = api.filters(command).filter_of(given)
        elif isinstance(given.get(name), list):
            items = [item for value in given[name] for item in value.split(",")]
            if "" in items:
                raise InvalidArgument(
                    f"--{name.replace('_', '-')} has an empty value", argument=name, hint="leave the option out to list everything"
                )
            arguments[name] = [_integer(name, item) for item in items] if "int" in str(hints[name]) else items
        else:
            arguments[name] = given.get(name)
    return arguments


def _integer(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise InvalidArgument(f"--{name.replace('_', '-')} takes whole numbers, not {text!r}", argument=name)
    return int(text)

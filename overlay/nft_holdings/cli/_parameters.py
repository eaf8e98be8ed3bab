"""A client's method as a command: its signature becomes the options, its docstring their help."""

import inspect
import re
from collections.abc import Callable, Iterable, Sequence
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import typer

from nft_holdings._apis import Api, ListingInfo
from nft_holdings._errors import InvalidArgument

from ._accounts import account_names
from ._help import choice, number, option

FILTER = "filter"
ACCOUNTS, FILTERS, ROWS, OUTPUT, SERVER = "Accounts", "Filters", "Rows", "Output", "Server"
SECTIONS = {"address": ACCOUNTS, "order": ROWS, "metadata": ROWS, "cursor": ROWS, "page_size": ROWS, "first_page": ROWS}
"""The sections of the help in which options of methods are. All others are filters."""
PLURAL = re.compile(r"(?<=SS)ES$|S$")
SENTENCE_END = re.compile(r"(?<=\.) ")
NAMED = re.compile(r"^ {4,}(\w+): (.*)$")


def described(method: Callable[..., Any]) -> tuple[str, dict[str, str]]:
    """Return the first paragraph of a Google-style docstring, and the first sentence for each argument.

    Both are empty under `python -OO`.
    """
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
    return summary, {name: SENTENCE_END.split(text)[0] for name, text in arguments.items()}


def parameters_of(api: Api, command: ListingInfo) -> list[inspect.Parameter]:
    """Return the command's parameters, as typer reads them."""
    method = getattr(api.client, command.method)
    hints = get_type_hints(method)
    _, helps = described(method)
    names = account_names(api, command)
    found: list[inspect.Parameter] = []
    for name, parameter in list(inspect.signature(method).parameters.items())[1:]:
        if name == FILTER:
            filters = api.filters(command)
            for option, (metavar, text) in filters.OPTIONS.items():
                found.append(_parameter(option, list[str], text, metavar, f"{FILTERS} ({filters.NOTE})"))
        elif name == names[0] and command.positional:
            text = " ".join(helps.get(each, "") for each in names)
            metavar = joined_metavar(command, names)
            shown = f"{metavar}..." if command.many_method else metavar
            argument = typer.Argument(metavar=shown, help=text, show_default=False, rich_help_panel=ACCOUNTS)
            kind = list[str] if command.many_method or (metavar.count(" ") and not command.joined) else str
            found.append(_keyword(name, Annotated[kind | None, argument]))
        elif name == names[0]:
            metavar = _metavar(name, int if takes_number(api, command, name) else str)
            found.append(_parameter(name, list[str], f"{helps.get(name, '')} May be given several times.".strip(), metavar, ACCOUNTS))
        elif name in names:
            continue
        else:
            kind = _option_type(hints[name])
            section = SECTIONS.get(name, FILTERS)
            found.append(_parameter(name, kind, helps.get(name, ""), _metavar(name, kind), section, parameter.default))
    return found


def joined_metavar(command: ListingInfo, names: Sequence[str]) -> str:
    """Return the positional arguments of a command as its usage line names them."""
    return ("/" if command.joined else " ").join(name.upper() for name in names)


def _metavar(name: str, kind: Any) -> str:
    """Return the name of an option's value: its choices, N for a number, or the last word of the option's name."""
    if get_origin(kind) is Literal:
        return "|".join(get_args(kind))
    word = name.rpartition("_")[2].upper()
    return "N" if kind is int else f"{PLURAL.sub('', word)},..." if kind == list[str] else word


def _parameter(name: str, kind: Any, text: str, metavar: str, section: str, default: Any = None) -> inspect.Parameter:
    long = name.replace("_", "-")
    names, shown = (f"--{long}/--no-{long}", None) if kind is bool else (f"--{long}", metavar)
    more: dict[str, Any] = {"parser": number()} if kind is int else choice(get_args(kind)) if get_origin(kind) is Literal else {}
    made = option(section, text, names, metavar=shown, **more)
    return _keyword(name, Annotated[kind if default is inspect.Parameter.empty else kind | None, made], default)


def _keyword(name: str, annotation: Any, default: Any = None) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _alternatives(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _option_type(hint: Any) -> Any:
    kinds = [each for each in _alternatives(hint) if each is not type(None)]
    for kind in kinds:
        if get_origin(kind) is Literal:
            return kind
        if isinstance(get_origin(kind), type) and issubclass(get_origin(kind), Iterable):
            return list[str]
    return bool if bool in kinds else int if int in kinds and str not in kinds else str


def arguments_for(api: Api, command: ListingInfo, given: dict[str, Any]) -> dict[str, Any]:
    """Return the method's arguments but for the account: filters joined, lists split at commas, numbers read.

    Raises:
        InvalidArgument: A value cannot be read.
    """
    method = getattr(api.client, command.method)
    hints = get_type_hints(method)
    arguments: dict[str, Any] = {}
    for name in list(inspect.signature(method).parameters)[1:]:
        if name in account_names(api, command):
            continue
        if name == FILTER:
            arguments[name] = api.filters(command).filter_of(given)
        elif isinstance(given.get(name), list):
            items = [item for value in given[name] for item in value.split(",")]
            if "" in items:
                raise InvalidArgument(
                    f"--{name.replace('_', '-')} has an empty value", argument=name, hint="leave the option out to list everything"
                )
            arguments[name] = [integer(name, item) for item in items] if "int" in str(hints[name]) else items
        else:
            arguments[name] = given.get(name)
    return arguments


def takes_number(api: Api, command: ListingInfo, name: str) -> bool:
    """Return True if the method takes an argument as a number only."""
    return str not in _alternatives(get_type_hints(getattr(api.client, command.method))[name])


def is_required(api: Api, command: ListingInfo, name: str) -> bool:
    """Return True if the method must have an argument."""
    return inspect.signature(getattr(api.client, command.method)).parameters[name].default is inspect.Parameter.empty


def integer(name: str, text: str) -> int:
    """Return an option's value as a number.

    Raises:
        InvalidArgument: It is none.
    """
    if not (text.isascii() and text.isdigit()):
        raise InvalidArgument(f"--{name.replace('_', '-')} takes whole numbers, not {text!r}", argument=name)
    return int(text)

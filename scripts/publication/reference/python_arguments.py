"""Python arguments of each request parameter, found by calling the client.

Each argument of a client's method is given to it, and the request compared with the one without: what differs is what it sets. So
the names on the pages are those of the code.
"""

import inspect
import re
import typing
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import unquote

import nft_holdings
from attrs import field, frozen
from nft_holdings import Filter, FilterError
from nft_holdings._apis import APIS, Api, ListingInfo
from nft_holdings._apis.hedera.filters.columns import Column

from publication.python_reference import page_of_method
from publication.spec import Operation, PublicationRefused, Spec

from .recorded_calls import Sent, all_sent_by, sent_by
from .sandbox_values import sandbox_value

COLUMN_VALUES = ("0.0.2000", 7, ("0.0.2000", 7))
PAGES_BY_ITSELF = "cursor"
OPERATOR = re.compile(r"^(?:eq|ne|[lg]te?):")
"""An operator before a value on the wire, which no argument takes."""


@frozen
class PythonCall:
    """The method that asks an operation.

    Attributes:
        api: The API.
        command: The method, as the command line knows it.
        arguments: Arguments or comparisons of columns that set a parameter, by the parameter's name on the wire.
        always: The parameters that every request has, with their values.
        paging: The parameters that change from page to page.
    """

    api: Api
    command: ListingInfo
    arguments: Mapping[str, tuple[str, ...]] = field(factory=dict)
    always: Mapping[str, tuple[str, ...]] = field(factory=dict)
    paging: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The method with its class, such as `Loopring.nft_balances`."""
        return f"{self.api.title}.{self.command.method}"

    def page(self, *, awaited: bool = False) -> str:
        """Return the place of the method, or of its async twin, in the Python reference."""
        name = f"Async{self.name}" if awaited else self.name
        return f"python/{page_of_method(self.api, self.command.method, awaited=awaited)}.md#nft_holdings.{name}"

    @property
    def variable(self) -> str:
        """The variable of the client in samples."""
        return self.api.name

    def written(self, parameter: str, value: object) -> str | None:
        """Return the code that sets a parameter, such as `non_zero=False`; None if none does."""
        names = self.arguments.get(parameter, ())
        if not names:
            return None
        if " " in names[0]:
            return names[0]
        if isinstance(value, list) and OPERATOR.match(str(value[0])):
            value = value[0]
        if isinstance(value, str):
            bare = OPERATOR.sub("", value)
            is_whole = parameters_of(self.api, self.command)[names[0]].annotation is int and bare
            value = int(bare) + value.startswith("gt:") if is_whole else bare
        return f"{names[0]}={value!r}".replace("'", '"')


@cache
def python_call(spec: Spec, operation: Operation) -> PythonCall:
    """Return the method that asks an operation, and what sets each of its parameters.

    It is found once, as sandboxes are asked for it, and several pages show it.

    Raises:
        PublicationRefused: No method asks it.
    """
    api = next(each for each in APIS if each.name == spec.api)
    command = next((each for each in (*api.listings, *api.objects) if each.operation_id == operation.id), None)
    if command is None:
        raise PublicationRefused(
            f"no method of the package asks {operation.id}: add it to the descriptor of the API, or take the operation out of the spec"
        )
    pattern = re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(operation.path)))
    needed = _needed(api, command)
    usual = sent_by(api, command, needed)
    if not pattern.fullmatch(usual.path):
        raise PublicationRefused(f"{api.title}.{command.method} asks {usual.path}, which is not {operation.path}: mend the descriptor")
    arguments = _arguments(api, command, needed, usual, pattern)
    return PythonCall(api, command, arguments, {**usual.query}, _paging(api, command, arguments) if command.rows_at else frozenset())


def parameters_of(api: Api, command: ListingInfo) -> dict[str, inspect.Parameter]:
    """Return the parameters of a client's method, without `self`."""
    return dict(list(inspect.signature(getattr(api.client, command.method), eval_str=True).parameters.items())[1:])


def _needed(api: Api, command: ListingInfo) -> dict[str, Any]:
    """Return the arguments that name the account: those without a default, or the first one if all have one."""
    parameters = parameters_of(api, command)
    names = [name for name, each in parameters.items() if each.default is each.empty] or list(parameters)[:1]
    return {name: _probe(parameters[name].annotation) for name in names}


def _probe(annotation: Any) -> Any:
    """Return a value of a type, other than any default."""
    if isinstance(annotation, type):
        return {bool: False, int: 37}.get(annotation, "0.0.7001")
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if datetime in inner:
        return "2026-01-31"
    if origin is typing.Literal:
        return inner[0]
    if origin is Iterable:
        return [_probe(inner[0])]
    return _probe(inner[0])


def _paging(api: Api, command: ListingInfo, arguments: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Return the parameters that change from page to page of a listing that has several in a sandbox."""
    values = {names[0]: sandbox_value(api.name, command.operation_id, wire) for wire, names in arguments.items()}
    needed = {name: int(values[name] or 0) if isinstance(probe, int) else values[name] for name, probe in _needed(api, command).items()}
    first, *others = all_sent_by(api, command, {**needed, "page_size": 1})
    return frozenset(key for sent in others for key, value in sent.query.items() if first.query.get(key) != value)


def _arguments(
    api: Api, command: ListingInfo, needed: Mapping[str, Any], usual: Sent, pattern: re.Pattern[str]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, parameter in parameters_of(api, command).items():
        if name == PAGES_BY_ITSELF:
            continue
        for written, arguments in _given(name, parameter, needed):
            try:
                sent = sent_by(api, command, arguments)
            except FilterError:
                continue  # this listing has no such filter
            for wire in _changed(usual, sent, pattern):
                if wire not in found or " " in written:
                    found.setdefault(wire, []).append(written)
    # Where a comparison sets one parameter only, it is the plainest way to set that.
    return {wire: tuple(sorted(names, key=lambda name: sum(name in each for each in found.values()))) for wire, names in found.items()}


def _given(name: str, parameter: inspect.Parameter, needed: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield calls with an argument: the argument as written, and all arguments of the call."""
    if Filter in typing.get_args(parameter.annotation):
        for written, compared in _comparisons():
            yield written, {**needed, name: compared}
        return
    probe = _probe(parameter.annotation)
    if name in needed:
        yield name, {**needed, name: needed[name] + 1 if isinstance(probe, int) else f"{probe}8"}
    elif {parameter.kind, parameter.default} == {parameter.POSITIONAL_OR_KEYWORD, None}:
        yield name, {name: probe}  # another way to say whose NFTs are asked for
    else:
        yield name, {**needed, name: probe}


def _comparisons() -> Iterator[tuple[str, Filter]]:
    for name in reversed(nft_holdings.__all__):
        column = getattr(nft_holdings, name)
        if not isinstance(column, Column):
            continue
        for value in COLUMN_VALUES:
            try:
                compared = column == value
            except FilterError:
                continue
            yield f"{name} == {value!r}".replace("'", '"'), compared
            if {condition.parameter for condition in compared.conditions} == {"serialnumber"}:
                compared &= nft_holdings.token_id == COLUMN_VALUES[0]
                yield f'(token_id == "{COLUMN_VALUES[0]}") & ({name} == {value!r})', compared
            break


def _changed(usual: Sent, now: Sent, pattern: re.Pattern[str]) -> Iterator[str]:
    before, after = pattern.fullmatch(usual.path), pattern.fullmatch(now.path)
    if before and after:
        yield from (name for name, value in after.groupdict().items() if unquote(value) != unquote(before[name]))
    for key in [*now.query, *now.body]:
        if usual.query.get(key) != now.query.get(key) or usual.body.get(key) != now.body.get(key):
            yield key

"""Python arguments of each request parameter, found by calling the client.

Each argument of a client's method is given to it, and the request compared with the one without: what differs is what it sets. So
the names on the pages are those of the code.
"""

import inspect
import re
import typing
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

import nft_holdings
from attrs import field, frozen
from nft_holdings import Filter, FilterError
from nft_holdings._apis import APIS, Api, ListingInfo
from nft_holdings._apis.hedera.filters.columns import Column

from publication.spec import Operation, PublicationRefused, Spec

from .recorded_calls import Sent, sent_by

COLUMN_VALUES = ("0.0.2000", 7, ("0.0.2000", 7))
PAGES_BY_ITSELF = "cursor"


@frozen
class PythonCall:
    """The method that asks an operation.

    Attributes:
        api: The API.
        command: The method, as the command line knows it.
        arguments: Arguments or comparisons of columns that set a parameter, by the parameter's name on the wire.
    """

    api: Api
    command: ListingInfo
    arguments: Mapping[str, tuple[str, ...]] = field(factory=dict)

    @property
    def name(self) -> str:
        """The method with its class, such as `Loopring.nft_balances`."""
        return f"{self.api.title}.{self.command.method}"

    @property
    def variable(self) -> str:
        """The variable of the client in samples."""
        return self.api.name

    def written(self, parameter: str, value: object) -> str | None:
        """Return the code that sets a parameter, such as `non_zero=False`; None if none does."""
        names = self.arguments.get(parameter, ())
        if not names:
            return None
        return names[0] if " " in names[0] else f"{names[0]}={value!r}".replace("'", '"')


def python_call(spec: Spec, operation: Operation) -> PythonCall:
    """Return the method that asks an operation, and what sets each of its parameters.

    Raises:
        PublicationRefused: No method asks it.
    """
    pattern = re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(operation.path)))
    for api in APIS:
        for command in api.listings if api.name == spec.api else ():
            needed = _needed(api, command)
            usual = sent_by(api, command, needed)
            if pattern.fullmatch(usual.path):
                return PythonCall(api, command, _arguments(api, command, needed, pattern))
    raise PublicationRefused(
        f"no method of the package asks {operation.id}: add a listing to the descriptor of the API, or take the operation out of the spec"
    )


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
    if origin is typing.Literal:
        return inner[0]
    if origin is Iterable:
        return [_probe(inner[0])]
    return _probe(inner[0])


def _arguments(api: Api, command: ListingInfo, needed: Mapping[str, Any], pattern: re.Pattern[str]) -> dict[str, tuple[str, ...]]:
    usual = sent_by(api, command, needed)
    found: dict[str, list[str]] = {}
    for name, parameter in parameters_of(api, command).items():
        if name == PAGES_BY_ITSELF:
            continue
        for written, arguments in _given(name, parameter, needed):
            for wire in _changed(usual, sent_by(api, command, arguments), pattern):
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
            if {condition.parameter for condition in compared.conditions} == {"serialnumber"}:
                compared &= nft_holdings.token_id == COLUMN_VALUES[0]
                yield f'(token_id == "{COLUMN_VALUES[0]}") & ({name} == {value!r})', compared
            else:
                yield f"{name} == {value!r}".replace("'", '"'), compared
            break


def _changed(usual: Sent, now: Sent, pattern: re.Pattern[str]) -> Iterator[str]:
    before, after = pattern.fullmatch(usual.path), pattern.fullmatch(now.path)
    if before and after:
        yield from (name for name, value in after.groupdict().items() if unquote(value) != unquote(before[name]))
    for key in [*now.query, *now.body]:
        if usual.query.get(key) != now.query.get(key) or usual.body.get(key) != now.body.get(key):
            yield key

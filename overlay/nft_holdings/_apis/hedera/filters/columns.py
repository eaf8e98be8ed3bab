"""Filters of Hedera's listings, written with Python's comparisons and joined with `&`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Generic, NoReturn, TypeVar

from attrs import Factory, evolve, field, frozen
from attrs.validators import deep_iterable, instance_of

from nft_holdings._apis.hedera.entity_id import EntityId, account_path, as_written, entity_id, needs_lookup
from nft_holdings._errors import FilterError
from nft_holdings._redaction import shown

MAXIMUM_SERIAL = 2**63 - 1
OPERATORS = ("eq", "lt", "lte", "gt", "gte")
SIGNS: dict[str, str] = dict(zip(OPERATORS, ("==", "<", "<=", ">", ">="), strict=True))
COLUMNS = {"token.id": "token_id", "serialnumber": "serial_number", "spender.id": "spender_id", "account.id": "holder_id"}
"""The names of columns in Python, by their query parameters."""
PARENTHESES = "put each comparison in parentheses: (token_id >= '0.0.2000') & (token_id < '0.0.3000')"

Value = TypeVar("Value")


@frozen
class Condition:
    """One comparison, as the server takes it: `parameter=operator:value`.

    Attributes:
        parameter: The query parameter.
        operator: One of `OPERATORS`.
        value: The value to compare with; text for an alias or an EVM address that is to be looked up. An id without shard and realm has
            shard 0 and realm 0 until it is placed.
        written: The value in the form to send.
    """

    parameter: str
    operator: str
    value: EntityId | int | str
    written: str = Factory(lambda self: str(self.value), takes_self=True)

    def __str__(self) -> str:
        return self.written if self.operator == "eq" else f"{self.operator}:{self.written}"

    @property
    def is_placed(self) -> bool:
        """Return False for an id without shard and realm, which the server adds."""
        return not isinstance(self.value, EntityId) or self.written.count(".") == 2

    def placed(self, network: EntityId) -> "Condition":
        """Return the same comparison; an id without shard and realm gets those of a network's id."""
        if self.is_placed or not isinstance(self.value, EntityId):
            return self
        value = network._replace(number=self.value.number, realm=self.value.realm if "." in self.written else network.realm)
        return evolve(self, value=value, written=str(value))

    @property
    def side(self) -> str:
        """Return the side that the comparison bounds: "eq", "lower" or "upper"."""
        return {"g": "lower", "l": "upper"}.get(self.operator[0], "eq")


@frozen
class Filter:
    """Conditions that are sent together. Join filters with `&`; a listing checks the server's rules."""

    __module__ = "nft_holdings"

    conditions: tuple[Condition, ...] = field(validator=deep_iterable(instance_of(Condition)))

    @property
    def is_placed(self) -> bool:
        """Return True if every id in it has a shard and a realm."""
        return all(each.is_placed for each in self.conditions)

    def placed(self, network: EntityId) -> "Filter":
        """Return the same filter; ids without shard and realm get those of a network's id."""
        return Filter(tuple(each.placed(network) for each in self.conditions))

    def __repr__(self) -> str:
        """Return the comparisons as they are written in Python."""
        texts = []
        for each in self.conditions:
            value = each.written if isinstance(each.value, int) else repr(each.written)
            texts.append(f"{COLUMNS[each.parameter]} {SIGNS[each.operator]} {value}")
        return " & ".join(f"({text})" for text in texts) if len(texts) > 1 else "".join(texts) or "Filter()"

    def __and__(self, other: object) -> "Filter":
        if not isinstance(other, Filter):
            raise FilterError(
                f"a filter is joined with a filter, such as token_id == '0.0.2000', not with {shown(other)}",
                rule="filter-form",
                hint=PARENTHESES,
            )
        return Filter(self.conditions + other.conditions)

    __rand__ = __and__

    def __bool__(self) -> NoReturn:
        raise FilterError(
            "filters are joined with '&', each in parentheses",
            rule="filter-form",
            hint="write (a) & (b) in place of 'a and b', (low <= token_id) & (token_id < high) in place of 'low <= token_id < high', and "
            "spender_id.is_in([…]) in place of 'spender_id in […]', or one listing for each token in place of 'token_id in […]'",
        )

    def __or__(self, other: object) -> NoReturn:
        raise FilterError(
            "the server cannot list the rows that match one filter or another: list twice, or for spenders use spender_id.is_in([…])",
            rule="filter-form",
        )

    __ror__ = __or__

    def __invert__(self) -> NoReturn:
        raise FilterError("the server cannot list the rows that do not match a filter: use the opposite comparison", rule="filter-form")


class Column(Generic[Value]):
    """A column to compare: `token_id >= "0.0.2000"` is a Filter. Comparing sends nothing.

    Attributes:
        name: The column's name in Python.
        parameter: Its query parameter.
        not_equal_rule: The rule that `!=` breaks.
    """

    def __init__(self, name: str, parameter: str, not_equal_rule: str) -> None:
        self.name = name
        self.parameter = parameter
        self.not_equal_rule = not_equal_rule

    def __repr__(self) -> str:
        return self.name

    def _filter(self, operator: str, value: object) -> Filter:
        raise NotImplementedError

    def __eq__(self, value: object) -> Filter:  # type: ignore[override]
        return self._filter("eq", value)

    def __ne__(self, value: object) -> NoReturn:
        raise FilterError(
            f"the server cannot list the rows with another {self.name}",
            rule=self.not_equal_rule,
            hint="list below it with < and above it with >",
        )

    def __lt__(self, value: Value) -> Filter:
        return self._filter("lt", value)

    def __le__(self, value: Value) -> Filter:
        return self._filter("lte", value)

    def __gt__(self, value: Value) -> Filter:
        return self._filter("gt", value)

    def __ge__(self, value: Value) -> Filter:
        return self._filter("gte", value)

    __hash__ = object.__hash__

    if not TYPE_CHECKING:  # type checkers find these mistakes by themselves

        def __and__(self, _: object) -> NoReturn:
            raise FilterError(f"{self.name} is joined before it is compared", rule="filter-form", hint=PARENTHESES)

        __rand__ = __or__ = __ror__ = __and__

        def is_in(self, _: object) -> NoReturn:
            """Raise FilterError: the server takes one value for this column."""
            raise FilterError(f"the server cannot list the rows with one of several {self.name}: list each by itself", rule="filter-form")

    def between(self, low: Value, high: Value) -> Filter:
        """Return the filter from low to high, both included."""
        return (self >= low) & (self <= high)

    def parse(self, text: str) -> Filter:
        """Return the filter for the server's notation: `gte:0.0.2000`, or a value alone for equality.

        Raises:
            FilterError: The comparison is not one of eq, lt, lte, gt and gte, or the value is no value of this column.
        """
        if not isinstance(text, str):
            raise FilterError(f"{self.name}.parse takes a text such as 'gte:…', not {shown(text)}", rule="operator")
        operator, value = comparison_in(text)
        if operator == "ne":
            return self != value
        if operator not in OPERATORS:
            raise FilterError(
                f"{self.name} cannot be compared with {operator!r}: use eq, lt, lte, gt or gte, in lower case", rule="operator"
            )
        return self._filter(operator, self._read(value))

    def _read(self, text: str) -> object:
        return text


def comparison_in(text: str) -> tuple[str, str]:
    """Return the operator and the value of a comparison in the server's notation."""
    operator, colon, value = text.partition(":")
    return (operator, value) if colon else ("eq", text)


class IdColumn(Column[str | int | EntityId]):
    """A column of ids: number, `realm.number`, `shard.realm.number` or long-zero EVM address."""

    def _filter(self, operator: str, value: object) -> Filter:
        return Filter((Condition(self.parameter, operator, entity_id(value, self.name), as_written(value)),))


class SpenderIdColumn(IdColumn):
    """The account that may spend the NFT. NFTs without a spender match no comparison.

    Equality with several accounts, joined with `&` or given to `is_in`, is a union, as the server reads it.
    """

    def is_in(self, spenders: Iterable[str | int | EntityId]) -> Filter:
        """Return the filter for any of these spenders, up to 100.

        Raises:
            FilterError: The list is empty, or no list.
        """
        if isinstance(spenders, str) or not isinstance(spenders, Iterable):
            raise FilterError(f"is_in takes a list: spender_id.is_in([{shown(spenders)}])", rule="filter-form")
        filters = [self == spender for spender in spenders]
        if not filters:
            raise FilterError("spender_id.is_in needs at least one spender", rule="filter-form")
        return Filter(tuple(condition for each in filters for condition in each.conditions))


class HolderIdColumn(IdColumn):
    """The account that holds the NFT: an id, or for `==` an alias or an EVM address too, which is looked up first."""

    def _filter(self, operator: str, value: object) -> Filter:
        if operator == "eq" and isinstance(value, str) and needs_lookup(value):
            return Filter((Condition(self.parameter, operator, account_path(value)),))
        return super()._filter(operator, value)


class SerialNumberColumn(Column[int]):
    """The serial number within a token, 1 to 2^63-1. It needs a filter of token_id beside it.

    With a bound of token_id, the server compares the pair: `(token_id >= a) & (serial_number > s)` lists the NFTs after
    the pair (a, s). `nft_id` says the same more clearly.
    """

    def _filter(self, operator: str, value: object) -> Filter:
        return Filter((Condition(self.parameter, operator, serial(value)),))

    def _read(self, text: str) -> object:
        return int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(MAXIMUM_SERIAL)) else text


class NftIdColumn(Column[tuple[str | int | EntityId, int]]):
    """The pair (token id, serial number), compared as the server compares it: the token first, then the serial number."""

    def _filter(self, operator: str, value: object) -> Filter:
        if not isinstance(value, tuple) or len(value) != 2:
            raise FilterError(
                f"nft_id is compared with a pair (token id, serial number), such as ('0.0.2000', 3), not {shown(value)}", rule="nft-id-form"
            )
        token, number = entity_id(value[0], "the token of nft_id"), serial(value[1])
        around = {"gt": "gte", "lt": "lte"}.get(operator, operator)
        return Filter((Condition("token.id", around, token, as_written(value[0])), Condition("serialnumber", operator, number)))

    def _read(self, text: str) -> object:
        token, slash, number = text.rpartition("/")
        if not slash:
            raise FilterError(f"nft_id is written token/serial, such as 0.0.2000/3, not {shown(text)}", rule="nft-id-form")
        return (token, serial_number._read(number))


def serial(value: object) -> int:
    """Return a serial number.

    Raises:
        FilterError: It is not a whole number from 1 to 2^63-1.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAXIMUM_SERIAL:
        raise FilterError(f"a serial number is a whole number from 1 to {MAXIMUM_SERIAL}, not {shown(value)}", rule="serial-in-range")
    return value


token_id = IdColumn("token_id", "token.id", "token-not-equal")
"""The token: `token_id >= "0.0.2000"`. Ids are numbers, `realm.number`, `shard.realm.number` or long-zero EVM addresses."""
serial_number = SerialNumberColumn("serial_number", "serialnumber", "serial-not-equal")
"""The serial number within a token, from 1 to 2^63-1: `(token_id == "0.0.2000") & (serial_number > 100)`. Among an account's NFTs it needs a filter of token_id beside it."""
spender_id = SpenderIdColumn("spender_id", "spender.id", "spender-not-equal")
"""The account that may spend the NFT: `spender_id == "0.0.500"`, or `spender_id.is_in(["0.0.500", "0.0.501"])` for any of them."""
nft_id = NftIdColumn("nft_id", "token.id", "token-not-equal")
"""The pair of token id and serial number, compared in the server's order: `nft_id > ("0.0.2000", 3)` matches the NFTs after that one."""
holder_id = HolderIdColumn("holder_id", "account.id", "holder-not-equal")
"""The account that holds the NFT, in listings of a token: `holder_id == "0.0.1001"`. An alias or an EVM address is looked up first."""

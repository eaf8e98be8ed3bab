"""The types of columns: the type of each in Arrow, and how values become an array of it.

A value that does not fit is null in its column and is reported, so that `more` keeps it.
"""

import re
from abc import ABC, abstractmethod
from binascii import a2b_base64
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from operator import attrgetter
from typing import Any

import pyarrow as pa
import pyarrow.compute
from attrs import field, frozen
from msgspec import UNSET
from nft_holdings_api.model import Model

pc: Any = pyarrow.compute  # it makes its functions when it is imported, where type checkers do not see them
Report = Callable[[int, tuple[str, ...], Any], None]
"""A function that takes a value that has no column: the index of its row, the steps to it, and the value."""
REFUSED = (pa.ArrowException, ValueError, TypeError, OverflowError)
"""The errors that pyarrow raises for values that are not of a column's type. A text with half a surrogate pair is a ValueError."""
SECONDS = re.compile(r"^[0-9]{1,10}\.[0-9]{9}$")
"""A time of Hedera: seconds since 1970 with nine decimals."""


class ColumnType(ABC):
    """A type of columns.

    Attributes:
        arrow: The type in Arrow.
    """

    arrow: pa.DataType

    @abstractmethod
    def array(self, values: Sequence[Any], report: Report) -> pa.Array:
        """Return an array of values; null and absent ones are null.

        Args:
            values: The values, as rows have them.
            report: A function that takes those that do not fit.
        """


class Scalar(ColumnType):
    """A type of single values."""

    @abstractmethod
    def convert(self, values: Sequence[Any]) -> pa.Array:
        """Return an array of values.

        Raises:
            ValueError: One of them does not fit; or another of REFUSED.
        """

    def array(self, values: Sequence[Any], report: Report) -> pa.Array:
        try:
            return self.convert(values)
        except REFUSED:
            values = [None if each is UNSET else each for each in values]
        try:
            return self.convert(values)
        except REFUSED:
            return pa.concat_arrays([self._alone(index, value, report) for index, value in enumerate(values)])

    def _alone(self, index: int, value: Any, report: Report) -> pa.Array:
        try:
            return self.convert([value])
        except REFUSED:
            report(index, (), value)
            return pa.nulls(1, self.arrow)


@frozen
class Plain(Scalar):
    """Values that Arrow has as they are."""

    arrow: pa.DataType

    def convert(self, values: Sequence[Any]) -> pa.Array:
        return pa.array(values, self.arrow)


class Whole(Scalar):
    """Whole numbers of 64 bits."""

    arrow = pa.int64()

    def convert(self, values: Sequence[Any]) -> pa.Array:
        return pa.array(values).cast(self.arrow)  # a cast refuses 1.5, of which `pa.array(values, self.arrow)` would make 1


class Text(Scalar):
    """Texts, and whole numbers that may pass 64 bits."""

    arrow = pa.string()

    def convert(self, values: Sequence[Any]) -> pa.Array:
        return pa.array([str(each) if type(each) is int else each for each in values], self.arrow)


class Seconds(Scalar):
    """Hedera's times: texts of seconds with nine decimals."""

    arrow = pa.timestamp("ns", "UTC")

    def convert(self, values: Sequence[Any]) -> pa.Array:
        texts = pa.array(values, pa.string())
        if pc.all(pc.match_substring_regex(texts, SECONDS.pattern)).as_py() is False:
            raise ValueError("no time of Hedera")
        return pc.replace_substring(texts, ".", "").cast(pa.int64()).cast(self.arrow)


@frozen
class Ticks(Scalar):
    """Times that are whole numbers of milliseconds or nanoseconds."""

    arrow: pa.DataType

    def convert(self, values: Sequence[Any]) -> pa.Array:
        return Whole().convert(values).cast(self.arrow)


class Base64(Scalar):
    """Bytes that are written in base64."""

    arrow = pa.binary()

    def convert(self, values: Sequence[Any]) -> pa.Array:
        return pa.array([None if each is None else a2b_base64(each, strict_mode=True) for each in values], self.arrow)


@frozen
class TableColumn:
    """A column.

    Attributes:
        name: The name of the field in JSON.
        type: The type of its values.
    """

    name: str
    type: ColumnType


@frozen
class Struct(ColumnType):
    """Objects: models, or their dicts.

    Attributes:
        columns: Their fields.
    """

    columns: tuple[TableColumn, ...]
    arrow: pa.DataType = field(init=False)

    @arrow.default
    def _type(self) -> pa.DataType:
        return pa.struct([pa.field(each.name, each.type.arrow) for each in self.columns])

    def array(self, values: Sequence[Any], report: Report) -> pa.Array:
        is_missing = [value is None or value is UNSET for value in values]
        objects = [{} if absent else value for value, absent in zip(values, is_missing, strict=True)]
        children = self.arrays(objects, report)
        return pa.StructArray.from_arrays(children, fields=list(self.arrow), mask=pa.array(is_missing, pa.bool_()))

    def arrays(self, objects: Sequence[Any], report: Report) -> list[pa.Array]:
        """Return an array for each column, of objects of which none is missing."""
        classes = set(map(type, objects))
        if len(classes) == 1 and issubclass(model := classes.pop(), Model):
            unknown = [getattr(each, "_unknown", None) for each in objects]
            attributes = dict(zip(model.__struct_encode_fields__, model.__struct_fields__, strict=True))
            values = [_of_models(objects, attributes.get(each.name)) for each in self.columns]
        else:
            names = [each.name for each in self.columns]
            dicts: list[Any] = [each.to_dict() if isinstance(each, Model) else each for each in objects]  # type: ignore[attr-defined]  # all that are generated have it
            unknown = [{name: value for name, value in each.items() if name not in names} for each in dicts]
            values = [[each.get(name) for each in dicts] for name in names]
        for index, fields in enumerate(unknown):
            if fields:
                for name, value in fields.items():
                    report(index, (name,), value)
        return [each.type.array(found, _inside(report, each.name)) for each, found in zip(self.columns, values, strict=True)]


def _of_models(objects: Sequence[Model], attribute: str | None) -> list[Any]:
    """Return a field of models of one class; nulls if they have no such field."""
    return [None] * len(objects) if attribute is None else list(map(attrgetter(attribute), objects))


def _inside(report: Report, name: str) -> Report:
    return lambda index, steps, value: report(index, (name, *steps), value)


@frozen
class ListOf(ColumnType):
    """Lists.

    Attributes:
        item: The type of their items.
    """

    item: ColumnType
    arrow: pa.DataType = field(init=False)

    @arrow.default
    def _type(self) -> pa.DataType:
        return pa.list_(self.item.arrow)

    def array(self, values: Sequence[Any], report: Report) -> pa.Array:
        values = [None if each is UNSET else each for each in values]
        offsets = [0, *accumulate(len(value or ()) for value in values)]
        items = [item for value in values for item in value or ()]

        def of_item(index: int, steps: tuple[str, ...], value: Any) -> None:
            row = bisect_right(offsets, index) - 1
            report(row, (str(index - offsets[row]), *steps), value)

        is_missing = pa.array([value is None for value in values], pa.bool_())
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), self.item.array(items, of_item), type=self.arrow, mask=is_missing)


@frozen
class MapOf(ColumnType):
    """Objects whose names of fields the spec does not know, each with a text."""

    arrow = pa.map_(pa.string(), pa.string())

    def array(self, values: Sequence[Any], report: Report) -> pa.Array:
        pairs = []
        for index, value in enumerate(values):
            texts = {}
            for name, inner in (value or {}).items():
                if isinstance(inner, str):
                    texts[name] = inner
                else:
                    report(index, (name,), inner)
            pairs.append(None if value is None or value is UNSET else list(texts.items()))
        return pa.array(pairs, self.arrow)

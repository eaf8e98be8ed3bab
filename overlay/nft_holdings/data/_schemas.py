"""The schemas of rows, out of the specs."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pyarrow as pa
from nft_holdings_api.model import Model

from nft_holdings._apis import Api, api_named
from nft_holdings._errors import InvalidArgument
from nft_holdings._redaction import shown
from nft_holdings._specs.access import spec_of

from ._column_types import Base64, ColumnType, ListOf, MapOf, Plain, Seconds, Struct, TableColumn, Text, Ticks, Whole

MORE = "more"
"""The last column: what a row holds that has no column, as JSON."""
PLAIN: Mapping[str, ColumnType] = {"integer": Whole(), "number": Plain(pa.float64()), "boolean": Plain(pa.bool_())}
TIMES: Mapping[int, ColumnType] = {0: Seconds(), -3: Ticks(pa.timestamp("ms", "UTC")), -9: Ticks(pa.timestamp("ns", "UTC"))}
"""The types of times by the power of ten of their unit."""


def schema_of(row: type[Model]) -> pa.Schema:
    """Return the schema of a row class: a column for each field of its spec, in that order, and `more` as the last one.

    Args:
        row: A row class, such as `Nft`.

    Raises:
        InvalidArgument: It is no row class.
    """
    return with_more(struct_of_row(row))


def with_more(struct: Struct) -> pa.Schema:
    """Return the schema of a table of objects, with `more` as the last column."""
    return pa.schema([*struct.arrow, pa.field(MORE, pa.string())])


def struct_of_row(row: type[Model]) -> Struct:
    """Return the columns of a row class.

    Raises:
        InvalidArgument: It is no row class.
    """
    if not isinstance(row, type) or not issubclass(row, Model):
        raise InvalidArgument(f"a row class such as Nft is needed, not {shown(row)}", argument="row", rule="row-class")
    return struct_of(row.__module__.split(".")[1], row.__name__)


@cache
def struct_of(api: str, component: str) -> Struct:
    """Return the columns of a schema under `components/schemas` of an API's spec."""
    return struct_in(spec_of(api)["components"]["schemas"], api_named(api), component)


def struct_in(schemas: Mapping[str, Any], api: Api, component: str) -> Struct:
    """Return the columns of a schema among others.

    Args:
        schemas: The schemas of a spec, by name.
        api: The descriptor of its API, which names the times and the large numbers.
        component: The name of the schema.
    """

    def type_of_field(name: str, written: Mapping[str, Any]) -> ColumnType:
        power = api.timestamps.get(f"{component}.{name}", api.timestamps.get(name))
        if power is not None:
            return TIMES[power]
        return Text() if name in api.large else _type_of(schemas, api, written)

    return Struct(tuple(TableColumn(name, type_of_field(name, written)) for name, written in schemas[component]["properties"].items()))


def _type_of(schemas: Mapping[str, Any], api: Api, written: Mapping[str, Any]) -> ColumnType:
    choices = [each for each in written.get("anyOf", ()) if each.get("type") != "null"]
    if choices:
        return _type_of(schemas, api, choices[0])
    if "$ref" in written:
        name = written["$ref"].rpartition("/")[2]
        return struct_in(schemas, api, name) if "properties" in schemas[name] else _type_of(schemas, api, schemas[name])
    if written.get("contentEncoding") == "base64":
        return Base64()
    types = written.get("type")
    type_ = next(each for each in types if each != "null") if isinstance(types, list) else types
    if type_ == "array":
        return ListOf(_type_of(schemas, api, written["items"]) if written.get("items") else Text())
    return MapOf() if type_ == "object" else PLAIN.get(str(type_), Text())

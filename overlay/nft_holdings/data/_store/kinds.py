"""Kinds: the tables of a store, and the columns of their rows."""

import hashlib
import json
import re
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import frozen

from nft_holdings._errors import InvalidArgument

from .errors import StoreMismatch
from .readings import READING

NAME = re.compile(r"[a-z][a-z0-9_]*")


@frozen
class Kind:
    """A table of a store.

    Attributes:
        name: Its name, such as `nfts`.
        schema: The columns of stored rows; the first is `reading`.
    """

    name: str
    schema: pa.Schema

    @property
    def page_schema(self) -> pa.Schema:
        """Return the columns of the rows that callers give."""
        return self.schema.remove(0)

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of the columns' names and types."""
        return schema_fingerprint(self.schema)


def new_kind(name: str, schema: pa.Schema) -> Kind:
    """Make a kind of the columns that callers give.

    Raises:
        InvalidArgument: The name cannot be a file's, the columns have the store's own among them, or Parquet cannot keep their types.
    """
    if not NAME.fullmatch(name):
        raise InvalidArgument(f"{name!r} is no name of a table", argument="schemas", hint="write a-z, 0-9 and _, a letter first")
    if len(set(schema.names) | {READING.name}) != len(schema.names) + 1:
        raise InvalidArgument(
            f"{name}: two columns have the same name, or one is called {READING.name!r}, as the store's own is", argument="schemas"
        )
    kind = Kind(name, pa.schema([READING, *schema]))
    sink = pa.BufferOutputStream()
    pq.write_table(kind.schema.empty_table(), sink)
    kept = pq.read_schema(pa.BufferReader(sink.getvalue()))
    if not kept.equals(kind.schema):
        raise InvalidArgument(f"{name}: Parquet changes types: {differences(kind.schema, kept)}", argument="schemas")
    return Kind(name, kept)  # Parquet names what is in lists in its own way


def schema_fingerprint(schema: pa.Schema) -> str:
    """Return the SHA-256 of a schema's names and types, in their order."""
    return hashlib.sha256(json.dumps(list(_columns(schema).items())).encode()).hexdigest()


def check_schema(where: str, stored: pa.Schema, wanted: pa.Schema) -> None:
    """Compare the columns that a store has with those that it should have.

    Args:
        where: What has the columns, for the message.
        stored: The columns there.
        wanted: The columns that it should have.

    Raises:
        StoreMismatch: They differ.
    """
    if not stored.equals(wanted):
        raise StoreMismatch(f"{where} has other columns: {differences(stored, wanted)}; give another folder")


def differences(stored: pa.Schema, wanted: pa.Schema) -> str:
    """Return in words how two schemas differ."""
    return mapping_differences(_columns(stored), _columns(wanted)) or "they come in another order"


def mapping_differences(stored: Mapping[str, object], wanted: Mapping[str, object]) -> str:
    """Return in words how two mappings differ; an empty text if they are equal."""
    found = []
    for name in {**stored, **wanted}:
        if name not in wanted:
            found.append(f"{name} is only in the store")
        elif name not in stored:
            found.append(f"{name} is not in the store")
        elif stored[name] != wanted[name]:
            found.append(f"{name} is {stored[name]!r} in the store, and {wanted[name]!r} now")
    return ", ".join(found)


def _columns(schema: pa.Schema) -> dict[str, str]:
    return {field.name: f"{field.type}{'' if field.nullable else ' not null'}" for field in schema}

"""Files of Parquet and Arrow."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

import pyarrow as pa
import pyarrow.parquet as pq

from ._batches import batch_of
from ._column_types import ColumnType, Struct, TableColumn, Text
from ._schemas import PLAIN, TIMES, struct_of, with_more

ROWS_IN_BATCH = 10_000
ROWS_IN_GROUP = 100_000
"""The rows of a row group of Parquet, which is compressed as a whole."""
FileFormat = Literal["parquet", "arrow"]


class TableFile:
    """A file of Parquet, or of Arrow's file format (Feather version 2), that takes rows as they come. Memory stays flat.

    Args:
        sink: The file: an object with `write`, `tell`, `flush` and `closed`.
        form: Its format.
        struct: The columns of the rows; `more` comes after them.
    """

    def __init__(self, sink: Any, form: FileFormat, struct: Struct) -> None:
        schema = with_more(struct)
        self._struct = struct
        self._rows: list[Any] = []
        self._batches: list[pa.RecordBatch] = []
        self._wanted = ROWS_IN_GROUP if form == "parquet" else ROWS_IN_BATCH
        self._writer: Any = parquet_writer(sink, schema) if form == "parquet" else pa.ipc.new_file(sink, schema)

    def add(self, row: Any) -> None:
        """Add a row: a model, or its dict."""
        self._rows.append(row)
        if len(self._rows) >= ROWS_IN_BATCH:
            self._make_batch()

    def _make_batch(self) -> None:
        self._batches.append(batch_of(self._rows, self._struct))
        self._rows = []
        if sum(map(len, self._batches)) >= self._wanted:
            self._write()

    def _write(self) -> None:
        self._writer.write_table(pa.Table.from_batches(self._batches))
        self._batches = []

    def close(self) -> None:
        """Write the rest, and the end of the file."""
        if self._rows:
            self._make_batch()
        if self._batches:
            self._write()
        self._writer.close()


def parquet_writer(sink: Any, schema: pa.Schema) -> pq.ParquetWriter:
    """Return a writer of Parquet. Texts have dictionaries, as ids repeat; times and serial numbers do not, and would take longer."""
    texts = [each.name for each in schema if pa.types.is_string(each.type)]
    return pq.ParquetWriter(sink, schema, compression="zstd", use_dictionary=cast(Any, texts))


def struct_of_fields(api: str, component: str, names: Sequence[str], types: Mapping[str, str], times: Mapping[str, int]) -> Struct:
    """Return the columns of rows with fields that the spec has, and others.

    Args:
        api: The API.
        component: The schema of a row in its spec; empty without one.
        names: The names of the fields; dots lead to nested ones.
        types: The JSON types of those that the spec does not have and that are no texts.
        times: Those of them that are times, each with the power of ten of its unit.
    """
    inside = struct_of(api, component) if component else Struct(())
    return Struct(tuple(TableColumn(name, _type(inside, name, types, times)) for name in names))


def _type(struct: Struct, path: str, types: Mapping[str, str], times: Mapping[str, int]) -> ColumnType:
    first, _, rest = path.partition(".")
    found = next((each.type for each in struct.columns if each.name == first), None)
    if found is None:
        return TIMES[times[path]] if path in times else PLAIN.get(types.get(path, ""), Text())
    return _type(found, rest, types, times) if rest and isinstance(found, Struct) else found

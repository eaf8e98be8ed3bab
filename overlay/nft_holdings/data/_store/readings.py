"""Attempts of stored rows: the column `reading`, which is the first one."""

from array import array

import pyarrow as pa
import pyarrow.compute as pc

READING = pa.field("reading", pa.int64(), nullable=False)
"""The first column of each stored row: the number of the attempt that read it."""


def reading_column(numbers: "array[int]") -> pa.Array:
    """Return the numbers of attempts as a column, without a copy."""
    return pa.Array.from_buffers(READING.type, len(numbers), [None, pa.py_buffer(numbers)])


def reading_range(batch: pa.RecordBatch) -> tuple[int, int]:
    """Return the lowest and the highest attempt of some rows, of which at least one exists."""
    ends = pc.call_function("min_max", [batch.column(0)])
    return ends["min"].as_py(), ends["max"].as_py()


def only_readings(batch: pa.RecordBatch, numbers: pa.Array) -> pa.RecordBatch:
    """Return the rows of some attempts."""
    wanted = pc.SetLookupOptions(value_set=numbers)
    return batch.filter(pc.call_function("is_in", [batch.column(0)], wanted))

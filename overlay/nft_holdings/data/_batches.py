"""Rows as record batches of Arrow."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from nft_holdings._reading.json_text import as_json
from nft_holdings._safe_text import in_json

from ._column_types import Struct
from ._schemas import with_more


def batch_of(rows: Sequence[Any], struct: Struct) -> pa.RecordBatch:
    """Return rows as a record batch.

    Args:
        rows: Models, or their dicts.
        struct: Their columns.
    """
    more: dict[int, dict[str, Any]] = {}

    def keep(index: int, steps: tuple[str, ...], value: Any) -> None:
        inner = more.setdefault(index, {})
        for step in steps[:-1]:
            inner = inner.setdefault(step, {})
        inner[steps[-1]] = value.to_dict() if hasattr(value, "to_dict") else value

    arrays = struct.arrays(rows, keep)
    texts = pa.nulls(len(rows), pa.string())
    if more:
        texts = pa.array([in_json(as_json(more[index])) if index in more else None for index in range(len(rows))], pa.string())
    return pa.RecordBatch.from_arrays([*arrays, texts], schema=with_more(struct))


def with_first(batch: pa.RecordBatch, columns: Mapping[str, pa.Array]) -> pa.RecordBatch:
    """Return a batch with other columns before its own."""
    schema = pa.schema([*(pa.field(name, array.type) for name, array in columns.items()), *batch.schema])
    return pa.RecordBatch.from_arrays([*columns.values(), *batch.columns], schema=schema)

"""The rows of a query, in every format."""

import json
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any, TextIO

from nft_holdings.cli._columns import RowFields
from nft_holdings.cli._output import BINARY, Format, Layout, output_for
from nft_holdings.cli._output_options import chosen_format, file_of
from nft_holdings.cli._streams import BytesOf, whole_file

ANSWER = "_answer_of_the_query"
"""The name of the answer as a table. A column of the same name would be taken for its rows."""


def write(relation: Any, form: Format | None, output: Path | None) -> None:
    """Write the answer to a query, to a file or to standard output.

    Args:
        relation: The relation of DuckDB; None of a statement without an answer.
        form: The format; None for that of the file's name, else for a table on a terminal and for ndjson elsewhere.
        output: The file.

    Raises:
        ValueError: The format is for a file, and there is none; or there is no answer.
    """
    file = file_of(output)
    form = chosen_format(form, file)
    if relation is None:
        raise ValueError("the query has no answer: give a SELECT")
    with whole_file(file) if file else nullcontext(sys.stdout) as stream:
        write_rows(relation, stream, form)


def write_rows(relation: Any, stream: TextIO, form: Format | None) -> None:
    """Write the answer to a query.

    Args:
        relation: The relation of DuckDB.
        stream: The stream.
        form: The format; None for a table on a terminal and for ndjson elsewhere.
    """
    if form in BINARY:
        _write_table(relation, BytesOf(stream), form)  # type: ignore[arg-type]  # `whole_file` gives such a stream
        return
    names = tuple(relation.columns)
    layout = Layout(format=form, columns=names if form == Format.CSV else ())  # the rows have all of their fields already
    output = output_for(stream, RowFields(names=names, headings={name: name for name in names}), layout)
    # DuckDB writes each type as JSON, times and bytes too.
    for batch in _batches(relation.query(ANSWER, f"SELECT to_json({ANSWER}) FROM {ANSWER}")):  # noqa: S608 - our own name
        for text in batch.column(0).to_pylist():
            output.add(json.loads(text))
        output.flush()
    output.finish()


def _batches(relation: Any) -> Any:
    import pyarrow as pa

    return pa.RecordBatchReader.from_stream(relation)


def _write_table(relation: Any, sink: Any, form: Any) -> None:
    import pyarrow as pa

    from nft_holdings.data._files import parquet_writer

    reader = _batches(relation)
    with parquet_writer(sink, reader.schema) if form == Format.PARQUET else pa.ipc.new_file(sink, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)

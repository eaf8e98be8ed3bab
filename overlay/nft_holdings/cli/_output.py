"""The formats of rows: table, JSON, newline-delimited JSON, CSV, Parquet or Arrow."""

import csv
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO, cast

from attrs import frozen
from rich.console import Console
from rich.table import Table
from rich.text import Text

from nft_holdings._reading.json_text import as_json
from nft_holdings._redaction import hidden_in_row

from ._columns import MORE, RowFields, cell, decoded, flattened, for_people, with_dates
from ._safe_text import for_spreadsheet, for_terminal, in_json
from ._streams import BytesOf, OutputStream

if TYPE_CHECKING:
    from nft_holdings.data._files import FileFormat

WIDTH_WITHOUT_TERMINAL = 200
NUMBERS = ("serial", "serial_number", "quantity", "total", "owned")
"""Headings of columns of numbers."""


class Format(StrEnum):
    """The name of a format."""

    TABLE = "table"
    JSON = "json"
    NDJSON = "ndjson"
    CSV = "csv"
    PARQUET = "parquet"
    ARROW = "arrow"


BINARY = (Format.PARQUET, Format.ARROW)
SUFFIXES = {".csv": Format.CSV, ".json": Format.JSON, ".parquet": Format.PARQUET, ".arrow": Format.ARROW}
"""The formats that the name of a file chooses; any other name means ndjson."""


class Times(StrEnum):
    """A form of timestamps."""

    ISO = "iso"
    RAW = "raw"


@frozen(kw_only=True)
class Layout:
    """The options of an output.

    Attributes:
        format: The format; None for a table on a terminal and for ndjson elsewhere.
        columns: The columns to print; empty for those of the format.
        times: The form of timestamps; None for that of the format.
        header: False to leave out the names of the columns.
    """

    format: Format | None = None
    columns: Sequence[str] = ()
    times: Times | None = None
    header: bool = True


class Output(ABC):
    """A writer of rows, as they come. `finish` is called only when the listing is complete, or cut by --limit.

    Args:
        stream: The stream to write to.
        columns: The columns to print; all fields if empty.
        dates: The timestamps to print as dates, each with the power of ten of its unit.
    """

    def __init__(self, stream: TextIO, columns: Sequence[str] = (), dates: Mapping[str, int] | None = None) -> None:
        self._stream = stream
        self._columns = columns
        self._dates = dates

    def add(self, row: Mapping[str, Any]) -> None:
        """Print a row, or keep it for the end; credentials that a server repeats in it are hidden."""
        row = hidden_in_row(row)
        if self._dates:
            row = with_dates(row, self._dates)
        self._add({path: cell(row, path) for path in self._columns} if self._columns else row)

    @abstractmethod
    def _add(self, row: Mapping[str, Any]) -> None: ...

    def flush(self) -> None:
        """Flush the stream after a page."""
        self._stream.flush()

    def finish(self) -> None:
        """End the output of a complete listing."""
        self.interrupt()

    def interrupt(self) -> None:
        """End the output of a listing that stopped: show all rows so far."""
        self.flush()


class NdjsonOutput(Output):
    """One row a line: a JSON object with all that the API sent."""

    def _add(self, row: Mapping[str, Any]) -> None:
        self._stream.write(in_json(as_json(row)) + "\n")


class JsonOutput(Output):
    """One JSON array. It stays open when the listing fails, so that no reader takes a part for the whole."""

    # The last row is kept until the next one comes or none does, so that the output always ends with the end of a line.
    _last: str | None = None

    def _add(self, row: Mapping[str, Any]) -> None:
        text = in_json(as_json(row))
        self._stream.write("[\n" if self._last is None else f"{self._last},\n")
        self._last = text

    def finish(self) -> None:
        self._stream.write("[]\n" if self._last is None else f"{self._last}\n]\n")
        self.flush()

    def interrupt(self) -> None:
        if self._last is not None:
            self._stream.write(f"{self._last}\n")
        super().interrupt()


class CsvOutput(Output):
    """One row a line below a line of names; fields of nested objects are columns.

    Args:
        stream: The stream to write to.
        fields: All fields of a row: the columns, before the rest of the row, if none are chosen.
        columns: The chosen columns.
        dates: The timestamps to print as dates, each with the power of ten of its unit.
        header: False to leave out the line of names.
    """

    def __init__(self, stream: TextIO, fields: list[str], columns: Sequence[str], dates: Mapping[str, int] | None, *, header: bool) -> None:
        super().__init__(stream, columns, dates)
        self._fields = fields
        self._writer = csv.writer(stream, lineterminator="\r\n")
        self._headed = not header

    def _head(self) -> None:
        # Not before the first page has come: a line of names alone would look like an account that holds nothing.
        if not self._headed:
            self._writer.writerow(self._columns or [*self._fields, MORE])
            self._headed = True

    def finish(self) -> None:
        self._head()
        super().finish()

    def _add(self, row: Mapping[str, Any]) -> None:
        self._head()
        values = row.values() if self._columns else flattened(row, self._fields)
        self._writer.writerow([self._cell(value) for value in values])

    def _cell(self, value: Any) -> str:
        return "" if value is None else for_spreadsheet(as_text(value))


class TableOutput(Output):
    """A table for people, shown at the end. Dates are readable, base64 is decoded.

    Args:
        stream: The stream to write to.
        fields: The fields of a row.
        layout: The options.
        total: The number of all rows, if only some of them are shown.
    """

    def __init__(self, stream: TextIO, fields: RowFields, layout: Layout, *, total: int | None = None) -> None:
        headings = {each: each for each in layout.columns} or fields.headings
        super().__init__(stream, list(headings.values()), fields.timestamps if layout.times is Times.ISO else None)
        self._total = total
        self._short_dates = fields.timestamps if layout.times is None else {}
        self._base64 = fields.base64
        self._table = Table(box=None, pad_edge=False, header_style="bold", show_header=layout.header)
        for heading, path in headings.items():
            # A long text would squeeze the other columns; who chooses the columns gets it whole.
            overflow: Literal["ellipsis", "fold"] = "ellipsis" if path in self._base64 and not layout.columns else "fold"
            self._table.add_column(heading, overflow=overflow, justify="right" if heading in NUMBERS else "left")

    def _add(self, row: Mapping[str, Any]) -> None:
        self._table.add_row(*(Text(self._text(path, value)) for path, value in row.items()))

    def _text(self, path: str, value: Any) -> str:
        if value is None:
            return "-"
        if path in self._short_dates:
            value = for_people(value, self._short_dates[path])
        return for_terminal(as_text(decoded(value) if path in self._base64 else value))

    def interrupt(self) -> None:
        width = None if self._stream.isatty() else WIDTH_WITHOUT_TERMINAL
        console = Console(file=self._stream, highlight=False, width=width)
        count = self._table.row_count
        if count:
            console.print(self._table)
        of_all = "" if self._total in (None, count) else f" of {self._total}"
        console.print(f"{count}{of_all} row{'' if count == 1 and not of_all else 's'}")
        super().interrupt()


class FileOutput(Output):
    """A file of Parquet or Arrow, with the columns of docs/data-frames.md. It has its end only when the listing is complete.

    Args:
        stream: The file.
        fields: The fields of a row.
        layout: The options.
    """

    def __init__(self, stream: OutputStream, fields: RowFields, layout: Layout) -> None:
        from nft_holdings.data._files import TableFile, struct_of_fields

        super().__init__(stream, layout.columns)
        struct = struct_of_fields(*fields.schema, layout.columns or fields.at_top, fields.types, fields.timestamps)
        self._file = TableFile(BytesOf(stream), cast("FileFormat", str(layout.format)), struct)

    def _add(self, row: Mapping[str, Any]) -> None:
        self._file.add(row)

    def finish(self) -> None:
        self._file.close()
        super().finish()


def as_text(value: Any) -> str:
    """Return a cell's text: strings unchanged, everything else as JSON."""
    return value if isinstance(value, str) else as_json(value)


def format_of(file: Path) -> Format:
    """Return the format for a file by the end of its name."""
    return SUFFIXES.get(file.suffix.lower(), Format.NDJSON)


def output_for(stream: TextIO, fields: RowFields, layout: Layout) -> Output:
    """Return the output for a layout."""
    wanted = layout.format or (Format.TABLE if stream.isatty() else Format.NDJSON)
    if wanted in BINARY and isinstance(stream, OutputStream):
        return FileOutput(stream, fields, layout)
    if wanted is Format.TABLE:
        return TableOutput(stream, fields, layout)
    in_dates = layout.times is Times.ISO or (layout.times is None and wanted is Format.CSV)
    dates = fields.timestamps if in_dates else None
    if wanted is Format.CSV:
        return CsvOutput(stream, fields.in_csv, layout.columns, dates, header=layout.header)
    return (JsonOutput if wanted is Format.JSON else NdjsonOutput)(stream, layout.columns, dates)

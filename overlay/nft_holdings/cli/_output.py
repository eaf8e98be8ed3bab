"""The formats of rows: table, JSON, newline-delimited JSON or CSV."""

import csv
from abc import ABC, abstractmethod
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from nft_holdings._apis import ListingInfo
from nft_holdings._redaction import hidden_in_row

from ._columns import MORE, cell, csv_columns, flattened
from ._json_text import as_json
from ._safe_text import for_spreadsheet, for_terminal, in_json

WIDTH_WITHOUT_TERMINAL = 200


class Format(StrEnum):
    """The name of a format."""

    TABLE = "table"
    JSON = "json"
    NDJSON = "ndjson"
    CSV = "csv"


class Output(ABC):
    """A writer of rows, as they come. `finish` is called only when the listing is complete, or cut by --limit."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def add(self, row: Mapping[str, Any]) -> None:
        """Print a row, or keep it for the end; credentials that a server repeats in it are hidden."""
        self._add(hidden_in_row(row))

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

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        # The last row is kept until the next one comes or none does, so that the output always ends with the end of a line.
        self._last: str | None = None

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
    """One row a line below a line of names; fields of nested objects are columns."""

    def __init__(self, stream: TextIO, columns: list[str], *, header: bool = True) -> None:
        super().__init__(stream)
        self._columns = columns
        self._writer = csv.writer(stream, lineterminator="\r\n")
        self._headed = not header

    def _head(self) -> None:
        # Not before the first page has come: a line of names alone would look like an account that holds nothing.
        if not self._headed:
            self._writer.writerow([*self._columns, MORE])
            self._headed = True

    def finish(self) -> None:
        self._head()
        super().finish()

    def _add(self, row: Mapping[str, Any]) -> None:
        self._head()
        self._writer.writerow([self._cell(value) for value in flattened(row, self._columns)])

    def _cell(self, value: Any) -> str:
        return "" if value is None else for_spreadsheet(as_text(value))


class TableOutput(Output):
    """A table for people, shown at the end; below a part of the rows stands their `total`."""

    def __init__(self, stream: TextIO, columns: Mapping[str, str], total: int | None = None, *, header: bool = True) -> None:
        super().__init__(stream)
        self._total = total
        self._paths = list(columns.values())
        self._table = Table(box=None, pad_edge=False, header_style="bold", show_header=header)
        for heading in columns:
            self._table.add_column(heading, overflow="fold", justify="right" if heading in ("serial", "quantity", "total") else "left")

    def _add(self, row: Mapping[str, Any]) -> None:
        values = (cell(row, path) for path in self._paths)
        self._table.add_row(*(Text("-" if value is None else for_terminal(as_text(value))) for value in values))

    def interrupt(self) -> None:
        width = None if self._stream.isatty() else WIDTH_WITHOUT_TERMINAL
        console = Console(file=self._stream, highlight=False, width=width)
        count = self._table.row_count
        if count:
            console.print(self._table)
        of_all = "" if self._total in (None, count) else f" of {self._total}"
        console.print(f"{count}{of_all} row{'' if count == 1 and not of_all else 's'}")
        super().interrupt()


def as_text(value: Any) -> str:
    """Return a cell's text: strings unchanged, everything else as JSON."""
    return value if isinstance(value, str) else as_json(value)


def output_for(wanted: Format | None, stream: TextIO, api: str, command: ListingInfo, *, many: bool = False, header: bool = True) -> Output:
    """Return the output for a format; without one, a table on a terminal and newline-delimited JSON elsewhere.

    Args:
        wanted: The format.
        stream: The stream to write to.
        api: The name of the API.
        command: The listing.
        many: True for rows of many accounts, each with its `account`.
        header: False to leave out the names of the columns.
    """
    account = ["account"] if many else []
    match wanted or (Format.TABLE if stream.isatty() else Format.NDJSON):
        case Format.TABLE:
            return TableOutput(stream, {**{name: name for name in account}, **command.columns}, header=header)
        case Format.JSON:
            return JsonOutput(stream)
        case Format.CSV:
            return CsvOutput(stream, [*account, *csv_columns(api, command.row)], header=header)
        case _:
            return NdjsonOutput(stream)

"""Rows as a stream of Arrow: record batches that come as pages do."""

import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa
from nft_holdings_api.model import Model

from nft_holdings._errors import DecodeError, InvalidArgument, NftHoldingsError
from nft_holdings._installation import install_command
from nft_holdings._paging.many_accounts import AccountResult
from nft_holdings._paging.operation import Operation
from nft_holdings._redaction import shown

from ._batches import batch_of, with_first
from ._column_types import Struct
from ._schemas import struct_of, struct_of_row, with_more

MOST_ROWS = 10_000
"""The most rows that a batch waits for."""
ACCOUNT = "account"


def refuse_old_duckdb() -> None:
    """Refuse to give a stream to a DuckDB before 2.0, which cuts timestamps to microseconds without a word.

    Who reads a stream cannot be seen, so it is refused where such a version is loaded.

    Raises:
        ImportError: It is loaded.
    """
    version = str(getattr(sys.modules.get("duckdb"), "__version__", "2"))
    if version.startswith(("0.", "1.")):
        raise ImportError(f"DuckDB {version} cuts timestamps to microseconds: {install_command('data')}", name="duckdb")


def struct_of_operation(operation: Operation[Any]) -> Struct:
    """Return the columns of a listing's rows."""
    return struct_of(operation.reader.api, operation.reader.row.__name__)


def batches_of(pages: Iterable[Sequence[Any]], struct: Struct) -> Iterator[pa.RecordBatch]:
    """Yield record batches of pages of rows. The first batch is the first page; later ones hold ever more, as small batches are slow.

    Raises:
        DecodeError: A row cannot be read. Batches have no place for it, so it ends them even if the listing would go on.
        NftHoldingsError: The pages end with this error. What came before it has been yielded.
    """
    rows: list[Any] = []
    wanted = 1
    failure = None
    try:
        for page in pages:
            rows += page
            if len(rows) >= wanted:
                yield _batch(rows, struct)
                rows, wanted = [], min(2 * max(wanted, len(page)), MOST_ROWS)
    except NftHoldingsError as error:
        failure = error
    if rows:
        yield _batch(rows, struct)
    if failure is not None:
        raise failure


def _batch(rows: Sequence[Any], struct: Struct) -> pa.RecordBatch:
    for row in rows:
        if isinstance(row, DecodeError):
            raise row
    return batch_of(rows, struct)


def reader_of(operation: Operation[Any], pages: Iterator[Any], failed: Callable[[NftHoldingsError], None]) -> pa.RecordBatchReader:
    """Return the reader of a listing.

    Args:
        operation: The listing's operation.
        pages: Its pages.
        failed: A function that takes the error that ends it, as tools replace it by one of their own.

    Raises:
        ImportError: A DuckDB that would cut its timestamps is loaded.
    """
    refuse_old_duckdb()
    struct = struct_of_operation(operation)
    return _reader(with_more(struct), batches_of((page.items for page in pages), struct), failed)


def _reader(schema: pa.Schema, batches: Iterator[pa.RecordBatch], failed: Callable[[NftHoldingsError], None]) -> pa.RecordBatchReader:
    def noted() -> Iterator[pa.RecordBatch]:
        try:
            yield from batches
        except NftHoldingsError as error:
            failed(error)
            raise

    return pa.RecordBatchReader.from_batches(schema, noted())


def schema_of_operation(operation: Operation[Any]) -> pa.Schema:
    """Return the schema of a listing."""
    return with_more(struct_of_operation(operation))


def table_of(operation: Operation[Any], pages: Iterable[Any]) -> pa.Table:
    """Return all pages as a table.

    Raises:
        NftHoldingsError: The pages end with this error.
    """
    struct = struct_of_operation(operation)
    return pa.Table.from_batches(batches_of((page.items for page in pages), struct), with_more(struct))


async def async_table_of(operation: Operation[Any], pages: AsyncIterator[Any]) -> pa.Table:
    """Return all pages of an async listing as a table.

    Raises:
        NftHoldingsError: The pages end with this error.
    """
    rows = [page.items async for page in pages]
    struct = struct_of_operation(operation)
    return pa.Table.from_batches(batches_of(rows, struct), with_more(struct))


class AccountRows:
    """The rows of many accounts as a stream of Arrow, with the account as the first column.

        pyarrow.table(AccountRows(hedera.nfts_of(accounts), Nft))

    It is read once, as the results are.

    Args:
        results: What `nfts_of` and the like return.
        row: The class of the rows, such as `Nft`; a stream needs it before the first row comes.
        on_error: A function that takes each result with an error, after which the stream goes on; without it, the first error ends the stream.

    Attributes:
        error: The error that ended the stream, as tools replace it by one of their own; None without one.
    """

    def __init__(
        self,
        results: Iterable[AccountResult[Any, Any]],
        row: type[Model],
        *,
        on_error: Callable[[AccountResult[Any, Any]], None] | None = None,
    ) -> None:
        if not isinstance(results, Iterable):
            raise InvalidArgument(
                f"results of a blocking client's nfts_of are needed, not {shown(results)}", argument="results", rule="results"
            )
        self._results, self._on_error = iter(results), on_error
        self._struct = struct_of_row(row)
        self.error: NftHoldingsError | None = None

    @property
    def schema(self) -> pa.Schema:
        """Return the schema: `account`, a text, and the columns of the rows."""
        return pa.schema([pa.field(ACCOUNT, pa.string()), *with_more(self._struct)])

    def to_arrow(self) -> pa.Table:
        """Return all rows as a table.

        Raises:
            NftHoldingsError: The listing of an account ended with this error, and there is no `on_error`.
        """
        return pa.Table.from_batches(self._batches(), self.schema)

    def __arrow_c_schema__(self) -> object:
        return self.schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        refuse_old_duckdb()
        return _reader(self.schema, self._batches(), self._failed).__arrow_c_stream__(requested_schema)

    def _failed(self, error: NftHoldingsError) -> None:
        self.error = error

    def _batches(self) -> Iterator[pa.RecordBatch]:
        accounts: list[str] = []  # of the rows that no batch has had
        for batch in batches_of(self._pages(accounts), self._struct):
            named = pa.array(accounts[: len(batch)], pa.string())
            del accounts[: len(batch)]
            yield with_first(batch, {ACCOUNT: named})

    def _pages(self, accounts: list[str]) -> Iterator[list[Any]]:
        for result in self._results:
            if result.error is not None:
                if self._on_error is None:
                    raise result.error
                self._on_error(result)
            accounts += [account_text(result.account)] * len(result.items)
            yield result.items


def account_text(account: Any) -> str:
    """Return an account as a text; the parts of one that has several are joined by slashes."""
    return "/".join(map(str, account)) if isinstance(account, tuple | list) else str(account)

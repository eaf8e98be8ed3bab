"""Properties of every reply: it gives the package's errors or correct rows, in time, and the same each time."""

import json
import pickle
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from math import isfinite
from typing import Any, TypeVar

import httpx2
from attrs import asdict, define, field
from jsonschema_rs import ValidationErrorKind
from nft_holdings import ApiError, DecodeError, NftHoldingsError
from nft_holdings._paging.cursor import from_cursor, to_cursor
from nft_holdings._paging.operation import Operation
from nft_holdings._paging.page import ListingBroken, ParsedPage
from nft_holdings._paging.pager import Pager
from nft_holdings._reading.field_names import marked
from nft_holdings._reading.page_reader import PageReader
from nft_holdings._specs.access import reply_validator, spec_of
from nft_holdings._transport.body import Body
from nft_holdings._transport.messages import Reply

from .fuzzed_api import fuzzed_apis
from .inputs import Input, read_input

MOST_SECONDS = 2.0
MOST_BYTES = 2**20
LONGEST_MESSAGE = 2000
Result = TypeVar("Result")


class Wrong(AssertionError):
    """Something does not hold."""


@define
class Counts:
    """Counts of what the oracle judged."""

    executions: Counter[str] = field(factory=Counter)
    replies_read: int = 0
    rows_delivered: int = 0
    rows_refused: int = 0
    drifts: int = 0
    errors: Counter[str] = field(factory=Counter)

    def as_json(self) -> dict[str, Any]:
        """Return the counts in JSON's types."""
        return asdict(self)


@define
class Oracle:
    """A judge of inputs that counts its results.

    Attributes:
        operations: The operations that an input may name.
        counts: Counts of what was judged.
    """

    operations: Sequence[Operation[Any]]
    counts: Counts = field(factory=Counts)

    def judge(self, data: bytes) -> None:
        """Read an input as a reply, and check every property.

        Raises:
            Wrong: Something does not hold. Any other exception is a find too.
        """
        given = read_input(data, len(self.operations))
        operation = self.operations[given.operation]
        self.counts.executions[operation.name] += 1
        content = self._body(given)
        if content is None:
            return
        reply = Reply(given.status, httpx2.Headers(given.headers()), content, None)
        read = self._expecting((ApiError, DecodeError), lambda: operation.read(reply))
        self._check_quickly(operation, reply, read)
        if read is None:
            return
        self._check_rows(operation, reply, read)
        self._check_again(operation, read)
        self._check_pager(operation, read)

    def _body(self, given: Input) -> bytes | None:
        size = max(1, len(given.wire) // 7)
        pieces = [given.wire[start : start + size] for start in range(0, len(given.wire), size)]
        messages: list[str] = []
        found: list[bytes | None] = []
        for split in ([given.wire], [b"", *pieces, b""]):
            try:
                found.append(_timed(lambda split=split: _unpacked(given, split)))  # type: ignore[misc]
                messages.append("bytes")
            except DecodeError as error:
                check_error(error)
                found.append(None)
                messages.append(str(error))
        if found[0] != found[1] or messages[0] != messages[1]:
            raise Wrong(f"a body is another one in pieces: {messages}")
        if found[0] is None:
            self.counts.errors["DecodeError of a body"] += 1
        return found[0]

    def _expecting(self, errors: tuple[type[Exception], ...], work: Callable[[], Result]) -> Result | None:
        try:
            return _timed(work)
        except errors as error:
            self.counts.errors[type(error).__name__] += 1
            if isinstance(error, NftHoldingsError):
                check_error(error)
            return None

    def _check_quickly(self, operation: Operation[Any], reply: Reply, closely: ParsedPage[Any] | None) -> None:
        """Check that fast and close reading agree, except where only close reading looks into unknown fields."""
        try:
            quickly = operation.read(reply, closely=False)
        except (ApiError, DecodeError):
            if closely is not None:
                raise Wrong("a reply that can be read closely is refused when it is read quickly") from None
            return
        if closely is None:
            self.counts.errors["only closely: unknown fields"] += 1
        elif not any(isinstance(row, DecodeError) for row in (*closely.rows, *quickly.rows)) and not (
            (quickly.keys, quickly.total, quickly.next) == (closely.keys, closely.total, closely.next)
            and _alike(_values(quickly.rows), _values(closely.rows))
        ):
            raise Wrong("a reply is read quickly as something else than closely")

    def _check_rows(self, operation: Operation[Any], reply: Reply, read: ParsedPage[Any]) -> None:
        reader: PageReader[Any] = operation.reader
        self.counts.replies_read += 1
        self.counts.drifts += len(read.drifts)
        for drift in read.drifts:
            if _pickled(drift) != drift or len(str(drift)) > LONGEST_MESSAGE:
                raise Wrong(f"a drift cannot be pickled, or is longer than {LONGEST_MESSAGE}")
        exact = _rows_in(json.loads(reply.content, parse_float=Decimal), reader)
        if not len(exact) == len(read.rows) == len(read.keys):
            raise Wrong(f"{len(exact)} rows came, {len(read.rows)} were read, with {len(read.keys)} keys")
        for index, (row, raw, key) in enumerate(zip(read.rows, exact, read.keys, strict=True)):
            if isinstance(row, DecodeError):
                self.counts.rows_refused += 1
                check_error(row)
                if row.index != index or key is not None:
                    raise Wrong(f"row {index} is refused as row {row.index}, with key {key}")
                continue
            self.counts.rows_delivered += 1
            hash(key)
            repr(row)
            if lost := difference(raw, row.to_dict()):
                raise Wrong(f"a row is not what came: {lost}")
            if flaw := misfit(reader, row.to_dict()):
                raise Wrong(f"a row does not fit its type: {flaw}")

    def _check_again(self, operation: Operation[Any], read: ParsedPage[Any]) -> None:
        reader: PageReader[Any] = operation.reader
        rows = [row for row in read.rows if not isinstance(row, DecodeError)]
        if not read.drifts and len(rows) == len(read.rows):
            again = operation.read(_reply(read.raw()))
            if list(again.rows) != rows or again.keys != read.keys or again.next != read.next or again.total != read.total:
                raise Wrong("the page's own JSON is read in another way")
        keys = [key for row, key in zip(read.rows, read.keys, strict=True) if not isinstance(row, DecodeError)]
        beside = {"links": {"next": None}, "timestamp": "1700000000.000000001", "totalNum": len(rows), "total": len(rows)}
        page = {reader.rows_at: [row.to_dict() for row in rows], **beside}
        names = field_names(reader)
        round_trip = operation.read(_reply({name: value for name, value in page.items() if name in names}))
        if list(round_trip.rows) != rows or list(round_trip.keys) != keys:
            raise Wrong("rows that were delivered are read in another way")

    def _check_pager(self, operation: Operation[Any], read: ParsedPage[Any]) -> None:
        pager = operation.pager(None)
        for _ in range(2):
            try:
                rows = _timed(lambda: pager.take(read))
            except ListingBroken as error:
                self.counts.errors["ListingBroken"] += 1
                str(error)
                break
            if any(row not in read.rows for row in rows or ()):
                raise Wrong("a pager gives rows that are not on its page")
            _check_position(operation, pager)
            if pager.state == "over":
                break
            pager.request()


def _values(rows: Any) -> list[Any]:
    return [asdict(row) for row in rows]


def _alike(quickly: Any, closely: Any) -> bool:
    """Return True if both readings have the same values. Fast reading gives floats; close reading keeps all digits of whole numbers."""
    match quickly, closely:
        case float(), int():
            return quickly == float(closely)
        case dict(), dict():
            return quickly.keys() == closely.keys() and all(_alike(quickly[key], closely[key]) for key in quickly)
        case list(), list():
            return len(quickly) == len(closely) and all(map(_alike, quickly, closely))
    return bool(quickly == closely)


def _check_position(operation: Operation[Any], pager: Pager[Any]) -> None:
    position = pager.position
    if pager.state == "over" or position is None:
        return
    cursor = to_cursor(operation, position)
    if not pager.resumable:
        return
    if from_cursor(operation, cursor) != position:
        raise Wrong(f"a cursor says another position than {position}")
    operation.pager(position).request()


def check_error(error: NftHoldingsError) -> None:
    """Check that an error can be shown and pickled, and that its attributes have their types.

    Raises:
        Wrong: It cannot, or they are not.
    """
    other = _pickled(error)
    if type(other) is not type(error) or str(other) != str(error) or repr(other) != repr(error):
        raise Wrong("an error is another one once it is pickled")
    if len(str(error)) > LONGEST_MESSAGE:
        raise Wrong(f"an error's message has {len(str(error))} characters")
    if isinstance(error, ApiError):
        if not isinstance(error.code, int | str | None) or not isinstance(error.message, str):
            raise Wrong(f"the code of an error is {error.code!r:.200}, its message {error.message!r:.200}")
        if error.retry_after is not None and not (isfinite(error.retry_after) and error.retry_after >= 0):
            raise Wrong(f"an error asks to wait {error.retry_after} seconds")
    if isinstance(error, DecodeError) and not error.path.startswith("$"):
        raise Wrong(f"an error is at {error.path}")


def difference(raw: Any, got: Any, at: str = "$") -> str | None:
    """Return the place where a delivered value differs from the received one, text or number; None if it does not."""
    match raw, got:
        case dict(), dict():
            if raw.keys() != got.keys():
                return f"{at} has other names"
            return next((found for name in raw if (found := difference(raw[name], got[name], f"{at}.{name}"))), None)
        case list(), list():
            if len(raw) != len(got):
                return f"{at} has another length"
            pairs = enumerate(zip(raw, got, strict=True))
            return next((found for index, pair in pairs if (found := difference(*pair, f"{at}[{index}]"))), None)
    return None if _same(raw, got) else f"{at} came as {raw!r:.200} and is {got!r:.200}"


def _same(raw: Any, got: Any) -> bool:
    if raw is None or isinstance(raw, bool) or isinstance(got, bool):
        return raw is got
    if isinstance(raw, str) and isinstance(got, str):
        return raw == got
    if isinstance(got, float):
        return float(raw) == got
    if not isinstance(raw, int | str | Decimal) or not isinstance(got, int | str):
        return False
    return Decimal(raw) == Decimal(got)


def misfit(reader: PageReader[Any], row: Mapping[str, Any]) -> str | None:
    """Return the place where a delivered row does not fit the spec's schema, nulls and patterns excepted; None if it fits."""
    for error in reply_validator(reader.api, reader.row.__name__).iter_errors(marked(_without_whole_floats(row))):
        found: Any = marked(row)
        for step in error.instance_path:
            found = found[step]
        if found is not None and not isinstance(error.kind, ValidationErrorKind.Pattern):
            return f"at {error.instance_path}: {error.message}"
    return None


def _without_whole_floats(value: Any) -> Any:
    """Replace floats, which a validator accepts as integers, though users of a row do not."""
    match value:
        case dict():
            return {name: _without_whole_floats(each) for name, each in value.items()}
        case list():
            return [_without_whole_floats(each) for each in value]
        case float():
            return 0.5
    return value


def field_names(reader: PageReader[Any]) -> set[str]:
    """Return the names of a page's fields."""
    return set(spec_of(reader.api)["components"]["schemas"][reader.page.__name__]["properties"])


def _rows_in(document: Any, reader: PageReader[Any]) -> Sequence[Any]:
    rows: Sequence[Any] = fuzzed_apis()[reader.api].page(document)[reader.rows_at]
    return rows


def _reply(document: Any) -> Reply:
    return Reply(200, httpx2.Headers(), json.dumps(document).encode(), None)


def _unpacked(given: Input, pieces: Sequence[bytes]) -> bytes:
    body = Body("fuzz", given.headers(), most_bytes=MOST_BYTES, seconds=None)
    for piece in pieces:
        body.add(piece)
    return body.whole()


def _timed(work: Callable[[], Result]) -> Result:
    began = time.process_time()
    try:
        return work()
    finally:
        if (took := time.process_time() - began) > MOST_SECONDS:
            raise Wrong(f"it took {took:.1f} seconds")


def _pickled(value: Result) -> Result:
    again: Result = pickle.loads(pickle.dumps(value))  # noqa: S301 - written the moment before
    return again

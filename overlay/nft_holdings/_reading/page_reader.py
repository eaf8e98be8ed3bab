"""The reader of pages: as tolerant as possible without losing anything."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from attrs import evolve, frozen
from nft_holdings_api.model import Model

from nft_holdings._errors import DecodeError
from nft_holdings._option_values import Drift
from nft_holdings._specs.access import spec_of
from nft_holdings._transport.messages import Reply

from .comparison import Difference, Steps, differences, in_json, strict_validator
from .drift import Settled, Unreadable, settled
from .json_values import json_path, parsed, plain

Row = TypeVar("Row")
TIMES_LONGER, AT_LEAST = 10, 1000
"""A page may have so many times the requested rows, and so many in any case; servers cap what they are asked for, or ignore it."""
CHECKED = "JSON that can be checked"
"""The validator refuses what it cannot represent, such as half a surrogate pair."""


@frozen
class PageRead(Generic[Row]):
    """The content of a page.

    Attributes:
        rows: The rows; in the place of one that cannot be read, the error that says why.
        keys: The key of each row; None for one that cannot be read.
        values: The fields beside the rows, with numbers as numbers.
        drifts: The differences between the page and the spec.
        flawed: True if some rows cannot be read.
    """

    rows: Sequence[Row | DecodeError]
    keys: Sequence[Any]
    values: Mapping[str, Any]
    drifts: Sequence[Drift]
    flawed: bool


class AtOnce(NamedTuple, Generic[Row]):
    """A reply that was read straight out of its bytes, with its rows and their keys."""

    reply: Any
    rows: Sequence[Row]
    keys: Sequence[Any]


@frozen
class PageReader(Generic[Row]):
    """The reader of an operation's pages.

    Attributes:
        operation: Its name, for errors.
        api: The API, by the name of its spec.
        page: The schema of a page.
        row: The schema of a row.
        rows_at: The field of the page that has the rows.
        from_dict: Makes a row of JSON that fits the schema, but for nulls.
        key: Returns the key of a row; raises Unreadable, with steps inside of the row, if it is missing.
        keys: Returns the keys of many rows whose fields have the types of the spec.
    """

    operation: str
    api: str
    page: str
    row: str
    rows_at: str
    from_dict: Callable[[Mapping[str, Any]], Row]
    key: Callable[[Row], Any]
    keys: Callable[[Sequence[Row]], Sequence[Any]]

    def at_once(self, content: bytes, model: type[Model], rows_of: Callable[[Any], Sequence[Row]], *, page_size: int) -> AtOnce[Row] | None:
        """Read a page straight out of its bytes; None if not all in it is of the types that the spec says.

        Args:
            content: The bytes.
            model: The model of the reply.
            rows_of: Returns the rows of the model.
            page_size: The rows that were requested.

        Raises:
            DecodeError: It has far more rows.
        """
        try:
            read = model.from_json(content)
            rows = rows_of(read)
            self._check_length(len(rows), page_size, ())
            return AtOnce(read, rows, self.keys(rows))
        except (ValueError, msgspec.DecodeError, RecursionError, AttributeError, Unreadable):
            return None

    def read(self, reply: Reply, raw: Any, *, page_size: int, until_flaw: bool, at: Sequence[str] = ()) -> PageRead[Row]:
        """Read the page that stands in a reply.

        Args:
            reply: The reply.
            raw: Its JSON.
            page_size: The rows that were requested.
            until_flaw: Read no further than the first row that cannot be read.
            at: The steps to the page.

        Raises:
            DecodeError: The value there is no page, or one with far more rows.
        """
        try:
            page = _part(raw, at)
            listed = page.get(self.rows_at) if isinstance(page, dict) else None
            self._check_length(len(listed) if isinstance(listed, list) else 0, page_size, at)
            if _fits(strict_validator(self.api, self.page), page):
                return self._page([self._row(row, index, at) for index, row in enumerate(page[self.rows_at])], page, ())
            return self._tolerantly(_part(parsed(reply.content, exact=True), at), at, until_flaw=until_flaw)
        except Unreadable as found:
            flaw = found
        raise DecodeError(self.operation, json_path(flaw.steps), flaw.expected, flaw.got, raw, temporary=True)

    def drifts_of(self, component: str, value: Any) -> list[Drift]:
        """Return the drifts around a page.

        Raises:
            DecodeError: The validator refuses to look at it.
        """
        validator = strict_validator(self.api, component)
        try:
            return [] if _fits(validator, value) else [self._drift(each) for each in differences(validator, plain(value))]
        except ValueError as refused:
            raise DecodeError(self.operation, "$", CHECKED, str(refused), value, temporary=True) from None

    def _check_length(self, rows: int, page_size: int, at: Steps) -> None:
        most = max(TIMES_LONGER * page_size, AT_LEAST)
        if rows > most:
            path = json_path([*at, self.rows_at])
            raise DecodeError(self.operation, path, f"about the {page_size} rows that were requested, {most} at the most", f"{rows} rows")

    def _tolerantly(self, page: Any, at: Steps, *, until_flaw: bool) -> PageRead[Row]:
        if not isinstance(page, dict):
            raise Unreadable(at, "object", in_json(page))
        listed = page.get(self.rows_at)
        without_rows = {**page, self.rows_at: []} if isinstance(listed, list) else page
        around = _settled(strict_validator(self.api, self.page), without_rows, at)
        for name in spec_of(self.api)["components"]["schemas"][self.page]["required"]:
            if around.value[name] is None:
                raise Unreadable([*at, name], "a value", "null")
        drifts = [self._drift(each) for each in around.differences]
        rows: list[tuple[Row | DecodeError, Any]] = []
        for index, row in enumerate(listed or ()):
            if until_flaw and rows and isinstance(rows[-1][0], DecodeError):
                break
            try:
                read = _settled(strict_validator(self.api, self.row), row, (*at, self.rows_at, index))
            except Unreadable as flaw:
                rows.append((self._unreadable(flaw, row, index), None))
                continue
            rows.append(self._row(read.value, index, at))
            drifts += [self._drift(each) for each in read.differences]
        return self._page(rows, around.value, drifts)

    def _page(self, read: Sequence[tuple[Row | DecodeError, Any]], values: Any, drifts: Sequence[Drift]) -> PageRead[Row]:
        flawed = any(isinstance(row, DecodeError) for row, _ in read)
        return PageRead([row for row, _ in read], [key for _, key in read], values, drifts, flawed)

    def _row(self, row: Any, index: int, at: Steps) -> tuple[Row | DecodeError, Any]:
        place = (*at, self.rows_at, index)
        try:
            read = self.from_dict(row)
            return read, self.key(read)
        except Unreadable as flaw:
            found = Unreadable((*place, *flaw.steps), flaw.expected, flaw.got)
        except (KeyError, TypeError, ValueError, AttributeError):
            found = Unreadable(place, f"a row like {self.row}", in_json(row))
        return self._unreadable(found, row, index), None

    def _drift(self, found: Difference) -> Drift:
        return Drift(self.operation, json_path(found.steps), found.expected, found.got)

    def _unreadable(self, flaw: Unreadable, row: Any, index: int) -> DecodeError:
        return DecodeError(self.operation, json_path(flaw.steps), flaw.expected, flaw.got, plain(row), index=index)


def drifts_of_status(operation: str, reply: Reply) -> list[Drift]:
    """Return the drift of a page that is said to be a part of the content only; none for other pages."""
    return [Drift(operation, "$", "status 200", "status 206 (Partial Content)")] if reply.status == 206 else []


def _fits(validator: Any, value: Any) -> bool:
    try:
        return bool(validator.is_valid(value))
    except ValueError:
        return False  # it holds something that has to be looked at more closely


def _settled(validator: Any, value: Any, at: Steps) -> Settled:
    """Return what `settled` does, with steps from the top of the reply."""
    try:
        found = settled(validator, value)
    except Unreadable as flaw:
        raise Unreadable([*at, *flaw.steps], flaw.expected, flaw.got) from None
    except ValueError as refused:
        raise Unreadable(at, CHECKED, str(refused)) from None
    return evolve(found, differences=tuple(evolve(each, steps=[*at, *each.steps]) for each in found.differences))


def _part(raw: Any, at: Sequence[str]) -> Any:
    for depth, step in enumerate(at, 1):
        if not isinstance(raw, dict) or step not in raw:
            raise Unreadable(at[:depth], "a value", "nothing")
        raw = raw[step]
    return raw

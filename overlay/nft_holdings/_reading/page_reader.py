"""The reader of pages: as tolerant as possible without losing anything."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import msgspec
from attrs import frozen

from nft_holdings._errors import DecodeError
from nft_holdings._option_values import Drift
from nft_holdings._specs.access import spec_of
from nft_holdings._transport.messages import Reply

from .comparison import Difference, Steps, differences, in_json, strict_validator
from .drift import CHECKED, Unreadable, settled
from .json_values import json_path, parsed, plain

Row = TypeVar("Row")
TIMES_LONGER, AT_LEAST = 10, 1000
"""A page may have so many times the requested rows, and so many in any case; servers cap what they are asked for, or ignore it."""


@frozen
class PageRead(Generic[Row]):
    """The content of a page.

    Attributes:
        page: The model of the page, for the fields beside the rows.
        rows: The rows; in the place of one that cannot be read, the error that says why.
        keys: The key of each row; None for one that cannot be read.
        drifts: The differences between the reply and the spec.
        flawed: True if some rows cannot be read.
    """

    page: Any
    rows: Sequence[Row | DecodeError]
    keys: Sequence[Any]
    drifts: Sequence[Drift] = ()
    flawed: bool = False


@frozen(kw_only=True)
class PageReader(Generic[Row]):
    """The reader of an operation's pages.

    Attributes:
        operation: Its name, for errors.
        api: The API, by the name of its spec.
        page: The model of a page, with the name of its schema.
        row: The model of a row, with the name of its schema.
        rows_at: The field of the page that has the rows.
        key: Returns the key of a row; raises Unreadable, with steps inside of the row, if it is missing.
        page_in: Returns the model of the page in the bytes of a reply, None if it may be a refusal; None if every reply is a page.
        may_be_partial: True if the spec has status 206, for pages of a listing that the server does not have as a whole.
    """

    operation: str
    api: str
    page: Any
    row: Any
    rows_at: str
    key: Callable[[Row], Any]
    page_in: Callable[[bytes], Any] | None = None
    may_be_partial: bool = False

    def at_once(self, reply: Reply, *, page_size: int) -> PageRead[Row] | None:
        """Read a page straight out of its bytes; None if not all in it is of the types that the spec says.

        Args:
            reply: The reply.
            page_size: The rows that were requested.

        Raises:
            DecodeError: It has far more rows.
        """
        try:
            page = (self.page_in or self.page.from_json)(reply.content)
            rows = getattr(page, self.rows_at)
            self._check_length(len(rows), page_size, ())
            return PageRead(page, rows, [*map(self.key, rows)])
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
            drifts: list[Drift] = []
            if _fits(strict_validator(self.api, self.page.__name__), page):
                read = [self._row(row, index, at) for index, row in enumerate(page[self.rows_at])]
            else:
                page, read, drifts = self._tolerantly(_part(parsed(reply.content, exact=True), at), at, until_flaw=until_flaw)
            if reply.status == 206 and not self.may_be_partial:
                drifts.insert(0, Drift(self.operation, "$", "status 200", "status 206 (Partial Content)"))
            rows = [row for row, _ in read]
            flawed = any(isinstance(row, DecodeError) for row in rows)
            return PageRead(self.page.from_dict({**page, self.rows_at: []}), rows, [key for _, key in read], drifts, flawed)
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

    def _tolerantly(self, page: Any, at: Steps, *, until_flaw: bool) -> tuple[Any, list[tuple[Row | DecodeError, Any]], list[Drift]]:
        """Return the fields of a page, its rows with their keys, and the drifts in it."""
        if not isinstance(page, dict):
            raise Unreadable(at, "object", in_json(page))
        listed = page.get(self.rows_at)
        without_rows = {**page, self.rows_at: []} if isinstance(listed, list) else page
        schema = self.page.__name__
        around, found = settled(strict_validator(self.api, schema), without_rows, at)
        for name in spec_of(self.api)["components"]["schemas"][schema]["required"]:
            if around[name] is None and any([*each.steps] == [*at, name] for each in found):  # the spec has no null there
                raise Unreadable([*at, name], "a value", "null")
        drifts = [*map(self._drift, found)]
        rows: list[tuple[Row | DecodeError, Any]] = []
        for index, row in enumerate(listed or ()):
            if until_flaw and rows and isinstance(rows[-1][0], DecodeError):
                break
            try:
                value, found = settled(strict_validator(self.api, self.row.__name__), row, (*at, self.rows_at, index))
            except Unreadable as flaw:
                rows.append((self._unreadable(flaw, row, index), None))
                continue
            rows.append(self._row(value, index, at))
            drifts += map(self._drift, found)
        return around, rows, drifts

    def _row(self, row: Any, index: int, at: Steps) -> tuple[Row | DecodeError, Any]:
        place = (*at, self.rows_at, index)
        try:
            read: Row = self.row.from_dict(row)
            return read, self.key(read)
        except Unreadable as flaw:
            found = Unreadable((*place, *flaw.steps), flaw.expected, flaw.got)
        except (KeyError, TypeError, ValueError, AttributeError):
            found = Unreadable(place, f"a row like {self.row.__name__}", in_json(row))
        return self._unreadable(found, row, index), None

    def _drift(self, found: Difference) -> Drift:
        return Drift(self.operation, json_path(found.steps), found.expected, found.got)

    def _unreadable(self, flaw: Unreadable, row: Any, index: int) -> DecodeError:
        return DecodeError(self.operation, json_path(flaw.steps), flaw.expected, flaw.got, plain(row), index=index)


def _fits(validator: Any, value: Any) -> bool:
    try:
        return bool(validator.is_valid(value))
    except ValueError:
        return False  # it holds something that has to be looked at more closely


def _part(raw: Any, at: Sequence[str]) -> Any:
    for depth, step in enumerate(at, 1):
        if not isinstance(raw, dict) or step not in raw:
            raise Unreadable(at[:depth], "a value", "nothing")
        raw = raw[step]
    return raw

"""The way through a listing, page by page, the same for both drivers."""

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import Any, Generic

from attrs import field, frozen

from nft_holdings._errors import ApiError, DecodeError, IncompleteListing, NftHoldingsError, Unauthorized
from nft_holdings._options import Options
from nft_holdings._redaction import cleaned, hidden, hiding
from nft_holdings._transport.messages import Reply, Request

from .cursor import from_cursor, to_cursor
from .operation import Content, Item, ListingBroken, Operation, Position, Rows
from .parallel import Spread

GOES_ON = "the listing goes on after max_pages pages"


@frozen(kw_only=True)
class Page(Generic[Item]):
    """One reply of a listing.

    Attributes:
        items: The rows that had not come before, in the listing's order. With `bad_rows="deliver"`, a DecodeError stands in
            the place of a row that cannot be read.
        total: How many rows the server says there are in all; None where the API does not say.
    """

    items: list[Item]
    total: int | None
    _make_cursor: Callable[[], str | None] = field(alias="make_cursor", repr=False, eq=False)
    _make_raw: Callable[[], Any] = field(alias="make_raw", repr=False, eq=False)
    _make_response: Callable[[], Any] | None = field(alias="make_response", repr=False, eq=False)

    @cached_property
    def cursor(self) -> str | None:
        """Where the listing goes on, for `cursor=`; None on the last page."""
        return self._make_cursor()

    @cached_property
    def raw(self) -> Any:
        """The parsed JSON, as it came."""
        return self._make_raw()

    @cached_property
    def response(self) -> Any:
        """The HTTP library's response; None in a page that was pickled, as it holds the key that was sent."""
        return self._make_response and self._make_response()

    def __repr__(self) -> str:
        # Without the rows: a server may repeat a key in them, and pages are shown in logs and by debuggers.
        return f"<Page of {len(self.items)} items, cursor={self.cursor!r}, total={self.total!r}>"

    def __reduce__(self) -> tuple[Any, ...]:
        # The response holds the request, and the request its key: neither belongs into a cache or a queue.
        return _page, (self.items, self.total, self.cursor, self._make_raw)


def _page(items: list[Item], total: int | None, cursor: str | None, raw: Callable[[], Any]) -> Page[Item]:
    return Page(items=items, total=total, make_cursor=lambda: cursor, make_raw=raw, make_response=None)


class Walk(Generic[Item]):
    """One pass through a listing: asks for the next request, takes what came, and knows when it is over."""

    def __init__(self, operation: Operation[Item], *, cursor: str | None, options: Options) -> None:
        self.operation = operation
        self._options = options
        self._course = operation.course(None if cursor is None else from_cursor(operation, cursor))
        self._pages_left = options.max_pages
        self._read_any = False

    def next_request(self) -> Request | None:
        """The next page's request; None when the listing is over."""
        if self._course.over:
            return None
        if self._pages_left == 0 and not self._course.said_over:
            raise IncompleteListing(GOES_ON, cursor=self._where())
        return self._course.request()

    def read(self, reply: Reply) -> tuple[Content[Item], Reply]:
        """Read a reply by itself, which can be done again with another reply to the same request."""
        content = self.operation.read(reply, closely=self._options.wants_drifts, until_flaw=self._options.bad_rows == "raise")
        hide = hiding() if content.flawed else None
        for row in content.unreadable:
            cleaned(row, hide)
        return content, reply

    def take(self, content: Content[Item], reply: Reply) -> Page[Item] | None:
        """Hold what came against the pages before it and against the caller's wishes, and move on.

        None if the page is doubtful and not to be used; then the next request asks again.
        """
        if content.drifts and self._options.strict:
            drift = content.drifts[0]
            raise DecodeError(drift.operation, drift.path, drift.expected, drift.got, content.raw())
        if self._options.bad_rows == "raise":
            for row in content.unreadable:
                raise row
        where = self._where() if self._pages_left == 0 else None
        rows = self._course.take(content)
        if self._pages_left == 0 and rows:
            raise IncompleteListing(GOES_ON, cursor=where)
        if rows is None or self._pages_left == 0:
            return None
        if self._pages_left is not None:
            self._pages_left -= 1
        self._read_any = True
        return self.page(rows, content, reply, None if self._course.over else self._course.position)

    def page(self, rows: Rows[Item], content: Content[Item], reply: Reply, position: Position | None) -> Page[Item]:
        """A page to give to the caller."""
        for drift in content.drifts:
            self._options.tell(drift)
        return Page(
            items=list(rows),  # type: ignore[arg-type]
            total=content.total,
            make_cursor=partial(_cursor_of, self.operation, position),
            make_raw=content.raw,
            make_response=reply.response,
        )

    def ahead(self, count: int) -> Sequence[Request]:
        """The requests that will follow on the next one, at most so many."""
        return self._course.ahead(count if self._pages_left is None else min(count, self._pages_left - 1))

    @property
    def may_spread(self) -> bool:
        """Whether the listing may be read in several places at once: not where only some of its pages are wanted."""
        return self._pages_left is None and self._options.concurrency > 1

    @property
    def is_strict(self) -> bool:
        """Whether what is not as the spec says is an error."""
        return self._options.strict

    def spread(self, content: Content[Item]) -> Spread[Item] | None:
        """The rest of the listing after a page that was taken, if it can be read in several places at once."""
        return None if self._course.over else self._course.spread(content)

    def go_on(self, position: Position | None) -> None:
        """Go on from a position."""
        self._course = self.operation.course(position)

    def ends_with(self, error: NftHoldingsError | ListingBroken) -> bool:
        """Whether an error is a server's way to say that nothing comes behind all that it has announced."""
        refused = isinstance(error, ApiError) and not isinstance(error, Unauthorized) and not error.temporary
        return refused and self._read_any and self._course.said_over

    def failure(self, error: NftHoldingsError | ListingBroken) -> NftHoldingsError:
        """What the caller is told of an error: after the first page, that the listing is incomplete.

        The frames that the error came through are left out, as replies are among their variables, and a server may repeat
        a key in its reply.
        """
        if isinstance(error, IncompleteListing):
            return error
        if isinstance(error, ListingBroken):
            # What cannot be gone on with has changed while it was read, and may be whole the next time.
            cursor = self._where() if error.resumable else None
            return IncompleteListing(hidden(str(error)), cursor=cursor, temporary=not error.resumable)
        cleaned(error)
        if not self._read_any:
            return error
        incomplete = IncompleteListing(f"the listing stopped before its end: {error}", cursor=self._where(), cause=error)
        incomplete.__cause__ = error
        return incomplete

    def _where(self) -> str | None:
        return None if self._course.over or not self._course.resumable else _cursor_of(self.operation, self._course.position)


def _cursor_of(operation: Operation[Any], position: Position | None) -> str | None:
    return None if position is None else to_cursor(operation, position)

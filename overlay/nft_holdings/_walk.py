"""The way through a listing, page by page, the same for both drivers."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Generic

from attrs import field, frozen

from ._cursor import from_cursor, to_cursor
from ._errors import IncompleteListing, NftHoldingsError
from ._operation import Item, ListingEndedEarly, Operation, Position
from ._options import Options
from ._secrets import hide_in
from ._wire import Reply, Request


@frozen
class Page(Generic[Item]):
    """One reply of a listing.

    Attributes:
        items: The rows, in the server's order.
        cursor: Where the listing goes on, for `cursor=`; None on the last page.
        total: How many rows the server says there are in all; None where the API does not say.
        raw: The parsed JSON, as it came.
        response: The HTTP library's response; None in a page that was pickled, as it holds the key that was sent.
    """

    items: list[Item]
    cursor: str | None
    total: int | None
    raw: Any = field(repr=False)
    response: Any = field(repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        # The response holds the request, and the request its key: neither belongs into a cache or a queue.
        return Page, (self.items, self.cursor, self.total, self.raw, None)


class Walk(Generic[Item]):
    """One pass through a listing: asks for the next request, takes its reply, and knows when it is over."""

    def __init__(self, operation: Operation[Item], *, cursor: str | None, options: Options) -> None:
        self._operation = operation
        self._options = options
        self._cursor = cursor
        self._position: Position | None = None if cursor is None else from_cursor(operation, cursor)
        self._pages_left = options.max_pages
        self._read_any = False
        self._over = False
        self._seen = {self._mark()}

    def next_request(self) -> Request | None:
        """The next page's request; None when the listing is over."""
        if self._over:
            return None
        if self._pages_left == 0:
            raise IncompleteListing("the listing goes on after max_pages pages", cursor=self._cursor)
        return self._operation.request(self._position)

    def take(self, reply: Reply) -> Page[Item]:
        """Read the reply to the last request, and move on."""
        reading = self._operation.read(reply, self._position)
        if self._pages_left is not None:
            self._pages_left -= 1
        cursor = None if reading.next is None else to_cursor(self._operation, reading.next)
        page = Page(list(reading.items), cursor, reading.total, reading.raw, reply.response)
        self._read_any = True
        self._position = reading.next
        self._cursor = cursor
        self._over = reading.next is None
        return page

    @contextmanager
    def step(self) -> Iterator[None]:
        """Around one request and its reply: what fails after the first page leaves the listing incomplete."""
        try:
            if self._read_any and not self._over and self._mark() in self._seen:
                raise ListingEndedEarly("the server leads back to a page that was read before")
            self._seen.add(self._mark())
            yield
        except ListingEndedEarly as ended:
            raise IncompleteListing(str(ended), cursor=self._cursor) from None
        except IncompleteListing:
            raise
        except NftHoldingsError as error:
            hide_in(error, self._options.hide_secrets)
            if not self._read_any:
                raise
            raise IncompleteListing(f"the listing stopped before its end: {error}", cursor=self._cursor, cause=error) from error

    def _mark(self) -> int:
        return hash(json.dumps(self._position, sort_keys=True))

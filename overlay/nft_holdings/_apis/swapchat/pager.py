"""SwapChat's pager, which pages by page number."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence

from nft_holdings_api.swapchat.models import NftAsset

from nft_holdings._paging.page import ParsedPage, Position, Rows
from nft_holdings._paging.rereading import RereadingPager, counted, keys_of, mark
from nft_holdings._transport.messages import Request

from .rows import NO_TOKEN_ID


class SwapChatPager(RereadingPager[NftAsset]):
    """Request page after page, until the total has come, or an empty page, or the same page again.

    No document says if the total counts rows or units, so either may match it; a total of 0 counts as none. An empty page is requested
    twice. A full page without new rows ends the listing only if the page after it has none either.

    Args:
        request: A function that returns the request for a page.
        first_page: The number of the first page.
        page_size: The rows to request for a page.
        position: The position to go on from.
    """

    def __init__(self, request: Callable[[int], Request], first_page: int, page_size: int, position: Position | None) -> None:
        super().__init__(position)
        self._request, self._first_page, self._page_size = request, first_page, page_size
        self._page: int = first_page if position is None else position["page"]
        self._units: int = 0 if position is None else position["units"]
        self._longest = 0
        self._empty_again = self._checks_next = self._is_repeated = False

    def _position_fields(self) -> Mapping[str, int]:
        return {"page": self._page, "units": self._units}

    def request(self) -> Request:
        return self._request(self._page + self._checks_next)

    def ahead(self, count: int) -> Sequence[Request]:
        rows = self._seen.rows
        if not self._longest or self._empty_again or self._checks_next:
            return ()
        # The total may count units, of which rows may have several.
        left = min(self._total - rows, (self._total - self._units) * rows // max(self._units, 1))
        pages = -(-left // self._longest) - 1
        return [self._request(self._page + number) for number in range(1, min(count, pages) + 1)]

    def take(self, page: ParsedPage[NftAsset]) -> Rows[NftAsset] | None:
        keys = _distinct_keys(keys_of(page))
        page_mark = mark(keys)
        total = page.total or 0
        is_of_page = self._total <= self._seen.rows and total == len(keys)  # and not a total of the listing
        if total and self._total and total != self._total and not is_of_page:
            self._again(f"the total changes from {self._total} to {total}")
            return None
        self._total = self._total or total
        self._seen.announced = self._total or self._seen.announced
        unseen = [] if page_mark == self._last else self._seen.unseen(keys)
        if why := self._moved(keys, unseen):
            self._again(why)
            return None
        if not keys:
            return self._take_empty()
        if not unseen:
            return self._take_known(keys, page_mark)
        return self._take_new(page, keys, unseen, page_mark)

    def _moved(self, keys: Sequence[Hashable], unseen: Sequence[Hashable]) -> str | None:
        """Return the reason to think that rows have moved; None without one."""
        if self._checks_next and (unseen or (self._is_repeated and not keys)):
            return "a page comes again, and another one after it"
        return "rows come again" if unseen and self._seen.come_again(keys) else None

    def _take_empty(self) -> Rows[NftAsset] | None:
        if not self._empty_again and self.state == "more" and (self._last is not None or self._total):
            self._empty_again = True
            return None
        return self._end()

    def _take_known(self, keys: Sequence[Hashable], page_mark: str) -> Rows[NftAsset] | None:
        """Take a page without a new row: the end, if a page after it brings no new row either."""
        self._seen.may_have_moved = self._seen.may_have_moved or page_mark != self._last
        if len(keys) < self._longest or self._checks_next or self.state != "more":
            return self._end()
        self._checks_next, self._is_repeated = True, page_mark == self._last
        return None

    def _take_new(self, page: ParsedPage[NftAsset], keys: Sequence[Hashable], unseen: Sequence[Hashable], page_mark: str) -> Rows[NftAsset]:
        before = self._seen.rows
        first = dict(zip(keys, page.rows, strict=True))
        self._units += sum(counted(row.quantity) for key in unseen if isinstance(row := first[key], NftAsset))
        rows = self._seen.new(page.rows, keys)
        self._page, self._last, self._empty_again = self._page + 1, page_mark, False
        self._longest = max(self._longest, len(keys))
        # A total that is reached with a full page may be that of the page only, so the next page is requested too.
        self._is_over = before < self._total == self._seen.rows and len(keys) < self._page_size
        return rows

    def _end(self) -> Rows[NftAsset] | None:
        if why := self._missing():
            self._again(why)
            return None
        self._is_over = True
        return []

    def _missing(self) -> str | None:
        """Return the reason to think, at the end, that rows are missing; None without one."""
        if self._seen.rows < self._total != self._units:
            return f"the server ends the listing after {self._seen.rows} rows, and has announced {self._total}"
        if self._seen.announced and not self._total:
            return f"the server ends the listing after {self._seen.rows} of {self._seen.announced} rows"
        if self._seen.may_have_moved and not self._total and not self._seen.agrees:
            return "the server gives rows twice, so its pages have moved"
        return None

    def _again(self, why: str) -> None:
        self._seen.again(why)
        self._page, self._units, self._total, self._last, self._longest = self._first_page, 0, 0, None, 0
        self._empty_again = self._checks_next = False


def _distinct_keys(keys: Sequence[Hashable]) -> list[Hashable]:
    """Return the keys of a page. Rows without a token id may look alike and still be different: their keys count them."""
    seen: Counter[Hashable] = Counter()
    found: list[Hashable] = []
    for key in keys:
        seen[key] += 1
        found.append((key, seen[key]) if isinstance(key, tuple) and key[0] == NO_TOKEN_ID else key)
    return found

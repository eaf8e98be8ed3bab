"""Page by the server's links."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from nft_holdings._transport.messages import Request

from .page import ListingBroken, ParsedPage, Position, Row, Rows
from .pager import Pager, State

MOST_EMPTY_PAGES = 10

Progress = TypeVar("Progress")
"""The progress of an API's rules through the pages that were taken. It is immutable: each page gives a new one."""


class LinkRules(ABC, Generic[Row, Progress]):
    """An API's rules for a listing that is paged by links."""

    @abstractmethod
    def request(self, link: str | None) -> Request:
        """Return the request for a link, or for the first page."""

    @abstractmethod
    def check(self, page: ParsedPage[Row], progress: Progress) -> Progress:
        """Compare a page's rows with the request and the pages before, and return the progress with this page.

        Raises:
            ListingBroken: The rows cannot be a part of the answer.
        """

    @abstractmethod
    def rows_lost_by(self, link: str, page: ParsedPage[Row], progress: Progress) -> str | None:
        """Return a sentence on how a page's link leaves out rows; None if it leaves out none."""

    @abstractmethod
    def as_json(self, progress: Progress) -> Mapping[str, Any]:
        """Return a progress as a part of a cursor's position."""


class LinkPager(Pager[Row], Generic[Row, Progress]):
    """Follow the server's links, as long as its rows match the request and are in order.

    It stops at links that lead in a circle, or from one empty page to the next. Every page with a next one should be as long as the
    others: a shorter one is requested again, and taken if it comes again.

    Args:
        rules: The API's rules.
        link: The link to go on from; None at the start.
        progress: The progress of the pages before.
        is_empty: True if nothing needs to be requested.
    """

    def __init__(self, rules: LinkRules[Row, Progress], link: str | None, progress: Progress, *, is_empty: bool = False) -> None:
        self._rules = rules
        self._link = link
        self._progress = progress
        self._followed = {link}
        self._empty_pages = 0
        self._longest = 1
        self._is_repeated = False
        self._is_over = is_empty

    @property
    def state(self) -> State:
        return "over" if self._is_over else "more"

    @property
    def position(self) -> Position | None:
        return None if self._link is None else {"query": self._link, **self._rules.as_json(self._progress)}

    def request(self) -> Request:
        return self._rules.request(self._link)

    def take(self, page: ParsedPage[Row]) -> Rows[Row] | None:
        if page.next is not None and len(page.rows) < self._longest and not self._is_repeated:
            self._is_repeated = True
            return None
        progress = self._rules.check(page, self._progress)
        empty_pages = 0 if page.rows else self._empty_pages + 1
        if page.next is not None:
            if why := self._rules.rows_lost_by(page.next, page, progress):
                raise ListingBroken(f"the server's link to the next page would leave rows out: {why}")
            if page.next in self._followed or empty_pages > MOST_EMPTY_PAGES:
                raise ListingBroken("the server's links lead back to a page that was read before, or from one empty page to the next")
        self._is_over = page.next is None
        self._link, self._progress, self._empty_pages = page.next, progress, empty_pages
        self._longest, self._is_repeated = max(self._longest, len(page.rows)), False
        self._followed.add(page.next)
        return page.rows

"""A question to the mirror node, and its answer."""

from collections.abc import Callable, Collection

from attrs import frozen
from pydantic import BaseModel

from nft_holdings.sandbox._api import ListingRequest
from nft_holdings.sandbox.hedera._next import link_after
from nft_holdings.sandbox.hedera._parameters import PageQuery, read_page_query
from nft_holdings.sandbox.hedera._query import Query, read_query


@frozen(kw_only=True)
class Question(ListingRequest):
    """A request for a path.

    Attributes:
        link_path: The path as links repeat it: as it was sent, without a gateway's prefix and a slash at the end.
    """

    link_path: str

    def read_query(self) -> Query:
        """Return the values of each parameter."""
        return read_query(self.query)

    def page_query(self, known: Collection[str], *, descending: bool = True) -> PageQuery:
        """Return the query for a page that takes the known parameters besides `limit` and `order`."""
        return read_page_query(self.read_query(), known, self.settings.hedera_limits, descending=descending)

    def next_page(self, asked: PageQuery, rows: int, name: str, last: object) -> str | None:
        """Return the link to the next page, or None after a page that is not full.

        Args:
            asked: The query.
            rows: The number of rows on this page.
            name: The parameter of the key that rows are ordered by.
            last: The last row's key, as it is sent.
        """
        if rows < asked.limit:
            return None
        quirks = self.settings.hedera_quirks
        return link_after(self.link_path, self.read_query(), name, last, descending=asked.descending, quirks=quirks)


@frozen
class Answer:
    """A reply that is no refusal.

    Attributes:
        body: Its body.
        next_page: The link to the next page, if the body has one.
        max_age: The seconds that it may be kept.
        status: Its status.
    """

    body: BaseModel
    next_page: str | None = None
    max_age: int = 1
    status: int = 200


Respond = Callable[[Question], Answer]
"""Answers a question; raises HederaRefusal, and errors of the database."""

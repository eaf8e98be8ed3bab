"""The page in a reply."""

import copy
import json
from typing import Any

from attrs import frozen

from nft_holdings.sandbox._listing import Row, SandboxListing

from .reply import WholeReply


@frozen
class ReplyPage:
    """A page of rows in a reply, which a fault may change.

    Attributes:
        listing: The listing, which names the parts of a page.
        content: The object that has the list of rows.
    """

    listing: SandboxListing
    content: dict[str, Any]
    _document: Any
    _reply: WholeReply

    @classmethod
    def found_in(cls, listing: SandboxListing, reply: WholeReply) -> "ReplyPage | None":
        """Return the page in a reply; None for refusals, and for empty or garbled bodies."""
        document = reply.json() if reply.status == 200 else None
        content = document
        if isinstance(document, dict) and isinstance(document.get(listing.envelope), dict):
            content = document[listing.envelope]
        if not isinstance(content, dict) or not isinstance(content.get(listing.rows), list):
            return None
        return cls(listing, content, document, reply)

    @property
    def rows(self) -> list[Row]:
        """Its rows."""
        rows: list[Row] = self.content[self.listing.rows]
        return rows

    def with_rows(self, rows: list[Row] | None) -> WholeReply:
        """Return the reply with other rows, or null in their place, and with all other changes of the page."""
        self.content[self.listing.rows] = rows
        body = json.dumps(self._document, ensure_ascii=False, separators=(",", ":")).encode()
        return self._reply.with_body(body)

    def with_row(self, index: int, row: Row) -> WholeReply:
        """Return the reply with one row replaced."""
        rows = copy.copy(self.rows)
        rows[index] = row
        return self.with_rows(rows)

"""The page in a reply."""

import copy
import json
from typing import Any

from attrs import frozen

from nft_holdings.sandbox._listing import Row, SandboxListing

from .reply import WholeReply


@frozen
class ReplyPage:
    """A page of rows in a reply. It is the fault's own to change.

    Attributes:
        listing: Where things are in it.
        content: The object that has the list of rows.
    """

    listing: SandboxListing
    content: dict[str, Any]
    _document: Any
    _reply: WholeReply

    @classmethod
    def found_in(cls, listing: SandboxListing, reply: WholeReply) -> "ReplyPage | None":
        """The page in a reply, or none: it may be a refusal, or empty, or garbled."""
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
        """The reply with other rows, or null in their place; and with whatever was changed in the page besides."""
        self.content[self.listing.rows] = rows
        body = json.dumps(self._document, ensure_ascii=False, separators=(",", ":")).encode()
        return self._reply.with_body(body)

    def with_row(self, index: int, row: Row) -> WholeReply:
        """The reply with another row in the place of one."""
        rows = copy.copy(self.rows)
        rows[index] = row
        return self.with_rows(rows)

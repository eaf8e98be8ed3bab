"""A reply in one piece, and the page in it."""

import json
from typing import Any

from attrs import frozen
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope

from nft_holdings.sandbox._api import Row, SandboxListing


class WholeReply(Response):
    """A reply in one piece."""

    body: bytes

    def changed(self, body: bytes | None = None, **headers: str) -> "WholeReply":
        """Return a copy with another body, and other values of headers, whose names have `_` for `-`.

        The length follows the body, and the entity tag of the old body goes.
        """
        gone = {"etag", "content-length"} if body is not None else set()
        kept = {name: value for name, value in self.headers.items() if name not in gone}
        written = {name.replace("_", "-"): value for name, value in headers.items()}
        return WholeReply(self.body if body is None else body, self.status_code, {**kept, **written})


async def reply_of(app: ASGIApp, scope: Scope, receive: Receive) -> WholeReply:
    """Return an application's reply in one piece."""
    start: Message = {}
    pieces: list[bytes] = []

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            pieces.append(message.get("body", b""))

    await app(scope, receive, keep)
    return WholeReply(b"".join(pieces), start["status"], Headers(raw=start["headers"]))


@frozen
class ReplyPage:
    """A page of rows in a reply, or a single row, which a fault may change.

    Attributes:
        listing: The listing, which names the parts of a page.
        content: The object that has the list of rows, or is the row.
        reply: The reply.
    """

    listing: SandboxListing
    content: dict[str, Any]
    reply: WholeReply
    _document: Any

    @classmethod
    def found_in(cls, listing: SandboxListing, reply: WholeReply) -> "ReplyPage | None":
        """Return the page in a reply; None for refusals, and for empty or garbled bodies."""
        try:
            document = json.loads(reply.body) if reply.status_code in {200, 206} else None
        except (ValueError, RecursionError):
            return None
        content = document
        if isinstance(document, dict) and isinstance(document.get(listing.envelope), dict):
            content = document[listing.envelope]
        if not isinstance(content, dict) or (listing.rows and not isinstance(content.get(listing.rows), list)):
            return None
        return cls(listing, content, reply, document)

    @property
    def rows(self) -> list[Row]:
        """Its rows."""
        if self.listing.rows is None:
            return [self.content]
        rows: list[Row] = self.content[self.listing.rows]
        return rows

    def with_rows(self, rows: list[Row] | None) -> WholeReply:
        """Return the reply with other rows, or null in their place, and with all other changes of the page."""
        document = self._document
        if self.listing.rows:
            self.content[self.listing.rows] = rows
        elif rows:
            document = rows[0]
        return self.reply.changed(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode())

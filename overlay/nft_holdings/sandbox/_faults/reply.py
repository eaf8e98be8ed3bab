"""A reply in one piece."""

import json
from typing import Any

from attrs import evolve, frozen
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Headers = tuple[tuple[bytes, bytes], ...]
JSON = "application/json"


@frozen
class WholeReply:
    """A reply before its encoding. It is an ASGI application that sends itself."""

    status: int
    headers: Headers
    body: bytes

    @classmethod
    def made(cls, status: int, body: bytes, content_type: str = JSON, **headers: str) -> "WholeReply":
        """Return a reply with a content type; names of further headers have `_` for `-`."""
        written = {"content-type": content_type, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return cls(status, tuple((name.encode(), value.encode()) for name, value in written.items()), b"").with_body(body)

    def without(self, name: str) -> "WholeReply":
        """Return the same reply without a header, whose name is in lower case."""
        return evolve(self, headers=tuple(each for each in self.headers if each[0].lower() != name.encode()))

    def with_header(self, name: str, value: str) -> "WholeReply":
        """Return the same reply with another value of a header."""
        return evolve(self, headers=(*self.without(name).headers, (name.encode(), value.encode())))

    def with_body(self, body: bytes) -> "WholeReply":
        """Return the same reply with another body and its length. The entity tag of the old body goes."""
        return evolve(self.without("etag"), body=body).with_header("content-length", str(len(body)))

    def json(self) -> Any:
        """Return the body's JSON, or None if it is not JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the reply."""
        # A list, as the layer that encodes the reply changes its headers in place.
        await send({"type": "http.response.start", "status": self.status, "headers": [*self.headers]})
        await send({"type": "http.response.body", "body": self.body})


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
    return WholeReply(start["status"], tuple((bytes(name), bytes(value)) for name, value in start["headers"]), b"".join(pieces))

"""A reply in one piece."""

import json
from typing import Any

from attrs import evolve, frozen
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Headers = tuple[tuple[bytes, bytes], ...]
JSON = "application/json"


@frozen
class WholeReply:
    """A reply before it is encoded for the way. It is an application itself: whoever calls it is sent the reply."""

    status: int
    headers: Headers
    body: bytes

    @classmethod
    def made(cls, status: int, body: bytes, content_type: str = JSON, **headers: str) -> "WholeReply":
        """A reply with a content type; names of further headers are written with `_` for `-`."""
        written = {"content-type": content_type, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return cls(status, tuple((name.encode(), value.encode()) for name, value in written.items()), b"").with_body(body)

    def without(self, name: str) -> "WholeReply":
        """The same without a header, whose name is in lower case."""
        return evolve(self, headers=tuple(each for each in self.headers if each[0].lower() != name.encode()))

    def with_header(self, name: str, value: str) -> "WholeReply":
        """The same with another value of a header."""
        return evolve(self, headers=(*self.without(name).headers, (name.encode(), value.encode())))

    def with_body(self, body: bytes) -> "WholeReply":
        """The same with another body and its length. An entity tag goes, as it is of the body that was."""
        return evolve(self.without("etag"), body=body).with_header("content-length", str(len(body)))

    def json(self) -> Any:
        """What the body holds, or None if it is not JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the reply."""
        # Lists, as whoever encodes the reply changes its headers where they are.
        await send({"type": "http.response.start", "status": self.status, "headers": [*self.headers]})
        await send({"type": "http.response.body", "body": self.body})


async def reply_of(app: ASGIApp, scope: Scope, receive: Receive) -> WholeReply:
    """What an application answers, in one piece."""
    start: Message = {}
    pieces: list[bytes] = []

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            pieces.append(message.get("body", b""))

    await app(scope, receive, keep)
    return WholeReply(start["status"], tuple((bytes(name), bytes(value)) for name, value in start["headers"]), b"".join(pieces))

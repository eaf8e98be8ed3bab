"""Sandboxes with one defect: they misread a request, or change a reply."""

import json
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qsl, urlencode

from attrs import define, evolve, field, frozen
from nft_holdings.sandbox import Sandbox, Settings, _app
from nft_holdings.sandbox import _sandbox as starting
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Query = list[tuple[str, str]]


@frozen
class Asked:
    """A request as the sandbox takes it."""

    method: str
    path: str
    query: Query
    body: Any = None
    headers: dict[str, str] = field(factory=dict)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.query if key == name]

    def one(self, name: str) -> str | None:
        found = self.all(name)
        return found[0] if len(found) == 1 else None

    def without(self, name: str) -> "Asked":
        return evolve(self, query=[(key, value) for key, value in self.query if key != name])

    def with_one(self, name: str, value: object) -> "Asked":
        return evolve(self.without(name), query=[*self.without(name).query, (name, str(value))])


@define
class Answered:
    """A reply as it leaves the sandbox."""

    status: int
    body: Any
    headers: dict[str, str]


SEVERAL_PAGES = Settings(nfts=700, accounts=0)
"""More NFTs than rules read of an account."""
Misread = Callable[[Asked], Asked]
Misanswer = Callable[[Asked, Answered], None]


@frozen(kw_only=True)
class Defect:
    """One thing that is wrong.

    Attributes:
        rule: The one rule or check that tells it.
        misread: What a request is taken for.
        misanswer: Changes the reply to what was really asked.
        settings: Of the sandbox.
    """

    rule: str
    misread: Misread | None = None
    misanswer: Misanswer | None = None
    settings: Settings = SEVERAL_PAGES


MOST_KEPT = 3000
KEPT: dict[Hashable, list[Message]] = {}
"""The replies of sandboxes with made-up rows, before a defect: those with the same settings reply the same, and hundreds are asked the same."""


class Planted:
    """The application with a defect. Sandboxes with the same `rows` share their replies; None if they have rows of their own."""

    def __init__(self, app: ASGIApp, defect: Defect, rows: Settings | None) -> None:
        self.app, self.defect, self.rows = app, defect, rows

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] == "/":
            await self.app(scope, receive, send)
            return
        sent = b""
        while (message := await receive())["type"] == "http.request":
            sent += message.get("body", b"")
            if not message.get("more_body"):
                break
        asked = _asked(scope, sent)
        meant = self.defect.misread(asked) if self.defect.misread else asked
        query = scope["query_string"] if meant.query == asked.query else urlencode(meant.query, safe=":,").encode()
        raw = sent if meant.body == asked.body else json.dumps(meant.body).encode()
        headers = [(name.encode(), value.encode("latin-1")) for name, value in meant.headers.items()]
        headers = [(name, value) for name, value in headers if name not in (b"accept-encoding", b"content-length")]
        headers.append((b"content-length", str(len(raw)).encode()))
        path = scope["raw_path"] if meant.path == asked.path else meant.path.encode()
        changed = {**scope, "path": path.decode("latin-1"), "raw_path": path, "query_string": query, "headers": headers}
        if meant.method != asked.method:
            changed["method"] = meant.method
        replies = await self._replies(changed, raw)
        if self.defect.misanswer is not None:
            await self._answer(asked, replies, send)
            return
        for message in replies:
            await send(message)

    async def _replies(self, scope: Scope, raw: bytes) -> list[Message]:
        """Return the replies of the application."""
        headers = tuple(each for each in scope["headers"] if each[0] != b"host")  # it has the port
        key = (self.rows, scope["method"], scope["raw_path"], scope["query_string"], headers, raw)
        if self.rows is not None and key in KEPT:
            return KEPT[key]
        replies: list[Message] = []

        async def take() -> Message:
            return {"type": "http.request", "body": raw, "more_body": False}

        async def keep(message: Message) -> None:
            replies.append(message)

        await self.app(scope, take, keep)
        if self.rows is not None and len(KEPT) < MOST_KEPT:
            KEPT[key] = replies
        return replies

    async def _answer(self, asked: Asked, replies: list[Message], send: Send) -> None:
        content = b"".join(each.get("body", b"") for each in replies)
        headers = {name.decode(): value.decode("latin-1") for name, value in replies[0]["headers"]}
        try:
            answered = Answered(replies[0]["status"], json.loads(content), headers)
        except ValueError:
            answered = Answered(replies[0]["status"], content, headers)
        assert self.defect.misanswer
        self.defect.misanswer(asked, answered)
        body = answered.body if isinstance(answered.body, bytes) else json.dumps(answered.body).encode()
        headers = {**answered.headers, "content-length": str(len(body))} if asked.method != "HEAD" else answered.headers
        raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": answered.status, "headers": raw})
        await send({"type": "http.response.body", "body": body})


def _asked(scope: Scope, sent: bytes) -> Asked:
    try:
        body = json.loads(sent)
    except ValueError:
        body = None
    headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    return Asked(scope["method"], scope["raw_path"].decode("latin-1"), query, body, headers)


@contextmanager
def planted(defect: Defect, load: Mapping[str, Any] | None = None) -> Iterator[Sandbox]:
    """A running sandbox with a defect, with made-up rows or those that are given."""
    make = _app.make_app
    rows = defect.settings if load is None else None
    with (
        patch.object(starting, "make_app", lambda *given: Planted(make(*given), defect, rows)),
        Sandbox(defect.settings, load=load) as sandbox,
    ):
        yield sandbox

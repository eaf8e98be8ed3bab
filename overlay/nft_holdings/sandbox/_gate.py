"""The gate before all APIs: it refuses requests under foreign host names, and bodies that no request has."""

import asyncio
import re
from collections.abc import Collection
from contextlib import suppress

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nft_holdings._hosts import is_loopback

LARGEST_BODY = 64 * 1024
TOO_LARGE = f"a body has at most {LARGEST_BODY} bytes here"
SECONDS_FOR_BODY = 10.0
MOST_DRAINED, SECONDS_TO_DRAIN = 4 * 1024 * 1024, 1.0
LONGEST_SHOWN = 100
HOST = re.compile(rb"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(?::[0-9]*)?")


class KnownHosts:
    """An application that accepts requests for loopback names and for allowed ones, and refuses others.

    A web page can let its own name lead to this machine, and then ask in that name: the browser takes it for the page's own server.
    Starlette's TrustedHostMiddleware cannot tell 127.0.0.0/8, and does not say what to do.

    Args:
        app: The application.
        allowed: Further names and addresses, in lower case.
    """

    def __init__(self, app: ASGIApp, allowed: Collection[str]) -> None:
        self._app = app
        self._allowed = frozenset(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it with 421 (400 if it does not name one host)."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        host = HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
        name = host[1].decode().lower().strip("[]") if host else ""
        if host is None:
            sent = ", ".join(_shown(each) for each in hosts) or "none"
            reply = _said(400, f"a request needs one Host header with a name and perhaps a port, and this one has {sent}")
        elif not is_loopback(name) and name.removesuffix(".") not in self._allowed:
            shown = name.removesuffix(".")[:LONGEST_SHOWN]
            reply = _said(
                421,
                f"this sandbox answers on loopback names, such as 127.0.0.1 and localhost, and not on {_shown(hosts[0])}: to allow the name, "
                f"start it with --allow-host {shown}, in Python Settings(allow_host={shown!r})",
            )
        else:
            return await self._app(scope, receive, send)
        return await reply(scope, receive, send)


def _said(status: int, text: str) -> JSONResponse:
    """Return a refusal in a form that the clients of all APIs read."""
    return JSONResponse({"message": text, "_status": {"messages": [{"message": text}]}}, status)


def _shown(host: bytes) -> str:
    return repr(host[:LONGEST_SHOWN].decode("latin-1"))


class SmallBodies:
    """An application that reads each body first, and refuses one that is too large (413) or does not end (408).

    Args:
        app: The application.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its whole body, or refuse it."""
        headers = dict(scope["headers"]) if scope["type"] == "http" else {}
        length = int(headers.get(b"content-length", b"0"))
        if not length and b"transfer-encoding" not in headers:
            return await self._app(scope, receive, send)
        request, body = Request(scope, receive), bytearray()
        if length > LARGEST_BODY:
            return await _refuse(413, TOO_LARGE, request, send)
        try:
            async with asyncio.timeout(SECONDS_FOR_BODY):
                async for part in request.stream():
                    body += part
                    if len(body) > LARGEST_BODY:
                        break
        except TimeoutError:
            return await _refuse(408, f"the body did not end within {SECONDS_FOR_BODY:g} seconds", request, send)
        except ClientDisconnect:
            return None
        if len(body) > LARGEST_BODY:
            return await _refuse(413, TOO_LARGE, request, send)
        whole: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

        async def replay() -> Message:
            return whole.pop() if whole else await receive()

        return await self._app(scope, replay, send)


async def _refuse(status: int, reason: str, request: Request, send: Send) -> None:
    """Send a refusal, and hear the client out for a while: a connection that is closed over unread bytes takes the reply with it."""
    reply = _said(status, reason)
    headers = [*reply.raw_headers, (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body, "more_body": True})
    drained = 0
    with suppress(TimeoutError, ClientDisconnect):
        async with asyncio.timeout(SECONDS_TO_DRAIN):
            async for part in Request(request.scope, request.receive).stream():
                drained += len(part)
                if drained > MOST_DRAINED:
                    break
    await send({"type": "http.response.body", "body": b"", "more_body": False})

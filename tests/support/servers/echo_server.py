"""Servers on this machine that repeat what they were sent: in rows, in errors and in headers."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from attrs import define, field

from tests.support.secrets.error_endings import bad_row, refusal, telling
from tests.support.secrets.key_holders import page, row


@define
class EchoServer:
    """A server, and how it behaves.

    Attributes:
        ending: "rows", "refusal", "bad row", "HTML", "later" or "redirect".
        key: What it repeats.
        elsewhere: Where it redirects to.
        requests: The targets that were asked for.
    """

    key: str
    ending: str = "rows"
    elsewhere: str = ""
    url: str = ""
    requests: list[str] = field(factory=list)


def api_of(path: str) -> str:
    return "hedera" if "/accounts/" in path else "loopring" if "/api/v3/" in path else "swapchat"


def reply(echo: EchoServer, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], Any]:
    """The status, the headers and the body of a reply."""
    api, key = api_of(path), echo.key
    repeated = {**telling(key), "X-Sent": json.dumps(headers)}
    texts: dict[str, Any] = {"extra": f"your key is {key}", key: {"of": [key, key.encode().hex()]}}
    match echo.ending:
        case "rows":
            return 200, repeated, page(api, row(api, 5, **texts))
        case "refusal":
            return 401, repeated, refusal(key)
        case "bad row":
            return 200, repeated, bad_row(api, key)
        case "later":
            first = len(echo.requests) == 1
            return (200, repeated, page(api, row(api, 5, **texts), total=9)) if first else (401, repeated, refusal(key))
        case "redirect":
            return 307, {**repeated, "Location": f"{echo.elsewhere}{path}?api_key={key}"}, None
        case _:
            return 200, {**repeated, "Content-Type": "text/html"}, f"<html>{key}</html>"


@contextmanager
def echo_server(key: str, ending: str = "rows", elsewhere: str = "") -> Iterator[EchoServer]:
    """A server that runs for as long as the block."""
    echo = EchoServer(key, ending, elsewhere)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            echo.requests.append(self.path)
            status, headers, content = reply(echo, self.path, dict(self.headers))
            body = content.encode() if isinstance(content, str) else json.dumps(content).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(ConnectionError):  # a request that is cancelled closes its connection
                self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    echo.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield echo
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

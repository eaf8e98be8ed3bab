"""A mirror node on this machine whose replies fail as a test wants. Each account has two pages of one NFT."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.support.servers.listing_servers import nft

REFUSED = 400, json.dumps({"_status": {"messages": [{"message": "not today"}]}}).encode()
Failure = tuple[int, bytes]


class FailingNode(ThreadingHTTPServer):
    """The server.

    Attributes:
        failure: Returns a status and a body in place of an account's first or later page, or None for the page.
        asked: The accounts, in the order of the requests.
        is_mended: An event for `failure`.
        over: Set when the test has ended, so that no reply waits any longer.
    """

    def __init__(self, failure: Callable[["FailingNode", str, bool], Failure | None]) -> None:
        super().__init__(("127.0.0.1", 0), _Replies)
        self.failure = failure
        self.asked: list[str] = []
        self.is_mended = threading.Event()
        self.over = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}"


class _Replies(BaseHTTPRequestHandler):
    server: FailingNode

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        account = path.split("/")[4]
        self.server.asked.append(account)
        is_later = "token.id=lt" in self.path
        code, body = self.server.failure(self.server, account, is_later) or (200, _page(path, account, is_later=is_later))
        self.send_response(code)
        self.send_header("content-length", str(len(body)))
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def _page(path: str, account: str, *, is_later: bool) -> bytes:
    following = None if is_later else f"{path}?token.id=lte:0.0.5&serialnumber=lt:1"
    row = nft(1, account_id=account, token_id="0.0.4" if is_later else "0.0.5")
    return json.dumps({"nfts": [row], "links": {"next": following}}).encode()


@contextmanager
def failing_node(failure: Callable[[FailingNode, str, bool], Failure | None]) -> Iterator[FailingNode]:
    """Yield a node that answers until the block ends."""
    with FailingNode(failure) as node:
        thread = threading.Thread(target=node.serve_forever)
        thread.start()
        try:
            yield node
        finally:
            node.over.set()
            node.shutdown()
            thread.join()

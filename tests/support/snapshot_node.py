"""A mirror node whose answers are known: a token that a snapshot reads as a whole, and accounts that hold NFTs of another one.

usage: python -m tests.support.snapshot_node ARGUMENT…

It runs the command line with these arguments, with a writer that stores every few pages, so that a process that is killed has stored some.
"""

import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import httpx2
from nft_holdings import Hedera
from nft_holdings.cli._app import run
from nft_holdings.data._snapshot import reading
from nft_holdings.data._store import StoreLimits, StoreWriter, Unit

from tests.support.token_ledger import MOST, SECOND, Ledger

TOKEN, HELD_TOKEN = "0.0.2000", "0.0.3000"
Row = tuple[str, str, int]
"""A unit, a token and a serial number."""
Failure = tuple[int, Any]


class Node:
    """The node.

    Args:
        accounts: The number of accounts.
        each: The NFTs that each holds.
        whole: The NFTs of the token that is read as a whole.

    Attributes:
        accounts: The accounts; the last one holds nothing.
        failure: Returns a status and a body in place of the reply to a path and query, or None for the reply.
        asked: The paths and queries that were asked for.
    """

    def __init__(self, accounts: int = 4, each: int = 250, whole: int = 230) -> None:
        self.accounts = [f"0.0.{5000 + number}" for number in range(accounts)]
        self.token, self.held = Ledger(TOKEN), Ledger(HELD_TOKEN)
        for number in range(whole):
            self.token.move(self.token.mint(), f"0.0.{1000 + number % 7}")
        for account in self.accounts[:-1]:
            for _ in range(each):
                self.held.move(self.held.mint(), account)
        self.token.snapshots = [self.token.now]
        self.token.now += 600 * SECOND
        self.failure: Callable[[str], Failure | None] = lambda _: None
        self.asked: list[str] = []

    def answer(self, target: str) -> Failure:
        """Return status and body of the reply to a path and query."""
        self.asked.append(target)
        if found := self.failure(target):
            return found
        return (200, self._holdings(target)) if target.startswith("/api/v1/accounts/") else self.token.answer(target)

    def _holdings(self, target: str) -> Any:
        """Return a page of an account's NFTs, newest first, with a link as the real node writes it."""
        path, _, query = target.partition("?")
        account = f"0.0.{path.split('/')[4].rpartition('.')[2]}"
        serials = [nft.serial for nft in reversed(self.held.nfts.values()) if nft.holder == account]
        for name, value in parse_qsl(query):
            if name == "token.id":
                assert value in (f"lte:{HELD_TOKEN}", HELD_TOKEN)
            elif name == "serialnumber":
                serials = [serial for serial in serials if serial < int(value.removeprefix("lt:"))]
        page = serials[:MOST]
        more = f"{path}?limit={MOST}&order=desc&token.id=lte:{HELD_TOKEN}&serialnumber=lt:{page[-1]}" if len(page) == MOST else None
        return {"nfts": [self.held.row(self.held.nfts[serial]) for serial in page], "links": {"next": more}}

    @property
    def date(self) -> str:
        return formatdate(self.token.now // SECOND, usegmt=True)

    def client(self, **options: Any) -> Hedera[Any]:
        """Return a client of the node, in the same process."""

        def respond(request: httpx2.Request) -> httpx2.Response:
            status, body = self.answer(request.url.raw_path.decode())
            return httpx2.Response(status, json=body, headers={"date": self.date})

        http_client = httpx2.Client(transport=httpx2.MockTransport(respond))
        given: dict[str, Any] = {"retry": None, "concurrency": 3, "rate_limit": None, **options}
        return Hedera("https://mirror.example", http_client=http_client, **given)

    def rows(self, unit: str) -> list[Row]:
        """Return the rows of an account or of the token, in the order in which a snapshot reads them."""
        if unit == TOKEN:
            return [(unit, TOKEN, serial) for serial in self.token.nfts]
        return [(unit, HELD_TOKEN, nft.serial) for nft in reversed(self.held.nfts.values()) if nft.holder == unit]

    @property
    def all_rows(self) -> list[Row]:
        return sorted(row for unit in [*self.accounts, TOKEN] for row in self.rows(unit))


@contextmanager
def served(node: Node) -> Iterator[str]:
    """Yield the URL at which a node answers until the block ends."""

    class Replies(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, found = node.answer(self.path)
            body = json.dumps(found).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def date_time_string(self, timestamp: float | None = None) -> str:
            return node.date

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """Say nothing: clients are killed."""

    with Server(("127.0.0.1", 0), Replies) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def store_often() -> None:
    """Let every writer of this process store after a few pages, and print "ready" when it begins to read."""
    limits = StoreLimits(seconds=0.02, rows=300, part_rows=900)
    StoreWriter.__init__.__kwdefaults__["limits"] = limits  # type: ignore[index]  # it has some
    reading.LONGEST_WAIT = 0.01
    begin = StoreWriter.begin

    def told(writer: StoreWriter, unit: Unit, *, anew: bool = False) -> Unit:
        print("ready", flush=True)
        return begin(writer, unit, anew=anew)

    StoreWriter.begin = told  # type: ignore[method-assign, assignment]  # mypy takes it for a bound method


if __name__ == "__main__":
    store_often()
    sys.exit(run(sys.argv[1:]))

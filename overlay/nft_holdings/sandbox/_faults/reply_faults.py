"""Faults of whole replies: another status, another body."""

import gzip
import math
import time
from collections.abc import Callable, Mapping
from email.utils import formatdate
from http.client import responses

from nft_holdings.sandbox._api import JSON

from .exchange import FaultyExchange
from .reply import WholeReply

WAYS_TO_WAIT: Mapping[str, Callable[[float], dict[str, str]]] = {
    "seconds": lambda wait: {"retry-after": str(math.ceil(wait))},
    "fraction": lambda wait: {"retry-after": str(wait)},
    "milliseconds": lambda wait: {"retry-after-ms": str(round(wait * 1000))},
    # The server itself writes the Date header beside it.
    "date": lambda wait: {"retry-after": formatdate(math.ceil(time.time() + wait), usegmt=True)},
    "reset": lambda wait: {"ratelimit-reset": str(math.ceil(wait))},
}
DEPTH = 100_000
HTML = b"<!doctype html><html><head><title>Sorry</title></head><body><h1>We will be back soon</h1></body></html>"
NOT_UTF8 = b"\xff"
WAYS_TO_BREAK = ("cut", "character")


async def refuse(
    exchange: FaultyExchange, status: int = 503, message: str | None = None, wait: float | None = None, wait_as: str = "seconds"
) -> None:
    """Refuse a request in the way of its API.

    Args:
        exchange: The request.
        status: The status.
        message: The text; the status in words without one.
        wait: The seconds that the client is to wait, if the reply says so.
        wait_as: The header and its form: one of `WAYS_TO_WAIT`.
    """
    text = responses.get(status, f"Status {status}") if message is None else message
    headers = {} if wait is None else WAYS_TO_WAIT[wait_as](wait)
    exchange.count(status)
    await exchange.give(WholeReply(exchange.listing.refusal(status, text), status, headers, JSON))


def as_html(exchange: FaultyExchange, reply: WholeReply) -> WholeReply:
    """Return an HTML page, with 200."""
    return WholeReply(HTML, media_type="text/html")


def as_text(exchange: FaultyExchange, reply: WholeReply) -> WholeReply | None:
    """Return the right body, declared as text."""
    return reply.changed(content_type="text/plain; charset=utf-8") if reply.body else None


def emptied(exchange: FaultyExchange, reply: WholeReply) -> WholeReply:
    """Return an empty reply, with 200."""
    return WholeReply(b"", media_type=JSON)


def nested(exchange: FaultyExchange, reply: WholeReply) -> WholeReply:
    """Return JSON that is nested deeper than parsers can follow, with 200."""
    return WholeReply(b"[" * DEPTH + b"]" * DEPTH, media_type=JSON)


def broken(exchange: FaultyExchange, reply: WholeReply, how: str | None = None) -> WholeReply | None:
    """Return JSON that ends too early, or has a byte in it that is no UTF-8."""
    if len(reply.body) < 2:
        return None
    how = how or exchange.random.choice(WAYS_TO_BREAK)
    place = exchange.random.randrange(1, len(reply.body))
    return reply.changed(reply.body[:place] + (b"" if how == "cut" else NOT_UTF8 + reply.body[place:]))


def cut_gzip(exchange: FaultyExchange, reply: WholeReply) -> WholeReply | None:
    """Return a body in gzip that ends in the middle, with the length that it has."""
    if not reply.body:
        return None
    packed = gzip.compress(reply.body)
    return reply.changed(packed[: len(packed) // 2], content_encoding="gzip")

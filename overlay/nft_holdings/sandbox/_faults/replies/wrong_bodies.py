"""Wrong bodies, whatever rows they hold."""

import gzip

from nft_holdings.sandbox._faults.exchange import FaultyExchange
from nft_holdings.sandbox._faults.reply import JSON, WholeReply

DEPTH = 100_000
HTML = b"<!doctype html><html><head><title>Sorry</title></head><body><h1>We will be back soon</h1></body></html>"
NOT_UTF8 = b"\xff"
WAYS_TO_BREAK = ("cut", "character")


def as_html(exchange: FaultyExchange, reply: WholeReply) -> WholeReply:
    """Return an HTML page, with 200."""
    return WholeReply.made(200, HTML, "text/html; charset=utf-8")


def as_text(exchange: FaultyExchange, reply: WholeReply) -> WholeReply | None:
    """Return the right body, declared as text."""
    return reply.with_header("content-type", "text/plain; charset=utf-8") if reply.body else None


def emptied(exchange: FaultyExchange, reply: WholeReply) -> WholeReply:
    """Return an empty reply, with 200."""
    return WholeReply.made(200, b"")


def nested(exchange: FaultyExchange, reply: WholeReply) -> WholeReply:
    """Return JSON that is nested deeper than parsers can follow, with 200."""
    return WholeReply.made(200, b"[" * DEPTH + b"]" * DEPTH, JSON)


def broken(exchange: FaultyExchange, reply: WholeReply, how: str | None) -> WholeReply | None:
    """Return JSON that ends too early, or has a byte in it that is no UTF-8."""
    if len(reply.body) < 2:
        return None
    how = how or exchange.random.choice(WAYS_TO_BREAK)
    place = exchange.random.randrange(1, len(reply.body))
    return reply.with_body(reply.body[:place] + (b"" if how == "cut" else NOT_UTF8 + reply.body[place:]))


def cut_gzip(exchange: FaultyExchange, reply: WholeReply) -> WholeReply | None:
    """Return a body in gzip that ends in the middle, with the length that it has."""
    if not reply.body:
        return None
    packed = gzip.compress(reply.body)
    return reply.with_body(packed[: len(packed) // 2]).with_header("content-encoding", "gzip")

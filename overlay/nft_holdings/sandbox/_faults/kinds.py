"""The kinds of faults, and the parameters of each."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from attrs import frozen

from nft_holdings.sandbox._document import Value

from . import connection_faults, page_faults, reply_faults
from .exchange import FaultyExchange
from .reply import ReplyPage, WholeReply

LONGEST, LONGEST_WAIT = 3600, 31_536_000
MOST_BYTES, MOST_ROWS = 2**40, 1_000_000

ReadParameter = Callable[[Value], Any]


@frozen
class FaultKind:
    """A kind of fault.

    Attributes:
        answer: Answers a request, which comes first, and counts the fault before the answer goes out, if it makes a difference.
        parameters: The reader of each parameter. All parameters may be left out.
    """

    answer: Callable[..., Awaitable[None]]
    parameters: Mapping[str, ReadParameter]


def _kind(answer: Callable[..., Awaitable[None]], **parameters: ReadParameter) -> FaultKind:
    return FaultKind(answer, parameters)


def _reply(alter: Callable[..., WholeReply | None], **parameters: ReadParameter) -> FaultKind:
    """Return the kind that sends a changed reply. `alter` returns None without anything to change."""

    async def answer(exchange: FaultyExchange, **given: Any) -> None:
        right = await exchange.right_reply()
        wrong = alter(exchange, right, **given)
        if wrong is not None:
            exchange.count()
        await exchange.give(wrong or right)

    return FaultKind(answer, parameters)


def _page(alter: Callable[..., WholeReply | None], **parameters: ReadParameter) -> FaultKind:
    """Return the kind that changes the page in a reply, if it has one."""

    def alter_reply(exchange: FaultyExchange, reply: WholeReply, **given: Any) -> WholeReply | None:
        page = ReplyPage.found_in(exchange.listing, reply)
        return alter(exchange, page, **given) if page else None

    return _reply(alter_reply, **parameters)


def _field(value: Value) -> str:
    return value.text("a field of a row, dotted if it is inside of another", lambda text: text if all(text.split(".")) else None)


def _message(value: Value) -> str:
    return value.text("a text, in characters of Unicode", lambda text: text.encode().decode())


def _one_of(known: Mapping[str, object] | tuple[str, ...]) -> ReadParameter:
    return lambda value: value.choice(known)


def _integer(minimum: int, maximum: int) -> ReadParameter:
    return lambda value: value.integer(minimum, maximum)


def _seconds(longest: int) -> ReadParameter:
    return lambda value: value.number(0, longest)


KINDS: Mapping[str, FaultKind] = {
    "status": _kind(
        reply_faults.refuse,
        status=_integer(400, 599),
        message=_message,
        wait=_seconds(LONGEST_WAIT),
        wait_as=_one_of(reply_faults.WAYS_TO_WAIT),
    ),
    "latency": _kind(connection_faults.answer_late, seconds=_seconds(LONGEST)),
    "reset": _kind(connection_faults.reset, when=_one_of(connection_faults.MOMENTS)),
    "truncated_gzip": _reply(reply_faults.cut_gzip),
    "drip": _kind(connection_faults.drip, seconds=_seconds(LONGEST)),
    "html": _reply(reply_faults.as_html),
    "content_type": _reply(reply_faults.as_text),
    "malformed_json": _reply(reply_faults.broken, how=_one_of(reply_faults.WAYS_TO_BREAK)),
    "empty_body": _reply(reply_faults.emptied),
    "oversized": _kind(connection_faults.send_oversized, bytes=_integer(1, MOST_BYTES)),
    "deep": _reply(reply_faults.nested),
    "null_list": _page(page_faults.without_list),
    "empty_page": _page(page_faults.without_rows),
    "missing_field": _page(partial(page_faults.in_a_row, replace=page_faults.missing), field=_field),
    "null_field": _page(partial(page_faults.in_a_row, replace=page_faults.null), field=_field),
    "retyped_field": _page(partial(page_faults.in_a_row, replace=page_faults.retyped), field=_field),
    "unknown_field": _page(partial(page_faults.in_a_row, replace=page_faults.added, field=page_faults.NEW_FIELD), field=_field),
    "unknown_value": _page(page_faults.unheard_of, field=_field),
    "zero_total": _page(page_faults.without_total),
    "overlap": _page(page_faults.earlier, rows=_integer(1, MOST_ROWS)),
    "shift": _page(page_faults.later, rows=_integer(1, MOST_ROWS)),
    "repeated_page": _page(page_faults.repeated),
    "row_added": _kind(page_faults.change_rows, where=_one_of(page_faults.ENDS)),
    "row_removed": _kind(page_faults.change_rows),
    "row_moved": _kind(page_faults.change_rows),
}

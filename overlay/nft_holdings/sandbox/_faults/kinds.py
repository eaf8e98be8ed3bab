"""The kinds of faults, and the parameters of each."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from attrs import field, frozen

from nft_holdings.sandbox._document import LoadError, Value
from nft_holdings.sandbox._faults.connections.reset import MOMENTS, ConnectionReset
from nft_holdings.sandbox._faults.connections.slow import DrippingReply, SlowReply
from nft_holdings.sandbox._faults.replies.altered_reply import AlteredReply
from nft_holdings.sandbox._faults.replies.oversized import OversizedReply
from nft_holdings.sandbox._faults.replies.status import WAYS_TO_WAIT, StatusFault
from nft_holdings.sandbox._faults.replies.wrong_bodies import WAYS_TO_BREAK, as_html, as_text, broken, cut_gzip, emptied, nested
from nft_holdings.sandbox._faults.rows.changes import ENDS, RowsChange
from nft_holdings.sandbox._faults.rows.one_row import NEW_FIELD, Replace, added, in_a_row, missing, null, retyped, unheard_of
from nft_holdings.sandbox._faults.rows.wrong_pages import REPEATED, moved, repeated, without_list, without_rows, without_total

from .exchange import FaultyExchange
from .fault import Fault
from .reply import WholeReply

LONGEST, LONGEST_WAIT = 3600, 31_536_000
MOST_BYTES, MOST_ROWS = 2**40, 1_000_000
DEFAULT_ROWS = 3


@frozen
class FaultKind:
    """A kind of fault: its constructor, and the reader of each parameter. All parameters may be left out."""

    make: Callable[..., Fault]
    parameters: Mapping[str, Callable[[Value], Any]] = field(factory=dict)


def _path(value: Value) -> str:
    expected = "a field of a row, dotted if it is inside of another"
    path = value.text(expected)
    if not all(path.split(".")):
        raise value.refused(expected)
    return path


def _message(value: Value) -> str:
    expected = "a text, in characters of Unicode"
    text = value.text(expected)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise value.refused(expected) from None
    return text


def _seconds(value: Value) -> float:
    return value.number(0, LONGEST)


def _status(**parameters: Any) -> Fault:
    if "wait_as" in parameters and "wait" not in parameters:
        raise LoadError("wait_as needs wait beside it")
    return StatusFault(**parameters)


def _altered(name: str, alter: Callable[[FaultyExchange, WholeReply], WholeReply | None]) -> FaultKind:
    return FaultKind(partial(AlteredReply, name, alter))


def _in_a_row(name: str, replace: Replace, default: str | None = None) -> FaultKind:
    def make(field: str | None = default) -> Fault:
        return AlteredReply(name, partial(in_a_row, field=field, replace=replace))

    return FaultKind(make, {"field": _path})


def _window(name: str, sign: int) -> FaultKind:
    def make(rows: int = DEFAULT_ROWS) -> Fault:
        return AlteredReply(name, partial(moved, by=sign * rows))

    return FaultKind(make, {"rows": lambda value: value.integer(1, MOST_ROWS)})


def _malformed(how: str | None = None) -> Fault:
    return AlteredReply("malformed_json", partial(broken, how=how))


def _unknown_value(field: str | None = None) -> Fault:
    return AlteredReply("unknown_value", partial(unheard_of, field=field))


KINDS: Mapping[str, FaultKind] = {
    "status": FaultKind(
        _status,
        {
            "status": lambda value: value.integer(400, 599),
            "message": _message,
            "wait": lambda value: value.number(0, LONGEST_WAIT),
            "wait_as": lambda value: value.choice(WAYS_TO_WAIT),
        },
    ),
    "latency": FaultKind(SlowReply, {"seconds": _seconds}),
    "reset": FaultKind(ConnectionReset, {"when": lambda value: value.choice(MOMENTS)}),
    "truncated_gzip": _altered("truncated_gzip", cut_gzip),
    "drip": FaultKind(DrippingReply, {"seconds": _seconds}),
    "html": _altered("html", as_html),
    "content_type": _altered("content_type", as_text),
    "malformed_json": FaultKind(_malformed, {"how": lambda value: value.choice(WAYS_TO_BREAK)}),
    "empty_body": _altered("empty_body", emptied),
    "oversized": FaultKind(OversizedReply, {"bytes": lambda value: value.integer(1, MOST_BYTES)}),
    "deep": _altered("deep", nested),
    "null_list": _altered("null_list", without_list),
    "empty_page": _altered("empty_page", without_rows),
    "missing_field": _in_a_row("missing_field", missing),
    "null_field": _in_a_row("null_field", null),
    "retyped_field": _in_a_row("retyped_field", retyped),
    "unknown_field": _in_a_row("unknown_field", added, NEW_FIELD),
    "unknown_value": FaultKind(_unknown_value, {"field": _path}),
    "zero_total": _altered("zero_total", without_total),
    "overlap": _window("overlap", -1),
    "shift": _window("shift", 1),
    REPEATED: _altered(REPEATED, repeated),
    "row_added": FaultKind(partial(RowsChange, name="row_added"), {"where": lambda value: value.choice(ENDS)}),
    "row_removed": FaultKind(partial(RowsChange, name="row_removed")),
    "row_moved": FaultKind(partial(RowsChange, name="row_moved")),
}

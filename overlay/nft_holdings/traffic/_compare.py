"""Comparison of traffic with the specs."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from nft_holdings._option_values import Drift
from nft_holdings._reading.comparison import NO_FIELD, NOT_HELD, ONE_OF, Steps
from nft_holdings._reading.field_names import unmarked
from nft_holdings._reading.json_values import json_path, steps_of
from nft_holdings._redaction import HIDDEN, SHORTEST_IN_ROWS, Secrets, hidden, names_key

from ._archive import ArchivedReply, Message
from ._body import BODIES, Uncompared
from ._proposal import DifferenceKind, Proposal, SpecDifference
from ._shape import TYPES
from ._spec import LISTINGS, Schema, SpecOperation, at, operation_of, operations, schema_of

JSON = "application/json"
MOST_KEYS = 1000
"""Signatures may be others in each request; a server that repeats one does so at once."""


@frozen(kw_only=True)
class TrafficComparison:
    """Traffic, compared with the specs.

    Attributes:
        proposals: A proposal for each thing that the specs do not say.
        compared: How many bodies of replies were compared.
        placed: How many drifts of logs have their place in the specs.
        uncompared: How much was not compared, for each reason.
    """

    proposals: list[Proposal]
    compared: int
    placed: int
    uncompared: Mapping[Uncompared, int]

    @property
    def is_empty(self) -> bool:
        """Return True if nothing could be compared."""
        return not self.compared and not self.placed

    @property
    def bodies(self) -> int:
        """Return how many replies to operations of the specs have a body."""
        return self.compared + sum(self.uncompared.get(each, 0) for each in BODIES)

    @property
    def left_out(self) -> str:
        """Return what was not compared, with numbers; empty if everything was."""
        return ", ".join(f"{self.uncompared[each]} {each}" for each in Uncompared if self.uncompared.get(each))


def drift_of(traffic: Iterable[Message | Drift], api: str | None = None) -> TrafficComparison:
    """Compare traffic with the specs.

    Args:
        traffic: Requests and replies, or what `on_drift` was called with.
        api: The API; found by the paths if not given.
    """
    found: dict[tuple[str, DifferenceKind, str, str], Proposal] = {}
    keys: set[str] = set()
    compared: Counter[type] = Counter()
    uncompared: Counter[Uncompared] = Counter()
    for each in traffic:
        reason, differences = _of_drift(each, api) if isinstance(each, Drift) else _of_message(each, api, keys)
        if reason is None:
            compared[type(each)] += 1
        else:
            uncompared[reason] += 1
        for difference in differences:
            found.setdefault(difference.place, Proposal(*difference.place, json_path(difference.steps))).add(difference)
    in_use = Secrets(keys)  # a server may repeat in its replies what it was sent
    proposals = [found[place] for place in sorted(found)]
    for proposal in proposals:
        proposal.hide_keys()
    del in_use
    return TrafficComparison(proposals=proposals, compared=compared[Message], placed=compared[Drift], uncompared=uncompared)


Found = tuple[Uncompared | None, Iterable[SpecDifference]]
"""The reason why something was not compared, None if it was; and differences from the spec, which a reply without a body may have too."""


def _of_message(message: Message, api: str | None, keys: set[str]) -> Found:
    """Compare a request and its reply with the spec.

    Args:
        message: Request and reply.
        api: The API; None for all.
        keys: The keys of all requests so far, to which those of this one are added.
    """
    operation = operation_of(message.method, message.path, api)
    if operation is None:
        return Uncompared.OTHER if message.method else Uncompared.MALFORMED, ()
    exchange = message.exchange()
    if exchange is None:
        return Uncompared.MALFORMED, ()
    if len(keys) < MOST_KEYS:
        keys |= {key for key in message.keys(operation.api, exchange) if len(key) >= SHORTEST_IN_ROWS}
    reply = exchange.reply
    if isinstance(reply, Uncompared):
        return reply, ()
    stated = operation.response(reply.status)
    # Failures come in any form, which the specs say in words.
    is_open = reply.status >= 300 and stated is not None and (reply.content_type or JSON) not in stated[1].get("content", {})
    return reply.unread or (Uncompared.OPEN if is_open else None), _of_reply(operation, exchange.query, reply)


def _of_reply(operation: SpecOperation, query: Iterable[tuple[str, str]], reply: ArchivedReply) -> Iterator[SpecDifference]:
    def seen(kind: DifferenceKind, pointer: str, name: str, value: Any) -> SpecDifference:
        return SpecDifference(operation.api, kind, pointer, name, value, ())

    if reply.status < 300:
        for name, text in query:
            if name.lower() not in operation.parameters:
                value = HIDDEN if names_key(name) else hidden(f"={text}")[1:]
                yield seen(DifferenceKind.PARAMETER, f"{operation.pointer}/parameters", name, value)
    found = operation.response(reply.status)
    if found is None:
        yield seen(DifferenceKind.STATUS, f"{operation.pointer}/responses", str(reply.status), reply)
        return
    pointer, stated = found
    content = stated.get("content", {})
    kind = reply.content_type or JSON
    if kind not in content and reply.status < 300 and reply.content_type:
        yield seen(DifferenceKind.CONTENT, f"{pointer}/content", kind, reply)
        kind = JSON
    if reply.unread is None and kind in content:
        yield from _compared(operation.api, schema_of(operation, pointer, kind), reply.body)


def _of_drift(drift: Drift, api: str | None) -> Found:
    """Compare what a drift shows with the spec, which may say so by now."""
    operation = next((each for each in operations() if each.id == LISTINGS.get(drift.operation)), None)
    if operation is not None and api not in (None, operation.api):
        return Uncompared.OTHER, ()
    found = None if operation is None else _placed(operation, drift)
    return (Uncompared.UNPLACED, ()) if found is None else (None, found)


def _placed(operation: SpecOperation, drift: Drift) -> list[SpecDifference] | None:
    """Return what a drift shows and the spec does not say; None if it has no place in the spec."""
    steps = steps_of(drift.path)
    is_type = TYPES.keys() >= set(drift.expected.split(" or "))
    if steps is None or not (is_type or drift.expected == NO_FIELD or drift.expected.startswith((ONE_OF, NOT_HELD))):
        return None
    value, is_whole = _value(drift.got)
    root = schema_of(operation, f"{operation.pointer}/responses/200", JSON)
    if drift.expected == NO_FIELD and steps:
        return _of_field(operation.api, root, steps, value)
    place = next(root.at(steps), None)
    found = [] if place is None else list(_compared(operation.api, place, value, steps))
    if is_whole and place is not None and not drift.expected.startswith(NOT_HELD):
        return found
    return [each for each in found if is_whole or each.kind == DifferenceKind.TYPE] or None


def _compared(api: str, schema: Schema, value: Any, steps: Steps = ()) -> Iterator[SpecDifference]:
    """Yield the differences of a value from a schema.

    Args:
        api: The API.
        schema: The schema.
        value: JSON.
        steps: The steps from the reply to the value.
    """
    for found in schema.differences(value):
        pointer, name, value, inner = schema.place_of(found), found.field, unmarked(found.value), found.steps
        match found.keyword:
            case "additionalProperties":
                kind = DifferenceKind.FIELD
            case "required":
                kind, value, inner = DifferenceKind.MISSING, None, [*found.steps, name]
            case "type":
                kind, name = DifferenceKind.TYPE, "type"
            case "enum":
                lists = at(api, pointer)
                kind, name = DifferenceKind.VALUE, "enum" if "enum" in lists else "x-extensible-enum"
            case bound:
                kind, name = DifferenceKind.BOUND, bound
        yield SpecDifference(api, kind, pointer, name, value, (*steps, *inner))


def _of_field(api: str, root: Schema, steps: Steps, value: Any) -> list[SpecDifference] | None:
    """Return the difference of a field that the spec did not have, which is nothing if it has it by now; None without a place for it."""
    name = str(steps[-1])
    objects = [each for place in root.at(steps[:-1]) for each in place.alternatives if "properties" in each.stated]
    without = [each.pointer for each in objects if each.field(name) is None]
    found = [SpecDifference(api, DifferenceKind.FIELD, pointer, name, value, steps) for pointer in without[:1]]
    return found if objects else None


def _value(got: str) -> tuple[Any, bool]:
    """Return the value that a drift shows, or one of the same type if it was cut off; and True if it is whole."""
    try:
        return json.loads(got), True
    except ValueError:
        stand_ins: Mapping[str, Any] = {"{": {}, "[": [], '"': got}
        return stand_ins.get(got[:1], 0 if got[:1].isdecimal() or got.startswith("-") else got), False

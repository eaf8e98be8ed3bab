"""Comparison of traffic with the specs."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from nft_holdings._option_values import Drift
from nft_holdings._reading.comparison import NO_FIELD, NOT_HELD, ONE_OF, Steps, escaped
from nft_holdings._reading.field_names import unmarked
from nft_holdings._reading.json_values import steps_of
from nft_holdings._redaction import HIDDEN, SHORTEST_IN_ROWS, Secrets, hidden, names_key

from ._archive import ArchivedExchange, ArchivedReply, Message
from ._difference import DifferenceKind, SpecDifference
from ._operation import LISTINGS, SpecOperation, at, operation_of, operations
from ._proposal import Proposal, ProposalDraft, proposals_of
from ._schema import Schema
from ._uncompared import BODIES, Uncompared

JSON = "application/json"
MOST_KEYS = 1000
"""Signatures may be others in each request; a server that repeats one does so at once."""
TYPES = frozenset(("string", "integer", "number", "boolean", "object", "array", "null"))


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
    comparer = _Comparer(api)
    for each in traffic:
        for difference in comparer.of_drift(each) if isinstance(each, Drift) else comparer.of_message(each):
            if difference.key not in comparer.drafts:
                comparer.drafts[difference.key] = ProposalDraft(difference)
            comparer.drafts[difference.key].add(difference)
    in_use = Secrets(comparer.keys)  # a server may repeat in its replies what it was sent
    proposals = proposals_of(comparer.drafts)
    del in_use
    return TrafficComparison(proposals=proposals, compared=comparer.compared, placed=comparer.placed, uncompared=comparer.uncompared)


class _Comparer:
    """A comparison while it runs, one message after the other."""

    def __init__(self, api: str | None) -> None:
        self._api = api
        self.drafts: dict[tuple[str, ...], ProposalDraft] = {}
        self.keys: set[str] = set()
        self.uncompared: Counter[Uncompared] = Counter()
        self.compared = self.placed = 0
        self._schemas: dict[tuple[str, str], Schema] = {}

    def _schema(self, operation: SpecOperation, response: str, kind: str) -> Schema:
        pointer = f"{response}/content/{escaped(kind)}/schema"
        key = operation.api, pointer
        if key not in self._schemas:
            self._schemas[key] = Schema(operation.api, pointer)
        return self._schemas[key]

    def of_message(self, message: Message) -> Iterator[SpecDifference]:
        operation = operation_of(message.method, message.path, self._api)
        if operation is None:
            self.uncompared[Uncompared.OTHER if message.method else Uncompared.MALFORMED] += 1
            return
        exchange = message.exchange()
        if exchange is None:
            self.uncompared[Uncompared.MALFORMED] += 1
            return
        if len(self.keys) < MOST_KEYS:
            self.keys |= {key for key in message.keys(operation.api, exchange) if len(key) >= SHORTEST_IN_ROWS}
        if isinstance(exchange.reply, Uncompared):
            self.uncompared[exchange.reply] += 1
            return
        reason = exchange.reply.unread or _open(operation, exchange.reply)
        if reason is None:
            self.compared += 1
        else:
            self.uncompared[reason] += 1
        yield from self._of_exchange(operation, exchange, exchange.reply)

    def of_drift(self, drift: Drift) -> Iterator[SpecDifference]:
        operation = next((each for each in operations() if each.id == LISTINGS.get(drift.operation)), None)
        if operation is not None and self._api not in (None, operation.api):
            self.uncompared[Uncompared.OTHER] += 1
            return
        found = None if operation is None else self._of_drift(operation, drift)
        if found is None:
            self.uncompared[Uncompared.UNPLACED] += 1
            return
        self.placed += 1
        yield from found

    def _of_exchange(self, operation: SpecOperation, exchange: ArchivedExchange, reply: ArchivedReply) -> Iterator[SpecDifference]:
        def seen(kind: DifferenceKind, pointer: str, name: str, value: Any) -> SpecDifference:
            return SpecDifference(operation.api, operation.id, kind, pointer, name, value, ())

        if reply.status < 300:
            for name, value in exchange.query:
                if name.lower() not in operation.parameters:
                    yield seen(
                        DifferenceKind.PARAMETER,
                        f"{operation.pointer}/parameters",
                        name,
                        HIDDEN if names_key(name) else hidden(f"={value}")[1:],
                    )
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
            yield from _compared(operation, self._schema(operation, pointer, kind), reply.body)

    def _of_drift(self, operation: SpecOperation, drift: Drift) -> list[SpecDifference] | None:
        """Return what a drift shows and the spec does not say, which is nothing if it says so by now; None if it has no place in the spec."""
        steps = steps_of(drift.path)
        if steps is None or not (drift.expected == NO_FIELD or drift.expected.startswith((ONE_OF, NOT_HELD)) or _is_type(drift.expected)):
            return None
        value, is_whole = _value(drift.got)
        root = self._schema(operation, f"{operation.pointer}/responses/200", JSON)
        if drift.expected == NO_FIELD and steps:
            return _of_field(operation, root, steps, value)
        place = next(root.at(steps), None)
        found = [] if place is None else list(_compared(operation, place, value, steps))
        if is_whole and place is not None and not drift.expected.startswith(NOT_HELD):
            return found
        return [each for each in found if is_whole or each.kind == DifferenceKind.TYPE] or None


def _compared(operation: SpecOperation, schema: Schema, value: Any, steps: Steps = ()) -> Iterator[SpecDifference]:
    """Yield the differences of a value from a schema.

    Args:
        operation: The operation whose reply has the value.
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
                lists = at(operation.api, pointer)
                kind, name = DifferenceKind.VALUE, "enum" if "enum" in lists else "x-extensible-enum"
            case bound:
                kind, name = DifferenceKind.BOUND, bound
        yield SpecDifference(operation.api, operation.id, kind, pointer, name, value, (*steps, *inner))


def _of_field(operation: SpecOperation, root: Schema, steps: Steps, value: Any) -> list[SpecDifference] | None:
    """Return the difference of a field that the spec did not have, which is nothing if it has it by now; None without a place for it."""
    name = str(steps[-1])
    objects = [each for place in root.at(steps[:-1]) for each in place.alternatives if "properties" in each.stated]
    without = [each.pointer for each in objects if each.field(name) is None]
    found = [SpecDifference(operation.api, operation.id, DifferenceKind.FIELD, pointer, name, value, steps) for pointer in without[:1]]
    return found if objects else None


def _is_type(expected: str) -> bool:
    return TYPES.issuperset(expected.split(" or "))


def _open(operation: SpecOperation, reply: ArchivedReply) -> Uncompared | None:
    """Return the reason why a body is not compared that could be read: failures come in any form, which the specs say in words."""
    found = operation.response(reply.status)
    is_stated = found is None or reply.status < 300 or (reply.content_type or JSON) in found[1].get("content", {})
    return None if is_stated else Uncompared.OPEN


def _value(got: str) -> tuple[Any, bool]:
    """Return the value that a drift shows, or one of the same type if it was cut off; and True if it is whole."""
    try:
        return json.loads(got), True
    except ValueError:
        stand_ins: Mapping[str, Any] = {"{": {}, "[": [], '"': got}
        return stand_ins.get(got[:1], 0 if got[:1].isdecimal() or got.startswith("-") else got), False

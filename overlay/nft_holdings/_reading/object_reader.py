"""The reader of replies that are one object: as tolerant as the reader of pages."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import msgspec
from attrs import field, frozen

from nft_holdings._errors import DecodeError
from nft_holdings._option_values import Drift
from nft_holdings._transport.messages import Reply

from .comparison import strict_validator
from .drift import Unreadable, settled
from .json_values import json_path, parsed, parsed_json

Value = TypeVar("Value")


@frozen
class ParsedObject(Generic[Value]):
    """The object in a reply.

    Attributes:
        value: The object.
        drifts: The differences between the reply and its spec that lose no information.
    """

    value: Value = field(repr=False)
    drifts: Sequence[Drift] = ()


@frozen(kw_only=True)
class ObjectReader(Generic[Value]):
    """The reader of an operation's object.

    Attributes:
        operation: Its name, for errors.
        api: The API, by the name of its spec.
        model: The model of the object, with the name of its schema.
    """

    operation: str
    api: str
    model: Any

    def read(self, reply: Reply, *, closely: bool) -> ParsedObject[Value]:
        """Read the object of a reply.

        Args:
            reply: The reply, which is no refusal.
            closely: True to find all differences from the spec.

        Raises:
            DecodeError: It is no such object.
        """
        if not closely:
            try:
                return ParsedObject(self.model.from_json(reply.content))
            except (ValueError, msgspec.DecodeError, RecursionError, AttributeError):
                pass  # read tolerantly, which says what is wrong
        raw = parsed_json(reply, self.operation)
        try:
            value, found = settled(strict_validator(self.api, self.model.__name__), parsed(reply.content, exact=True))
            drifts = [Drift(self.operation, json_path(each.steps), each.expected, each.got) for each in found]
            return ParsedObject(self.model.from_dict(value), drifts)
        except Unreadable as flaw:
            path, expected, got = json_path(flaw.steps), flaw.expected, flaw.got
        except (KeyError, TypeError, ValueError, AttributeError):
            path, expected, got = "$", f"an object like {self.model.__name__}", "another"
        raise DecodeError(self.operation, path, expected, got, raw, temporary=True)

"""Cursors: positions in a listing as printable words, which a later process can go on from."""

import base64
import binascii
import hashlib
import json
from typing import Any

from nft_holdings._errors import InvalidArgument

from .operation import Operation
from .page import Position

VERSION = 2


def to_cursor(operation: Operation[Any], position: Position) -> str:
    """Return the cursor for a position in a listing."""
    content = {"v": VERSION, "of": _fingerprint(operation), "at": position}
    return base64.urlsafe_b64encode(json.dumps(content, separators=(",", ":")).encode()).decode().rstrip("=")


def from_cursor(operation: Operation[Any], cursor: str) -> Position:
    """Return the position of a cursor.

    Raises:
        InvalidArgument: It is no cursor, is cut off, or belongs to another account, filter or version.
    """
    try:
        content = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        version, fingerprint, position = content["v"], content["of"], content["at"]
    except (binascii.Error, ValueError, KeyError, TypeError, RecursionError):
        raise InvalidArgument(
            "this is not a cursor",
            argument="cursor",
            rule="cursor-form",
            hint="give page.cursor, or the cursor of an IncompleteListing, unchanged",
        ) from None
    if version != VERSION:
        raise InvalidArgument(
            f"this cursor is of version {version}, this package reads version {VERSION}",
            argument="cursor",
            hint="list again from the start",
        )
    if position == {"changed": True}:
        raise InvalidArgument(
            "this cursor was made while the account was changing under the listing", argument="cursor", hint="list again from the start"
        )
    if fingerprint != _fingerprint(operation) or not isinstance(position, dict) or not operation.accepts(position):
        raise InvalidArgument(
            "this cursor belongs to another account, filter or order, or to another page_size",
            argument="cursor",
            hint="give it to the listing that it came from",
        )
    return position


def _fingerprint(operation: Operation[Any]) -> str:
    identity = json.dumps([operation.name, operation.identity()], sort_keys=True)
    return hashlib.sha256(identity.encode()).hexdigest()[:16]

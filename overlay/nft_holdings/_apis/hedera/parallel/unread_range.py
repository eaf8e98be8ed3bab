"""The loaded and the unread ranges of a listing, with the estimates and the requests for them."""

import math
from collections.abc import Sequence
from typing import Any, Literal

from attrs import define, frozen

from .estimate import Estimate, KeyPage, Keys

Edge = Literal["row", "split", "end"]
"""The end of an unread range: a known NFT, a key at which the range was split, or the end of the listing."""
NOTHING = math.inf
"""Stands in place of a key if no NFT follows."""


@define(eq=False)
class LoadedRange:
    """The NFTs of one page that have not been returned yet.

    Attributes:
        page: Their keys.
        content: The page and its reply, as the scheduler passed them in.
        rows_may_follow: True if the server may have left out rows that follow directly: these came backward from a bound within a
            token at which no NFT is known.
    """

    page: KeyPage
    content: Any
    rows_may_follow: bool = False

    @property
    def keys(self) -> Keys:
        """Return the keys of the NFTs."""
        return self.page.keys


@define(eq=False)
class UnreadRange:
    """A key range of a listing that has not been read.

    Attributes:
        near: The key before it.
        far: The key after it.
        near_edge: The kind of the key before it.
        far_edge: The kind of the key after it.
        first: The key of the first NFT behind a split, as the page before it says; None if that is not known.
        forward: True while a request from its near end is pending.
        backward: True while a request from its far end is pending.
        one_way: True if it is to be read from its near end only.
    """

    near: int
    far: int
    near_edge: Edge
    far_edge: Edge
    first: float | None = None
    forward: bool = False
    backward: bool = False
    one_way: bool = False


@frozen
class RangeEstimate:
    """The rows that an unread range may have, and the requests to send for it.

    Attributes:
        unread: The range.
        parts: Estimates of its parts.
        rows: The estimated rows.
        requests: The number of requests to send.
    """

    unread: UnreadRange
    parts: Sequence[Estimate]
    rows: float
    requests: int


@frozen(eq=False)
class RangeRequest:
    """A request for the rows of an unread range and those beyond it, from its near or its far end.

    Attributes:
        unread: The range.
        start: The key to begin at; None for the end of the listing. It belongs to the reply, unless it is a split that is read backward.
        forward: True if the range is read from its near end.
        from_row: True if an NFT with the key `start` is known, so that the reply must contain it.
    """

    unread: UnreadRange
    start: int | None
    forward: bool
    from_row: bool


def first_from(keys: Keys, start: int) -> float:
    """Return the first key that is not before another; NOTHING if all are before it."""
    return next((key for key in keys if key >= start), NOTHING)

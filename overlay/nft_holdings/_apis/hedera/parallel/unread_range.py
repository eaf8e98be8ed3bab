"""The read and the unread parts of a listing that is read in several places at once: runs and gaps."""

import math
from typing import Any, Literal

from attrs import define, frozen

from .estimate import Page, Places

Edge = Literal["row", "split", "end"]
"""The end of a gap: an NFT that is known, a place that was chosen, or the end of the listing."""
NOTHING = math.inf
"""In the place of an NFT: there is none."""


@define(eq=False)
class LoadedRange:
    """NFTs that came on one page.

    Attributes:
        page: Their places.
        content: What they came in.
        in_doubt: Whether the server may have left out what follows on them: they came from a bound within a token, at which no known
            NFT lies.
    """

    page: Page
    content: Any
    in_doubt: bool = False

    @property
    def places(self) -> Places:
        """Their places."""
        return self.page.places


@define(eq=False)
class UnreadRange:
    """The part of a listing between two places that has not been read.

    Attributes:
        near: The place before it.
        far: The place after it.
        near_edge: What the place before it is.
        far_edge: What the place after it is.
        first: The first NFT behind a split, as the page before it says; None if that is not known.
        forward: Whether it is being read from its near end.
        backward: Whether it is being read from its far end.
        one_way: Whether it is to be read from its near end only.
    """

    near: int
    far: int
    near_edge: Edge
    far_edge: Edge
    first: float | None = None
    forward: bool = False
    backward: bool = False
    one_way: bool = False


@frozen(eq=False)
class RangeRequest:
    """A request for the NFTs of a gap and what follows on them, from its near or its far end.

    Attributes:
        gap: The gap.
        start: The place to begin at, which belongs to the answer unless it is a split that is read backward; None for the listing's end.
        forward: Whether it is read from its near end.
        from_row: Whether there is an NFT at that place, so that the answer has to have it.
    """

    gap: UnreadRange
    start: int | None
    forward: bool
    from_row: bool


def first_from(places: Places, start: int) -> float:
    """Return the first place that is not before another; NOTHING if there is none."""
    return next((place for place in places if place >= start), NOTHING)

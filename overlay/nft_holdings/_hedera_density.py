"""How many NFTs there may be where nobody has looked yet, guessed from those that are known on both sides.

Places are keys in the order of the listing: negative ones where that is descending, so that a later place is always the larger.
"""

from collections.abc import Iterator, Sequence

from attrs import frozen

from ._hedera_key import SERIALS

FEW = 5
"""So many serial numbers of a token say how densely they lie."""
ALIKE = 3
"""The densities on both sides are alike if one is at most so many times the other. Then what lies between is like them, too…"""
FARTHEST = 10
"""…if it is at most so many times what is known of them…"""
LUMPY = 4
"""…and if it is not lumpy: if at least so many tokens go into a page."""

Places = Sequence[int]


@frozen
class Known:
    """What is known on one side of a gap.

    Attributes:
        start: From where on all is known.
        end: Up to where.
        rows: How many NFTs lie there.
        places: The places of those on the page next to the gap.
    """

    start: int
    end: int
    rows: int
    places: Places


@frozen
class Stretch:
    """A part of what is not known: from a place to another, with so many NFTs as far as can be guessed.

    Attributes:
        start: Its first place.
        end: The place behind it.
        rows: How many NFTs there may be.
        sure: Whether that can be relied on to some degree.
    """

    start: int
    end: int
    rows: float
    sure: bool


def stretches(start: int, end: int, before: Known | None, after: Known | None, page: int) -> Iterator[Stretch]:
    """What may lie between two places: the rest of the first token, other tokens, and the beginning of the last token.

    Args:
        start: The last place that is known.
        end: The next one that is known, or that there is.
        before: What is known before, if anything.
        after: The same for what comes after.
        page: How many NFTs a full page has.
    """
    if _token(start) == _token(end):
        yield _within_token(start, end, before, after, page)
        return
    descending = start < 0
    first_end = min(_boundary(start), end) if before else start
    last_start = max(_boundary(end) - SERIALS, first_end) if after else end
    if before and first_end > start:
        yield _beside(start, first_end, before, page, below=descending)
    if last_start - first_end >= SERIALS:
        yield _between_tokens(first_end, last_start, before, after, page)
    if after and end > last_start:
        yield _beside(last_start, end, after, page, below=not descending)


def _token(place: int) -> int:
    return abs(place) // SERIALS


def _boundary(place: int) -> int:
    """Where the token of a place ends, in the order of the listing."""
    return -(-place // SERIALS) * SERIALS if place < 0 else (place // SERIALS + 1) * SERIALS


def _within_token(start: int, end: int, before: Known | None, after: Known | None, page: int) -> Stretch:
    width = end - start - 1
    sides = [known for known in (before, after) if known]
    densities = [density for known in sides if (density := _serial_density(known, _token(start))) is not None]
    if not densities:
        return Stretch(start, end, min(width, page), sure=False)
    return Stretch(start, end, min(width, width * sum(densities) / len(densities)), sure=True)


def _serial_density(known: Known, token: int) -> float | None:
    if _token(known.start) == _token(known.end):
        return known.rows / (known.end - known.start + 1) if known.rows >= FEW else None
    places = known.places
    serials = [abs(place) % SERIALS for place in places if _token(place) == token]
    return len(serials) / (max(serials) - min(serials) + 1) if len(serials) >= FEW else None


def _beside(start: int, end: int, side: Known, page: int, *, below: bool) -> Stretch:
    """The rest of a token of which some serial numbers are known: those below them, or those above, of which there is no end."""
    known = side.places
    token = _token(known[0] if known[0] >= end else known[-1])
    here = sum(_token(place) == token for place in known)
    each = len(known) / len({*map(_token, known)})
    if not below:
        return Stretch(start, end, float(page) if here == len(known) else each / 2, sure=False)
    lowest = min(abs(place) % SERIALS for place in known if _token(place) == token) - 1
    density = _serial_density(side, token)
    if density is None:
        return Stretch(start, end, min(lowest, max(0.0, each - here)), sure=False)
    return Stretch(start, end, min(lowest, density * lowest), sure=True)


def _between_tokens(start: int, end: int, before: Known | None, after: Known | None, page: int) -> Stretch:
    tokens = (end - start) / SERIALS
    sides = [known for known in (before, after) if known]
    densities = [density for known in sides if (density := _token_density(known)) is not None]
    if not densities:
        return Stretch(start, end, 2.0 * page, sure=False)
    if len(densities) == 1:
        return Stretch(start, end, densities[0] * tokens, sure=False)
    rows = (densities[0] * densities[1]) ** 0.5 * tokens
    lumps = max(len(known.places) / len({*map(_token, known.places)}) for known in sides)
    sure = lumps <= page / LUMPY and max(densities) <= ALIKE * min(densities) and rows <= FARTHEST * sum(known.rows for known in sides)
    return Stretch(start, end, rows, sure=sure)


def _token_density(known: Known) -> float | None:
    """NFTs for each number that a token could have, on the page next to a gap, or further back; None if all are of one token."""
    for rows, first, last in ((len(known.places), known.places[0], known.places[-1]), (known.rows, known.start, known.end)):
        if tokens := abs(_token(first) - _token(last)):
            return rows / (tokens + 1)
    return None

"""Tiles cover every key of a range, and filters of ranges accept their keys and no others."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nft_holdings import nft_id, token_id
from nft_holdings._apis.hedera.filters.columns import Filter
from nft_holdings._apis.hedera.filters.matching import matches
from nft_holdings._apis.hedera.parallel.counts import RowCount, expected
from nft_holdings._apis.hedera.parallel.key_range import bounds_of, within
from nft_holdings._apis.hedera.parallel.tiles import FAST, SPARING, Tiling, capacity, requests_for, tiles
from nft_holdings._apis.hedera.sort_key import SERIALS, Key, parts

from tests.support.property_settings import repeatable

PAGE = 100


@st.composite
def counted(draw: st.DrawFn) -> list[RowCount]:
    """Counts of some tokens, one of which may have been read from its top."""
    numbers = sorted(draw(st.sets(st.integers(1, 40), min_size=1, max_size=20)))
    sizes = st.one_of(st.integers(0, 120), st.sampled_from([100, 500, 597, 5_000, 10**15]))
    counts = [RowCount(number * SERIALS + 1, number * SERIALS + SERIALS - 1, draw(sizes)) for number in numbers]
    if draw(st.booleans()):
        last = counts[-1]
        counts[-1] = RowCount(last.low, last.low + draw(st.sampled_from([50, 4_000, 10**6, 2**62])), last.rows, is_bounded=True)
    return counts


@repeatable(200)
@given(counts=counted(), tiling=st.sampled_from([FAST, SPARING]), ascending=st.booleans())
def test_tiles_cover_every_key_once(counts: list[RowCount], tiling: Tiling, ascending: bool) -> None:
    low, high = 1, counts[-1].high
    found = [*tiles(low, high, counts, PAGE, tiling, ascending=ascending)]
    assert (found[-1][0], found[0][1]) == (low, high)
    assert all(upper[0] == lower[1] + 1 for upper, lower in pairwise(found))
    assert sum(expected(each or ()) for _, _, each in found) == pytest.approx(expected(counts), rel=0.01, abs=PAGE)
    for start, end, _ in found:
        is_part = start % SERIALS > 1 or (end + 1) % SERIALS > 1
        if is_part and ascending:
            assert start // SERIALS == end // SERIALS or end == high, "a part of a token has no bound that links do not use"


@pytest.mark.parametrize(("rows", "requests"), [(0, 1), (99, 1), (100, 2), (199, 2), (200, 3), (398, 4), (500, 6), (597, 6), (598, 7)])
def test_full_pages_need_a_request_more(rows: int, requests: int) -> None:
    assert requests_for(rows, PAGE) == requests
    assert capacity(requests, PAGE) >= rows


KEYS: list[Key] = [token * SERIALS + serial for token in (4, 5, 6, 7) for serial in (1, 2, 3, 4, 2**63 - 1)]
FILTERS: dict[str, Any] = {
    "no filter": Filter(()),
    "tokens": (token_id >= "0.0.5") & (token_id <= "0.0.7"),
    "pairs": (nft_id > ("0.0.4", 2)) & (nft_id <= ("0.0.7", 3)),
    "one token": token_id == "0.0.5",
}


@pytest.mark.parametrize("name", FILTERS)
@repeatable(150)
@given(bounds=st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS), st.sampled_from([0, 1]), st.sampled_from([0, 1])))
def test_a_range_accepts_its_keys_and_no_others(name: str, bounds: tuple[Key, Key, int, int]) -> None:
    lowest, highest = bounds_of(FILTERS[name])
    low, high = sorted(bounds[:2])
    low, high = max(lowest, low - bounds[2]), min(highest, high + bounds[3])
    inside = [each for each in KEYS if low <= each <= high]
    if not inside:
        return
    wanted = within(FILTERS[name], low, high)
    assert [each for each in KEYS if matches(wanted, *parts(each), None)] == inside
    assert not [each for each in wanted.conditions if each.parameter == "serialnumber" and each.value in (0, 2**63)]

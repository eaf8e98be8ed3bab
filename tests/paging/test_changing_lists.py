"""Loopring's and SwapChat's listings over lists that change while they are read.

A finished listing has every row that was held all the while, none that was never held, and none twice; else it has raised. No
client of such paging can notice every change: it sees of a pause between two requests only what the next pages show. What escapes
with a total, found by trying all combinations of two changes in a pause over short lists:

*   By offset, each page beginning with the last known row: a row goes from the unread part into the part that has been read (it
    moves, or changes places with one that was read), and in the same pause or a later one a row that was read leaves while a new one
    comes behind, both in one pause, so that total and known row are as they were. Changes that only add and remove do not escape,
    and neither do those that only move.
*   By page number, and by offset from a server that gives one row at a time: a row is removed from the part that has been read and
    another one comes behind, in the same pause.

So the changes of one pause either add or remove in the tests of moves. Without a total nothing is counted: by offset a row that moves
into the part that has been read is missed, by page number any row that a removal draws there as well. Those are left out too.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from nft_holdings import DecodeError, IncompleteListing

from tests.support.property_settings import repeatable
from tests.support.servers.numbered_server import (
    BALANCES,
    BARE_SWAPCHAT,
    CHANGES,
    COLLECTIONS,
    SWAPCHAT,
    TOTALS,
    Change,
    NumberedServer,
    Paged,
)

ADDING = ["insert", "insert at front", "insert at back"]
REMOVING = ["remove"]
MOVING = ["move", "move to front", "swap"]
COUNTED = ["true", "0 past the end", "quoted"]

by_offset = st.sampled_from([BALANCES, COLLECTIONS])
by_number = st.sampled_from([SWAPCHAT, BARE_SWAPCHAT])
held = st.integers(0, 9)
page_sizes = st.integers(1, 5)
totals = st.sampled_from(COUNTED)


def changes(names: Sequence[str], most: int = 3) -> st.SearchStrategy[list[Change]]:
    return st.lists(st.tuples(st.sampled_from(names), st.integers(0, 12), st.integers(0, 12)), max_size=most)


any_order = st.lists(changes([name for name in CHANGES if name not in MOVING]), max_size=6)
one_sided = st.lists(st.one_of(changes(ADDING + MOVING), changes(REMOVING + MOVING)), max_size=6)


def finish_or_raise(server: NumberedServer, page_size: int) -> None:
    found: list[int] = []
    try:
        for row in server.listing(page_size=page_size):
            found.append(server.paged.key(row))
    except (IncompleteListing, DecodeError):
        pass
    else:
        assert server.always <= set(found)
    assert set(found) <= server.ever
    assert len(set(found)) == len(found)


@repeatable(250)
@given(paged=by_offset, held=held, page_size=st.integers(1, 5), cap=st.sampled_from([2, 3, 50]), total=totals, pauses=any_order)
def test_by_offset_what_comes_and_goes(paged: Paged, held: int, page_size: int, cap: int, total: str, pauses: Any) -> None:
    finish_or_raise(NumberedServer(paged, held, cap=cap, total=TOTALS[total], pauses=pauses), page_size)


@repeatable(200)
@given(paged=by_offset, held=held, page_size=st.integers(1, 5), pauses=any_order)
def test_by_offset_what_comes_and_goes_without_a_total(paged: Paged, held: int, page_size: int, pauses: Any) -> None:
    """The known row at the start of each page says all that is needed, as long as the others keep their order."""
    finish_or_raise(NumberedServer(paged, held, total=TOTALS["0"], pauses=pauses), page_size)


@repeatable(250)
@given(paged=by_offset, held=held, page_size=st.integers(1, 5), cap=st.sampled_from([1, 2, 3, 50]), total=totals, pauses=one_sided)
def test_by_offset_what_moves(paged: Paged, held: int, page_size: int, cap: int, total: str, pauses: Any) -> None:
    finish_or_raise(NumberedServer(paged, held, cap=cap, total=TOTALS[total], pauses=pauses), page_size)


@repeatable(250)
@given(
    paged=by_number,
    held=held,
    page_size=st.integers(1, 5),
    cap=st.sampled_from([1, 2, 3, 50]),
    total=totals,
    pauses=one_sided,
    again=st.booleans(),
)
@example(SWAPCHAT, 3, 2, 50, "true", [[("swap", 0, 2)]], False)
def test_by_page_number_what_moves(paged: Paged, held: int, page_size: int, cap: int, total: str, pauses: Any, again: bool) -> None:
    finish_or_raise(NumberedServer(paged, held, cap=cap, total=TOTALS[total], pauses=pauses, last_page_again=again), page_size)


@repeatable(200)
@given(paged=by_number, held=held, page_size=st.integers(2, 5), pause=st.integers(0, 4), place=st.integers(0, 9))
def test_by_page_number_a_row_that_comes_without_a_total(paged: Paged, held: int, page_size: int, pause: int, place: int) -> None:
    """A row of the page before comes again on the next one, which shows that there was a change."""
    pauses: list[list[Change]] = [*[[] for _ in range(pause)], [("insert", place, 0)]]
    finish_or_raise(NumberedServer(paged, held, total=TOTALS["0"], pauses=pauses), page_size)


@repeatable(150)
@given(
    paged=by_number,
    held=held,
    page_size=st.integers(2, 5),
    pause=st.integers(0, 4),
    change=st.tuples(st.sampled_from(MOVING), st.integers(0, 9), st.integers(0, 9)),
)
def test_by_page_number_a_row_that_moves_without_a_total(paged: Paged, held: int, page_size: int, pause: int, change: Change) -> None:
    """A row that was read comes again where the one stood that took its place."""
    finish_or_raise(NumberedServer(paged, held, total=TOTALS["0"], pauses=[*[[] for _ in range(pause)], [change]]), page_size)


@repeatable(40)
@given(paged=by_number, held=held, page_size=page_sizes)
def test_by_page_number_a_page_full_of_rows_that_come_without_a_total(paged: Paged, held: int, page_size: int) -> None:
    """The page that was read comes again, though it is not the last one."""
    finish_or_raise(NumberedServer(paged, held, total=TOTALS["0"], pauses=[[("insert at front", 0, 0)] * page_size]), page_size)


@repeatable(150)
@given(
    paged=st.one_of(by_offset, by_number),
    held=held,
    page_size=st.integers(1, 5),
    total=st.sampled_from(["0", "null", "of the first request", "1 too large", "another each time"]),
    pauses=st.lists(changes(list(CHANGES)), max_size=6),
    overlap=st.lists(st.integers(0, 3), min_size=1, max_size=3),
    again=st.booleans(),
)
def test_whatever_happens_no_row_is_wrong_or_doubled(
    paged: Paged, held: int, page_size: int, total: str, pauses: Any, overlap: list[int], again: bool
) -> None:
    """With any changes and totals; a client that learns so little cannot notice every missing row."""
    server = NumberedServer(paged, held, total=TOTALS[total], pauses=pauses, overlap=overlap, last_page_again=again)
    server.always.clear()
    finish_or_raise(server, page_size)


async def finish_or_raise_asynchronously(server: NumberedServer, page_size: int, at_once: int) -> None:
    found: list[int] = []
    try:
        async for row in server.async_listing(page_size=page_size, concurrency=at_once):
            found.append(server.paged.key(row))
    except IncompleteListing:
        pass
    else:
        assert server.always <= set(found)
    assert set(found) <= server.ever
    assert len(set(found)) == len(found)


@repeatable(100)
@given(paged=st.one_of(by_offset, by_number), held=held, page_size=st.integers(1, 5), total=totals, pauses=one_sided)
def test_the_same_asynchronously(paged: Paged, held: int, page_size: int, total: str, pauses: Any) -> None:
    asyncio.run(finish_or_raise_asynchronously(NumberedServer(paged, held, total=TOTALS[total], pauses=pauses), page_size, 1))


@repeatable(150)
@given(
    paged=by_offset,
    held=st.integers(0, 12),
    page_size=st.integers(1, 4),
    pauses=st.lists(changes(["insert", "remove"], most=1), max_size=8),
    at_once=st.sampled_from([2, 3, 8, 32]),
)
def test_the_same_with_many_requests_at_once(paged: Paged, held: int, page_size: int, pauses: Any, at_once: int) -> None:
    server = NumberedServer(paged, held, pauses=pauses)
    server.bound *= 2
    asyncio.run(finish_or_raise_asynchronously(server, page_size, at_once))


def cut_and_resumed(server: NumberedServer, page_size: int, cut: int) -> None:
    found: list[int] = []
    try:
        for row in server.listing(page_size=page_size, max_pages=cut):
            found.append(server.paged.key(row))
    except IncompleteListing as stopped:
        if stopped.cursor is None:
            return
        try:
            for row in server.listing(page_size=page_size, cursor=stopped.cursor):
                found.append(server.paged.key(row))
        except IncompleteListing:
            pass
        else:
            assert server.always <= set(found)
    else:
        assert server.always <= set(found)
    assert set(found) <= server.ever
    assert len(set(found)) == len(found)


@repeatable(200)
@given(
    paged=by_offset,
    held=held,
    page_size=st.integers(1, 5),
    total=totals,
    cut=st.integers(1, 4),
    pause=st.one_of(changes(ADDING), changes(REMOVING)),
)
def test_by_offset_what_comes_or_goes_between_two_processes(
    paged: Paged, held: int, page_size: int, total: str, cut: int, pause: Any
) -> None:
    """After a cursor the rows before it are known by their number and their last one.

    Left out: a row that has been read and one that has not change places, which neither number nor last row shows.
    """
    cut_and_resumed(NumberedServer(paged, held, total=TOTALS[total], pauses=[*[[]] * (cut - 1), pause]), page_size, cut)


@repeatable(200)
@given(
    paged=by_number,
    held=held,
    page_size=st.integers(1, 5),
    total=totals,
    cut=st.integers(1, 4),
    pause=st.one_of(changes(ADDING), changes(REMOVING)),
)
def test_by_page_number_what_comes_or_goes_between_two_processes(
    paged: Paged, held: int, page_size: int, total: str, cut: int, pause: Any
) -> None:
    """The total changes. Left out: what moves or is exchanged, which leaves the total as it was."""
    cut_and_resumed(NumberedServer(paged, held, total=TOTALS[total], pauses=[*[[]] * (cut - 1), pause]), page_size, cut)


@repeatable(200)
@given(
    paged=st.one_of(by_offset, by_number),
    held=st.integers(2, 8),
    page_size=st.integers(1, 4),
    cut=st.integers(1, 4),
    one=st.integers(0, 7),
    other=st.integers(0, 7),
)
def test_rows_that_change_places_between_two_processes(paged: Paged, held: int, page_size: int, cut: int, one: int, other: int) -> None:
    """A cursor must know the rows before it, or enough of them, to tell one that comes again."""
    pauses: list[list[Change]] = [*[[] for _ in range(cut - 1)], [("swap", one, other)]]
    cut_and_resumed(NumberedServer(paged, held, total=TOTALS["true"], pauses=pauses), page_size, cut)


@repeatable(200)
@given(
    paged=by_offset,
    held=held,
    page_size=st.integers(1, 5),
    cap=st.sampled_from([1, 2, 50]),
    pause=st.integers(0, 4),
    change=st.tuples(st.sampled_from(["insert at front", "move to front"]), st.integers(0, 9), st.just(0)),
)
def test_by_offset_a_row_that_comes_to_the_front_without_a_total(
    paged: Paged, held: int, page_size: int, cap: int, pause: int, change: Change
) -> None:
    """The row that is known stands further back then, which is not to be taken for a window that begins too early."""
    finish_or_raise(NumberedServer(paged, held, cap=cap, total=TOTALS["0"], pauses=[*[[] for _ in range(pause)], [change]]), page_size)

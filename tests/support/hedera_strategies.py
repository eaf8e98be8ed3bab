"""Hypothesis strategies for holdings of a mirror node and for questions about them."""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import and_
from typing import Any

from hypothesis import strategies as st
from nft_holdings import Filter, nft_id, serial_number, spender_id, token_id

from tests.support.servers.mirror_node import WRITINGS, Bound, Question, encoded, side

TOKENS = [1500, 1501, 1502, 1505, encoded("0.1.3")]
SPENDERS = [7, 8, 9]
AS_PAIR = {("eq", "eq"), ("gte", "gt"), ("gte", "gte"), ("lte", "lt"), ("lte", "lte")}
COMPARE: dict[str, Callable[[Any, Any], Filter]] = {
    "eq": lambda column, value: column == value,
    "gt": lambda column, value: column > value,
    "gte": lambda column, value: column >= value,
    "lt": lambda column, value: column < value,
    "lte": lambda column, value: column <= value,
}

rows = st.lists(
    st.tuples(st.sampled_from(TOKENS), st.integers(1, 6), st.sampled_from([None, *SPENDERS])), unique_by=lambda row: row[:2], max_size=20
)
writings = st.sampled_from(WRITINGS)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Every question that the server's rules allow."""
    token, number = st.sampled_from([*TOKENS, 1503]), st.integers(1, 6)
    tokens: list[Bound] = []
    form = draw(st.sampled_from(["all", "one", "lower", "upper", "range", "range"]))
    if form == "one":
        tokens = [("eq", draw(token))]
    if form in ("lower", "range"):
        tokens.append((draw(st.sampled_from(["gt", "gte", "gte"])), draw(token)))
    if form in ("upper", "range"):
        tokens.append((draw(st.sampled_from(["lt", "lte", "lte"])), draw(token)))
    serials: list[Bound] = []
    operators = {operator for operator, _ in tokens}
    if tokens and draw(st.integers(0, 4)) == 0:
        serials = [("eq", draw(number))]
    else:
        if draw(st.booleans()) and operators & {"eq", "gte"}:
            serials.append((draw(st.sampled_from(["gt", "gte"])), draw(number)))
        if draw(st.booleans()) and operators & {"eq", "lte"}:
            serials.append((draw(st.sampled_from(["lt", "lte"])), draw(number)))
    return Question(tokens, serials, draw(spenders()))


@st.composite
def spenders(draw: st.DrawFn) -> Sequence[Bound]:
    each = st.sampled_from(SPENDERS)
    forms: list[st.SearchStrategy[list[Bound]]] = [
        st.just([]),
        st.just([]),
        st.lists(st.tuples(st.just("eq"), each), min_size=1, max_size=3, unique=True),
        st.tuples(st.tuples(st.sampled_from(["gt", "gte"]), each)).map(list),
        st.tuples(st.tuples(st.sampled_from(["lt", "lte"]), each)).map(list),
        st.tuples(st.tuples(st.sampled_from(["gt", "gte"]), each), st.tuples(st.sampled_from(["lt", "lte"]), each)).map(list),
        st.tuples(st.tuples(st.just("eq"), each), st.tuples(st.sampled_from(["lt", "gte"]), each)).map(list),
    ]
    return draw(st.one_of(forms))


def filter_of(question: Question, writing: Callable[[int], str], *, as_pairs: bool) -> Filter | None:
    """A question in the client's words; bounds that the server compares as a pair may be written as one."""
    parts: list[Filter] = []
    tokens, serials = list(question.tokens), list(question.serials)
    if as_pairs:
        for first in ("eq", "g", "l"):
            token, number = side(tokens, first), side(serials, first)
            if token and number and (token[0], number[0]) in AS_PAIR:
                parts.append(COMPARE[number[0]](nft_id, (writing(token[1]), number[1])))
                tokens.remove(token)
                serials.remove(number)
    parts += [COMPARE[operator](token_id, writing(value)) for operator, value in tokens]
    parts += [COMPARE[operator](serial_number, value) for operator, value in serials]
    parts += [COMPARE[operator](spender_id, writing(value)) for operator, value in question.spenders]
    return reduce(and_, parts) if parts else None

"""Hedera's `links.next`: what of it is asked for, and whether it leaves rows out.

Source: `GET /api/v1/accounts/{idOrAliasOrEvmAddress}/nfts` in the spec, with the documents that it cites.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

from ._entity_id import MAXIMUM_NUMBER, EntityId, entity_id
from ._errors import FilterError
from ._filter_match import matches
from ._filter_rules import SERIAL, SPENDER, TOKEN
from ._filters import MAXIMUM_SERIAL, OPERATORS, Condition, Filter
from ._hedera_key import Key, parts
from ._wire import SAFE_IN_QUERY

ACCOUNT = re.compile(r"(?:^|/)accounts/([^/]+)/nfts/?$")


def next_query(link: str, path: str) -> str:
    """The query of a `links.next`, asked in the way that the server answers rightly.

    Of the link only the query is used: host and prefix are the client's own, which keeps a key where it belongs and a
    gateway's prefix in place. Bounds that meet on one token become equality, as the server joins the serial bounds of such a
    range with "or" (docs/hedera.md).

    Raises:
        ValueError: It has no query, so that the listing would start over, unfiltered; or leads to another listing; or is no
            link at all.
    """
    try:
        parts = urlsplit(link)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        raise ValueError("that can be followed") from None
    if not pairs:
        raise ValueError("with a query")
    if not _leads_to(urljoin(path, parts.path), path):
        raise ValueError(f"to {path}")
    bounds = [value.partition(":") for name, value in pairs if name == TOKEN]
    tokens = {_canonical(value) for _, _, value in bounds}
    if sorted(operator for operator, _, _ in bounds) == ["gte", "lte"] and len(tokens) == 1:
        pairs = [(name, value) for name, value in pairs if name != TOKEN] + [(TOKEN, tokens.pop())]
    return urlencode(pairs, safe=SAFE_IN_QUERY)


def _leads_to(linked: str, path: str) -> bool:
    """Whether a path is that of the same listing, behind whatever prefix, and however the account is written."""
    ours, theirs = ACCOUNT.search(unquote(path)), ACCOUNT.search(unquote(linked))
    if ours is None or theirs is None:
        return False
    one, other = ours[1].lower().removeprefix("0x"), theirs[1].lower().removeprefix("0x")
    return one == other or _canonical(one) == _canonical(other)


def _canonical(token: str) -> str:
    try:
        return str(entity_id(token, TOKEN))
    except FilterError:
        return token


def leaves_out(query: str, wanted: Filter, *, descending: bool, last: Key) -> str | None:
    """What shows that a link's query passes over rows that should follow on the last one of its page; None if nothing does.

    A link may ask for more than it should, as the rows that come are held against the filter; it must not ask for less.
    """
    pairs = parse_qsl(query, keep_blank_values=True)
    if dict(pairs).get("order", "desc").lower() != ("desc" if descending else "asc"):
        return "it changes the order"
    try:
        linked = list(_bounds(_condition(name, value) for name, value in pairs if name in (TOKEN, SERIAL, SPENDER)))
    except (FilterError, ValueError):
        return None  # written in a way that is not known here, so that nothing can be said of it
    asked = list(_bounds(wanted.conditions))
    far = "upper" if descending else "lower"
    for each in linked:
        if (each.side != far or each.parameter == SPENDER) and not any(_is_wider(each, other) for other in asked):
            return f"it adds {each.parameter}={each}"
    spenders = [each for each in asked if each.parameter == SPENDER and each.side == "eq"]
    if any(each.parameter == SPENDER and each.side == "eq" for each in linked) and not all(each in linked for each in spenders):
        return "it forgets some of the spenders"
    one_serial = any(each.parameter == SERIAL and each.side == "eq" for each in wanted.conditions)
    position = Filter(tuple(each for each in linked if each.side == far and each.parameter != SPENDER))
    following = _following(last, -1 if descending else 1, one_serial=one_serial)
    if following is not None and not matches(position, *following, None):
        return "it does not go on from the last row"
    return None


def _is_wider(one: Condition, other: Condition) -> bool:
    """Whether one condition lets through all that another one does."""
    if one == other:
        return True
    if one.parameter != other.parameter or one.side != other.side or type(one.value) is not type(other.value):
        return False
    return (one.side == "lower" and one.value < other.value) or (one.side == "upper" and one.value > other.value)  # type: ignore[operator]


def _following(last: Key, step: int, *, one_serial: bool) -> tuple[EntityId, int] | None:
    """The first row that could follow on another; None at the end of all tokens."""
    token, serial = parts(last)
    if not one_serial and 1 <= serial + step <= MAXIMUM_SERIAL:
        return token, serial + step
    if not 0 <= token.number + step <= MAXIMUM_NUMBER:
        return None
    return token._replace(number=token.number + step), serial if one_serial else 0 if step > 0 else MAXIMUM_SERIAL


def _condition(name: str, value: str) -> Condition:
    operator, colon, number = value.partition(":")
    if not colon:
        operator, number = "eq", value
    if operator not in OPERATORS:
        raise ValueError(operator)
    return Condition(name, operator, int(number) if name == SERIAL else entity_id(number, name))


def _bounds(conditions: Iterable[Condition]) -> Iterator[Condition]:
    """Conditions, with equality of a token as bounds on both sides, as servers write it in one way or the other."""
    for each in conditions:
        if each.parameter == TOKEN and each.side == "eq":
            yield from (Condition(TOKEN, operator, each.value) for operator in ("gte", "lte"))
        else:
            yield each

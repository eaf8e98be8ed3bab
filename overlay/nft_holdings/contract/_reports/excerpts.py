"""Excerpts of replies: the rows that show a finding, alone, with the member that is wrong."""

import json
from collections.abc import Iterator
from typing import Any

from attrs import frozen

from nft_holdings._redaction import hidden
from nft_holdings.contract._rules.findings import Finding
from nft_holdings.contract._server.exchange import Place, shown

MOST_ROWS = 3
MOST_MEMBERS = 40
MOST_OF_A_VALUE = 400
MISSING = object()


@frozen
class Excerpt:
    """A row of a reply, or a part of a reply that is no row.

    Attributes:
        place: Its place in the reply, or that of the member that is wrong, as JSONPath.
        number: Its number among the rows, from 1; 0 if it is no row.
        of: The number of rows.
        members: Its members as JSON, and True for the one that is wrong.
    """

    place: str
    number: int
    of: int
    members: list[tuple[str, bool]]


def excerpts_of(finding: Finding) -> list[Excerpt]:
    """Return the first rows that show a finding."""
    body = finding.exchange.json if finding.exchange else None
    found = (_excerpt(body, place) for place in finding.at[:MOST_ROWS] if place)
    return [each for each in found if each is not None]


def _excerpt(body: Any, place: Place) -> Excerpt | None:
    """Return the row that a place is in, or the member alone if it is in none; None if there is no such row."""
    number = next((step for step, name in enumerate(place) if isinstance(name, int)), None)
    if _found(body, place[:-1] if number is None else place[: number + 1]) is MISSING:
        return None
    if number is None:
        return Excerpt(shown(place), 0, 0, [(_text(place[-1], _found(body, place)), True)])
    rows, index = _found(body, place[:number]), place[number]
    row, member = _found(rows, (index,)), place[number + 1 : number + 2]
    members = [*_members(row, *member)] if isinstance(row, dict) else [(_json(row), True)]
    return Excerpt(shown(place), int(index) + 1, len(rows), members)


def _members(row: dict[str, Any], wrong: str | int | None = None) -> Iterator[tuple[str, bool]]:
    for place, name in enumerate(row):
        if place < MOST_MEMBERS or name == wrong:
            yield _text(name, row[name]), name == wrong
    if len(row) > MOST_MEMBERS:
        yield f"… {len(row)} members in all", False
    if wrong is not None and wrong not in row:
        yield f"{json.dumps(wrong)} is missing", True


def _found(body: Any, place: Place) -> Any:
    for step in place:
        try:
            body = body[step]
        except (LookupError, TypeError):
            return MISSING
    return body


def _text(name: str | int, value: Any) -> str:
    return f"{json.dumps(name, ensure_ascii=False)}: {_json(value)}" if value is not MISSING else f"{json.dumps(name)} is missing"


def _json(value: Any) -> str:
    try:
        text = hidden(json.dumps(value, ensure_ascii=False, indent=2))  # before it is cut, perhaps in the middle of a key
    except RecursionError:
        return "… too deep to be shown"
    return text if len(text) <= MOST_OF_A_VALUE else f"{text[:MOST_OF_A_VALUE]}… {len(text):,} characters in all"

"""Everything that the rounds need to know of one API."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from attrs import field, frozen

Key = tuple[Any, ...]
Row = Mapping[str, Any]
Holdings = Mapping[str, Sequence[Row]]
"""The rows of a listing, by account."""


def all_of(rows: Mapping[Key, Row]) -> set[Key]:
    """Return the keys of all rows."""
    return set(rows)


@frozen
class Call:
    """The arguments of a call of a client's method, and its expected answer.

    Attributes:
        arguments: The arguments by place.
        keywords: The arguments by name.
        condition: The call's filter, for reports.
        select: Returns the keys of the rows that belong to the answer.
        is_ordered: Returns True if keys have the order that was asked for.
    """

    arguments: tuple[Any, ...]
    keywords: Mapping[str, Any]
    condition: str = ""
    select: Callable[[Mapping[Key, Row]], set[Key]] = field(repr=False, default=all_of)
    is_ordered: Callable[[Sequence[Key]], bool] = field(repr=False, default=lambda keys: True)


@frozen
class ChaosListing:
    """A listing of an API.

    Attributes:
        method: The client's method.
        key: Returns the values that identify a row.
        account: Returns the account with a number.
        rows: Makes up the rows of the account with a number.
        call: Makes up a call for an account, with a page size.
        has: Returns True if a row of the sandbox is one of this listing's.
        owner: Returns the account whose listing has a row, out of the row and the account that the sandbox changed.
    """

    method: str
    key: Callable[[Row], Key]
    account: Callable[[int], str]
    rows: Callable[[Random, int, int], list[Row]]
    call: Callable[[Random, str, int | None], Call]
    has: Callable[[Row], bool] = lambda row: True
    owner: Callable[[Row, str], str] = lambda row, account: account


@frozen
class ChaosApi:
    """An API.

    Attributes:
        listings: Its listings.
        document: Makes what the sandbox loads out of the rows of each listing, by method.
        faults: Faults that fit this API only; those that fit all are in `fault_plans`.
        settings: Settings of the sandbox, each with the values to choose from.
    """

    listings: Sequence[ChaosListing]
    document: Callable[[Mapping[str, Holdings]], Mapping[str, Any]]
    faults: Sequence[Mapping[str, Any]] = ()
    settings: Mapping[str, Sequence[Any]] = field(factory=dict)

"""Faults in what pages hold."""

import re
from typing import Any

import pytest
from nft_holdings._specs.fields import fields_of
from nft_holdings.sandbox import Sandbox, Settings

from tests.support.sandbox_requests import (
    API,
    BALANCES,
    COLLECTIONS,
    HEDERA,
    LISTINGS,
    ROWS,
    SWAPCHAT,
    TOTAL,
    WITH_POSITIONS,
    Answer,
    Row,
    always,
    ask,
    everything,
    right,
)  # fmt: skip

SMALL = Settings(nfts=10, accounts=0)
SCHEMA = {HEDERA: "Nft", BALANCES: "CombinedBalance", COLLECTIONS: "CollectionHolding", SWAPCHAT: "NftAsset"}
KEY = {
    HEDERA: {"token_id", "serial_number"},
    BALANCES: {"accountId", "tokenId"},
    COLLECTIONS: {"collection.id"},
    SWAPCHAT: {"nft.blockchain", "nft.contract_address", "nft.token_id"},
}
MISSING = object()
Difference = tuple[str, Any, Any]


def differences(before: Any, after: Any, path: str = "") -> list[Difference]:
    """The paths at which two values differ, with what was there before and after."""
    if isinstance(before, dict) and isinstance(after, dict):
        names = [*before, *(name for name in after if name not in before)]
        found = [differences(before.get(name, MISSING), after.get(name, MISSING), f"{path}.{name}".lstrip(".")) for name in names]
        return [each for inner in found for each in inner]
    return [] if before is after or (type(before) is type(after) and before == after) else [(path, before, after)]


def difference(before: Answer, after: Answer, listing: str) -> Difference:
    """The one field in which two pages differ."""
    old, new = before.rows(listing), after.rows(listing)
    assert len(old) == len(new)
    assert {**before.page(listing), ROWS[listing]: 0} == {**after.page(listing), ROWS[listing]: 0}
    (pair,) = [(one, other) for one, other in zip(old, new, strict=True) if one != other or differences(one, other)]
    (only,) = differences(*pair)
    return only


def collected(kind: str, listing: str, requests: int = 40, **parameters: object) -> list[Difference]:
    with Sandbox(SMALL, faults=always(kind, **parameters)) as sandbox:
        same = right(sandbox, listing)
        found = [difference(same, ask(sandbox, listing), listing) for _ in range(requests)]
        assert sandbox.faults is not None
        assert sandbox.faults.injected == {kind: requests}
        assert ask(sandbox, listing, {"If-None-Match": "*"}).status in {200, 304}
    return found


def paths(listing: str) -> set[str]:
    return {field.path for field in fields_of(API[listing], SCHEMA[listing])}


def test_the_fields_of_a_row() -> None:
    assert {"nft", "nft.token_id", "nft.rarity.score", "quantity"} <= paths(SWAPCHAT)
    assert {"pending", "pending.withdraw", "metadata.base.name"} <= paths(BALANCES)
    assert "collection.extra.properties.isLegacy" in paths(COLLECTIONS)
    known = {field.path: field.known for listing in LISTINGS for field in fields_of(API[listing], SCHEMA[listing]) if field.known}
    assert known["nft.contract_type"] == ("ERC721", "ERC1155")
    assert known["deploymentStatus"] == known["collection.deployStatus"]
    assert known["metadata.nftType"] == (0, 1)


@pytest.mark.parametrize("listing", LISTINGS)
def test_null_in_the_place_of_the_rows(listing: str) -> None:
    with Sandbox(SMALL, faults=always("null_list")) as sandbox:
        assert ask(sandbox, listing).page(listing) == {**right(sandbox, listing).page(listing), ROWS[listing]: None}


@pytest.mark.parametrize("listing", LISTINGS)
def test_a_page_without_rows(listing: str) -> None:
    with Sandbox(SMALL, faults=always("empty_page")) as sandbox:
        answer, same = ask(sandbox, listing), right(sandbox, listing)
        assert answer.page(listing) == {**same.page(listing), ROWS[listing]: []}
        assert answer.headers.get("link") == same.headers.get("link")
        assert "etag" not in answer.headers


def test_a_bare_listing() -> None:
    with Sandbox(Settings(swapchat_envelope=False), faults=always("empty_page")) as sandbox:
        answer, same = ask(sandbox, SWAPCHAT).json(), right(sandbox, SWAPCHAT).json()
        assert answer == {**same, "assets": []}
        assert same["assets"]


@pytest.mark.parametrize("listing", LISTINGS)
def test_a_field_that_is_missing(listing: str) -> None:
    found = collected("missing_field", listing)
    assert all(after is MISSING and path in paths(listing) for path, _, after in found)
    assert len({path for path, _, _ in found}) > 5


@pytest.mark.parametrize("listing", LISTINGS)
def test_a_field_that_is_null(listing: str) -> None:
    found = collected("null_field", listing)
    assert all(after is None and before is not None and path in paths(listing) for path, before, after in found)
    assert len({path for path, _, _ in found}) > 5


@pytest.mark.parametrize("listing", LISTINGS)
def test_a_field_of_another_type(listing: str) -> None:
    found = collected("retyped_field", listing)
    for path, before, after in found:
        assert path in paths(listing)
        if isinstance(before, int | float) and not isinstance(before, bool):
            assert after == str(before)
        elif isinstance(before, str) and re.fullmatch("[0-9]+", before):
            assert after == int(before)
        else:
            assert after == ([before] if isinstance(before, dict) else {"value": before})
    assert len({path for path, _, _ in found}) > 5


@pytest.mark.parametrize("listing", LISTINGS)
def test_a_field_that_nobody_knows(listing: str) -> None:
    assert {(path, before, str(after)) for path, before, after in collected("unknown_field", listing, 5)} == {
        ("unheardOf", MISSING, "{'new': True}")
    }
    inner = {HEDERA: "added", BALANCES: "pending.added", COLLECTIONS: "collection.extra.added", SWAPCHAT: "nft.added"}[listing]
    assert {path for path, _, _ in collected("unknown_field", listing, 5, field=inner)} == {inner}


@pytest.mark.parametrize("listing", LISTINGS)
def test_a_value_that_nobody_knows(listing: str) -> None:
    found = collected("unknown_value", listing)
    changed = {path for path, _, _ in found}
    assert all(after == "UNHEARD_OF" and isinstance(before, str) for _, before, after in found)
    assert not changed & KEY[listing]
    listed = {field.path for field in fields_of(API[listing], SCHEMA[listing]) if field.known}
    expected = {
        HEDERA: {"account_id", "created_timestamp", "metadata", "modified_timestamp"},
        BALANCES: {"nftType", "deploymentStatus"},
        COLLECTIONS: {"collection.deployStatus", "collection.nftType", "collection.extra.mintChannel"},
        SWAPCHAT: {"nft.contract_type"},
    }[listing]
    assert expected <= changed
    assert listing == HEDERA or changed <= listed


NAMED = [
    ("missing_field", HEDERA, "spender", MISSING),
    ("missing_field", BALANCES, "pending.withdraw", MISSING),
    ("null_field", COLLECTIONS, "collection.id", None),
    ("null_field", SWAPCHAT, "nft", None),
    ("retyped_field", SWAPCHAT, "nft.owner_addresses", dict),
    ("retyped_field", HEDERA, "serial_number", str),
    ("retyped_field", BALANCES, "total", int),
    ("retyped_field", BALANCES, "pending", list),
    ("unknown_value", SWAPCHAT, "nft.blockchain", "UNHEARD_OF"),
    ("unknown_value", HEDERA, "serial_number", 99),
]


@pytest.mark.parametrize(("kind", "listing", "field", "expected"), NAMED)
def test_a_field_that_is_named(kind: str, listing: str, field: str, expected: object) -> None:
    for path, _, after in collected(kind, listing, 5, field=field):
        assert path == field
        assert isinstance(after, expected) if isinstance(expected, type) else after == expected


@pytest.mark.parametrize("kind", ["missing_field", "null_field", "retyped_field", "unknown_value"])
def test_a_field_that_is_named_and_not_there(kind: str) -> None:
    for field in ("nothing", "nft.nothing", "quantity.nothing"):
        with Sandbox(SMALL, faults=always(kind, field=field)) as sandbox:
            assert ask(sandbox, SWAPCHAT).body == right(sandbox, SWAPCHAT).body
            assert sandbox.faults is not None
            assert (sandbox.faults.injected, sandbox.faults.requests) == ({}, 1)


def test_pages_and_refusals_without_rows_stay_as_they_are() -> None:
    for kind in ("empty_page", "missing_field", "null_field", "retyped_field", "unknown_field", "unknown_value"):
        with Sandbox(SMALL, faults=always(kind)) as sandbox:
            for listing, nobody in ((HEDERA, "0.0.1004"), (BALANCES, "20004"), (COLLECTIONS, "20004"), (SWAPCHAT, "0x1")):
                assert ask(sandbox, listing, account=nobody).body == right(sandbox, listing, account=nobody).body
            assert ask(sandbox, HEDERA, account="x").status == 400
            assert sandbox.faults is not None
            assert (sandbox.faults.injected, sandbox.faults.requests) == ({}, 5)


# Pages


@pytest.mark.parametrize("listing", LISTINGS)
def test_a_total_of_zero(listing: str) -> None:
    with Sandbox(SMALL, faults=always("zero_total")) as sandbox:
        answer, same = ask(sandbox, listing), right(sandbox, listing)
        assert sandbox.faults is not None
        if listing == HEDERA:
            assert answer.body == same.body
            assert sandbox.faults.injected == {}
        else:
            assert same.page(listing)[TOTAL[listing]] > 0
            assert answer.page(listing) == {**same.page(listing), TOTAL[listing]: 0}


@pytest.mark.parametrize("listing", WITH_POSITIONS)
@pytest.mark.parametrize(
    ("kind", "rows", "start"), [("overlap", None, 2), ("overlap", 2, 3), ("overlap", 9, 0), ("shift", None, 8), ("shift", 1, 6)]
)
def test_a_page_that_starts_elsewhere(listing: str, kind: str, rows: int | None, start: int) -> None:
    with Sandbox(SMALL, faults=always(kind, **({} if rows is None else {"rows": rows}))) as sandbox:
        whole = everything(sandbox, listing)
        assert ask(sandbox, listing).body == right(sandbox, listing).body
        assert sandbox.faults is not None
        assert sandbox.faults.injected == {}
        page, same = ask(sandbox, listing, page=2).page(listing), right(sandbox, listing, page=2).page(listing)
        assert page[ROWS[listing]] == whole[start : start + 5]
        assert page[TOTAL[listing]] == same[TOTAL[listing]]
        assert same[ROWS[listing]] == whole[5:10]
        assert sandbox.faults.injected == {kind: 1}


@pytest.mark.parametrize("listing", WITH_POSITIONS)
def test_a_page_beyond_the_end_stays_as_it_is(listing: str) -> None:
    for kind in ("overlap", "shift"):
        with Sandbox(SMALL, faults=always(kind)) as sandbox:
            assert ask(sandbox, listing, page=90).body == right(sandbox, listing, page=90).body
            assert sandbox.faults is not None
            assert (sandbox.faults.injected, sandbox.faults.requests) == ({}, 1)


def test_pages_that_have_no_position() -> None:
    for kind in ("overlap", "shift", "row_moved"):
        with Sandbox(SMALL, faults=always(kind)) as sandbox:
            assert ask(sandbox, HEDERA, query="&token.id=lt:1801").body == right(sandbox, HEDERA, query="&token.id=lt:1801").body
            assert sandbox.faults is not None
            assert sandbox.faults.injected == {}


@pytest.mark.parametrize("listing", LISTINGS)
def test_a_page_that_is_repeated(listing: str) -> None:
    others = {HEDERA: "0.0.1001", BALANCES: "20001", COLLECTIONS: "20002", SWAPCHAT: "0x00000000000000000000000000000000000A1001"}

    def asked(sandbox: Sandbox, page: int) -> list[Row]:
        query = "&order=asc" if listing == HEDERA and page == 2 else ""
        return ask(sandbox, listing, page=page, query=query).rows(listing)

    rule = {"fault": "repeated_page", "at": [1, 3, 4, 5]}
    with Sandbox(SMALL, faults={"faults": [rule]}) as sandbox:
        assert sandbox.faults is not None
        first = asked(sandbox, 1)
        assert ask(sandbox, listing, account=others[listing]).rows(listing) != first
        assert sandbox.faults.injected == {}
        assert asked(sandbox, 2) == first
        assert asked(sandbox, 2) == first
        assert sandbox.faults.injected == {"repeated_page": 2}
        # The page that is asked for is the one that would be repeated.
        assert asked(sandbox, 1) == first
        assert sandbox.faults.injected == {"repeated_page": 2}
        assert asked(sandbox, 2) != first


@pytest.mark.parametrize("listing", LISTINGS)
def test_the_page_before_is_the_last_one(listing: str) -> None:
    with Sandbox(SMALL, faults={"faults": [{"fault": "repeated_page", "at": [3]}]}) as sandbox:
        first, second, third = (ask(sandbox, listing, size=size).rows(listing) for size in (3, 4, 5))
        assert (len(first), len(second), third) == (3, 4, second)


# Rows that change


def added_to(listing: str, before: list[Row], after: list[Row]) -> list[Row]:
    return [row for row in after if row not in before]


@pytest.mark.parametrize("listing", LISTINGS)
@pytest.mark.parametrize("where", ["front", "back"])
def test_a_row_that_is_added(listing: str, where: str) -> None:
    with Sandbox(SMALL, faults=always("row_added", where=where)) as sandbox:
        assert sandbox.faults is not None
        before = everything(sandbox, listing) if listing != HEDERA else right(sandbox, listing, size=98).rows(listing)
        answer = ask(sandbox, listing)
        assert answer.body == right(sandbox, listing).body
        (change,) = sandbox.faults.changes
        after = everything(sandbox, listing)
        if listing == HEDERA:
            order = "&order=asc" if where == "back" else ""
            assert right(sandbox, listing, query=order).rows(listing)[0] == change.row
        else:
            assert after == ([change.row, *before] if where == "front" else [*before, change.row])
            assert answer.page(listing)[TOTAL[listing]] == len(before) + 1
        assert (change.kind, change.api) == ("row_added", API[listing])
        assert change.account == {HEDERA: "0.0.1003", BALANCES: "20002", COLLECTIONS: "20007"}.get(listing, change.account)
        assert sandbox.faults.injected == {"row_added": 1}


def test_the_front_is_where_the_order_begins() -> None:
    for where, query, first in (("front", "", True), ("back", "&order=asc", False), ("front", "&order=ASC", True), ("back", "", False)):
        with Sandbox(SMALL, faults=always("row_added", where=where)) as sandbox:
            rows = ask(sandbox, HEDERA, size=100, query=query).rows(HEDERA)
            assert sandbox.faults is not None
            (change,) = sandbox.faults.changes
            assert (rows[0] == change.row) is first
            other = "&order=desc" if "asc" in query.lower() else "&order=asc"
            assert (right(sandbox, HEDERA, query=other).rows(HEDERA)[0] == change.row) is not first


@pytest.mark.parametrize("listing", LISTINGS)
def test_rows_for_accounts_that_have_none(listing: str) -> None:
    nobody = {HEDERA: "0.0.1004", BALANCES: "20004", COLLECTIONS: "20004", SWAPCHAT: "0x1"}[listing]
    with Sandbox(SMALL, faults={"faults": [{"fault": "row_added", "count": 3}, {"fault": "row_removed", "count": 7}]}) as sandbox:
        found = [ask(sandbox, listing, account=nobody).rows(listing) for _ in range(7)]
        assert [len(rows) for rows in found] == [1, 2, 3, 2, 1, 0, 0]
        assert sandbox.faults is not None
        assert sandbox.faults.injected == {"row_added": 3, "row_removed": 3}
        changes = sandbox.faults.changes
        assert {change.account for change in changes} == {nobody}
        assert all(change.row in [other.row for other in changes[:3]] for change in changes[3:])


@pytest.mark.parametrize("listing", LISTINGS)
def test_a_row_that_is_removed(listing: str) -> None:
    with Sandbox(SMALL, faults=always("row_removed")) as sandbox:
        before = everything(sandbox, listing)
        # The account has collections that are only listed if it is asked for them; these are removed as well.
        hidden = right(sandbox, listing, size=50, query="&nonZero=false").page(listing).get("totalNum", 0) if listing == COLLECTIONS else 0
        assert ask(sandbox, listing).body == right(sandbox, listing).body
        assert sandbox.faults is not None
        (change,) = sandbox.faults.changes
        after = everything(sandbox, listing)
        if change.row in before:
            assert after == [row for row in before if row != change.row]
        else:
            assert (listing, after) == (COLLECTIONS, before)
            assert hidden > len(before)


@pytest.mark.parametrize("listing", WITH_POSITIONS)
def test_a_row_that_moves(listing: str) -> None:
    with Sandbox(SMALL, faults=always("row_moved")) as sandbox:
        assert sandbox.faults is not None
        for _ in range(4):
            before = everything(sandbox, listing)
            assert ask(sandbox, listing).body == right(sandbox, listing).body
            change = sandbox.faults.changes[-1]
            if change.row in before:
                assert everything(sandbox, listing) == [change.row, *(row for row in before if row != change.row)]


def test_a_row_has_what_was_asked_for() -> None:
    faults = {"faults": [{"fault": "row_removed", "count": 20}]}
    for query, expected in (("", False), ("&metadata=true", True)):
        with Sandbox(SMALL, faults=faults) as sandbox:
            for _ in range(20):
                ask(sandbox, BALANCES, query=query)
            assert sandbox.faults is not None
            assert any("metadata" in change.row for change in sandbox.faults.changes) is expected
            assert any("collectionInfo" in change.row for change in sandbox.faults.changes) is expected


def test_refusals_change_nothing() -> None:
    for kind in ("row_added", "row_removed", "row_moved"):
        with Sandbox(SMALL, faults=always(kind)) as sandbox:
            before = everything(sandbox, BALANCES)
            assert ask(sandbox, BALANCES, {"X-API-KEY": "wrong"}).status == 400
            assert ask(sandbox, HEDERA, account="0.0.1003x").status == 400
            assert ask(sandbox, SWAPCHAT, {"Authorization": "Bearer wrong"}).status == 401
            assert everything(sandbox, BALANCES) == before
            assert sandbox.faults is not None
            assert (sandbox.faults.injected, sandbox.faults.changes, sandbox.faults.requests) == ({}, [], 3)

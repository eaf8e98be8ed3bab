"""Faults befall all operations of the mirror node: those that list rows, and those that show a single one."""

import http.client
import json
from collections.abc import Mapping
from contextlib import closing
from typing import Any

import pytest
from attrs import frozen
from nft_holdings._specs.fields import fields_of
from nft_holdings.sandbox import Sandbox, Settings
from nft_holdings.sandbox.hedera import _accounts as known

from tests.support.sandbox_requests import OFF, always, port_of

SMALL = Settings(nfts=10, accounts=0)
ANN, BEN = known.HOLDERS[:2]


@frozen
class Operation:
    """An operation: its path, the schema of its row, and the key of its rows, if it lists some."""

    path: str
    schema: str
    rows: str | None = None

    def found(self, document: dict[str, Any]) -> list[dict[str, Any]]:
        """The rows of a reply, or the reply as the only one."""
        rows: list[dict[str, Any]] = document[self.rows] if self.rows else [document]
        return rows


LISTING = (
    Operation(f"/api/v1/accounts/{ANN}/nfts", "Nft", "nfts"),
    Operation(f"/api/v1/accounts/{ANN}/tokens", "TokenRelationship", "tokens"),
    Operation(f"/api/v1/tokens/{known.HISTORIES}/nfts", "TokenNft", "nfts"),
    Operation(f"/api/v1/tokens/{known.HISTORIES}/nfts/19/transactions", "NftTransaction", "transactions"),
    Operation(f"/api/v1/tokens/{known.HISTORIES}/balances", "TokenBalance", "balances"),
)
SHOWING = (
    Operation(f"/api/v1/accounts/{ANN}", "AccountInfo"),
    Operation(f"/api/v1/tokens/{known.HISTORIES}/nfts/2", "TokenNft"),
    Operation(f"/api/v1/tokens/{known.WITH_KEYS}", "Token"),
)
ALL = (*LISTING, *SHOWING)
every_operation = pytest.mark.parametrize("operation", ALL, ids=lambda operation: operation.path)


def fetch(sandbox: Sandbox, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, bytes]:
    """Ask without the checks of replies that clients of this folder have."""
    with closing(http.client.HTTPConnection("127.0.0.1", port_of(sandbox), timeout=10)) as connection:
        connection.request("GET", path, headers=dict(headers or {}))
        reply = connection.getresponse()
        return reply.status, reply.read()


def right(sandbox: Sandbox, path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(fetch(sandbox, path, OFF)[1])
    return found


def asked(sandbox: Sandbox, path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(fetch(sandbox, path)[1])
    return found


def injected(sandbox: Sandbox) -> dict[str, int]:
    assert sandbox.faults is not None
    return dict(sandbox.faults.injected)


@every_operation
def test_faults_of_whole_replies(operation: Operation) -> None:
    faults = [{"fault": "status", "status": 503, "at": [1]}, {"fault": "html", "at": [2]}, {"fault": "empty_body", "at": [3]}]
    with Sandbox(SMALL, faults={"faults": faults}) as sandbox:
        status, body = fetch(sandbox, operation.path)
        assert (status, json.loads(body)) == (503, {"_status": {"messages": [{"message": "Service Unavailable"}]}})
        assert fetch(sandbox, operation.path)[1].startswith(b"<!doctype")
        assert fetch(sandbox, operation.path) == (200, b"")
        assert fetch(sandbox, operation.path) == fetch(sandbox, operation.path, OFF)
        assert injected(sandbox) == {"status 503": 1, "html": 1, "empty_body": 1}


@every_operation
@pytest.mark.parametrize("kind", ["missing_field", "null_field", "retyped_field", "unknown_field"])
def test_faults_of_a_field(operation: Operation, kind: str) -> None:
    with Sandbox(SMALL, faults=always(kind)) as sandbox:
        before = operation.found(right(sandbox, operation.path))
        known_fields = {field.path.partition(".")[0] for field in fields_of("hedera", operation.schema)} | {"unheardOf"}
        for _ in range(5):
            after = operation.found(asked(sandbox, operation.path))
            (changed,) = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
            (name,) = {key for key in changed[0] | changed[1] if changed[0].get(key, "none") != changed[1].get(key, "none")}
            assert name in known_fields
        assert injected(sandbox) == {kind: 5}
        assert fetch(sandbox, operation.path)[0] == fetch(sandbox, operation.path, OFF)[0]


@every_operation
@pytest.mark.parametrize("kind", ["null_list", "empty_page"])
def test_faults_of_a_list(operation: Operation, kind: str) -> None:
    with Sandbox(SMALL, faults=always(kind)) as sandbox:
        after, before = asked(sandbox, operation.path), right(sandbox, operation.path)
        expected = {**before, operation.rows: None if kind == "null_list" else []} if operation.rows else before
        assert after == expected
        assert injected(sandbox) == ({kind: 1} if operation.rows else {})


def test_the_page_before_is_that_of_the_same_path() -> None:
    nfts, tokens, other = f"/api/v1/accounts/{ANN}/nfts", f"/api/v1/accounts/{ANN}/tokens", f"/api/v1/accounts/{BEN}/nfts"
    with Sandbox(SMALL, faults={"faults": [{"fault": "repeated_page", "at": [3, 4, 5, 8]}]}) as sandbox:
        first = asked(sandbox, f"{nfts}?limit=1")
        asked(sandbox, f"{tokens}?limit=1")
        assert asked(sandbox, f"{other}?limit=1") == right(sandbox, f"{other}?limit=1")
        assert asked(sandbox, first["links"]["next"]) == first
        assert asked(sandbox, f"{tokens}?limit=2") == right(sandbox, f"{tokens}?limit=1")
        for serial in (1, 2):
            asked(sandbox, f"/api/v1/tokens/{known.HISTORIES}/nfts/{serial}")
        assert asked(sandbox, f"/api/v1/tokens/{known.HISTORIES}/nfts/3") == right(sandbox, f"/api/v1/tokens/{known.HISTORIES}/nfts/3")
        assert injected(sandbox) == {"repeated_page": 2}


@pytest.mark.parametrize(("where", "order", "serial"), [("front", "desc", 21), ("back", "asc", 21), ("front", "asc", 0)])
def test_an_nft_that_is_minted_meanwhile(where: str, order: str, serial: int) -> None:
    path = f"/api/v1/tokens/{known.HISTORIES}/nfts?limit=100&order={order}"
    with Sandbox(SMALL, faults={"faults": [{"fault": "row_added", "where": where, "at": [1]}]}) as sandbox:
        before, after = right(sandbox, path)["nfts"], asked(sandbox, path)["nfts"]
        assert sandbox.faults is not None
        if (where, order) == ("front", "asc"):  # there is no serial number before the first
            assert (after, sandbox.faults.changes) == (before, [])
            return
        (change,) = sandbox.faults.changes
        (added,) = [nft for nft in after if nft not in before]
        assert (change.row, change.account, added["serial_number"]) == (added, added["account_id"], serial)
        held = right(sandbox, f"/api/v1/accounts/{change.account}/nfts?limit=100")["nfts"]
        assert added in held
        history = right(sandbox, f"/api/v1/tokens/{known.HISTORIES}/nfts/{serial}/transactions")["transactions"]
        assert (history[0]["receiver_account_id"], history[-1]["type"]) == (change.account, "TOKENMINT")
        (row,) = right(sandbox, f"/api/v1/accounts/{change.account}/tokens?token.id={known.HISTORIES}")["tokens"]
        assert row["balance"] == len([nft for nft in held if nft["token_id"] == known.HISTORIES])


def test_an_nft_that_goes_meanwhile() -> None:
    path = f"/api/v1/tokens/{known.HISTORIES}/nfts?limit=100"
    with Sandbox(SMALL, faults={"faults": [{"fault": "row_removed", "count": 3}]}) as sandbox:
        before = right(sandbox, path)["nfts"]
        for _ in range(3):
            after = asked(sandbox, path)["nfts"]
        assert sandbox.faults is not None
        gone = [change.row for change in sandbox.faults.changes]
        assert [change.account for change in sandbox.faults.changes] == [nft["account_id"] for nft in gone]
        assert [nft for nft in before if nft not in gone] == after
        for nft in gone:
            assert nft not in right(sandbox, f"/api/v1/accounts/{nft['account_id']}/nfts?limit=100")["nfts"]


@pytest.mark.parametrize(
    "operation",
    [operation for operation in ALL if "NFT" not in operation.schema.upper() or operation.rows != "nfts"],
    ids=lambda operation: operation.path,
)
@pytest.mark.parametrize("kind", ["row_added", "row_removed", "row_moved", "overlap", "zero_total"])
def test_rows_that_do_not_change(operation: Operation, kind: str) -> None:
    with Sandbox(SMALL, faults=always(kind)) as sandbox:
        assert asked(sandbox, operation.path) == right(sandbox, operation.path)
        assert injected(sandbox) == {}

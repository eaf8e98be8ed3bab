"""Requests to each listing of the sandbox, without a client that checks or repairs replies."""

import gzip
import http.client
import json
from contextlib import closing
from typing import Any

from attrs import frozen
from nft_holdings.sandbox import Sandbox
from nft_holdings.sandbox.hedera import _accounts as hedera
from nft_holdings.sandbox.loopring import _accounts as loopring
from nft_holdings.sandbox.swapchat import _wallets as swapchat

HEDERA, BALANCES, COLLECTIONS, SWAPCHAT = LISTINGS = ("hedera", "balances", "collections", "swapchat")
WITH_POSITIONS = (BALANCES, COLLECTIONS, SWAPCHAT)
API = {HEDERA: "hedera", BALANCES: "loopring", COLLECTIONS: "loopring", SWAPCHAT: "swapchat"}
ACCOUNT = {HEDERA: hedera.HUNDRED, BALANCES: str(loopring.HUNDRED), COLLECTIONS: str(loopring.COLLECTOR), SWAPCHAT: swapchat.HUNDRED}
ROWS = {HEDERA: "nfts", BALANCES: "data", COLLECTIONS: "collections", SWAPCHAT: "assets"}
TOTAL = {BALANCES: "totalNum", COLLECTIONS: "totalNum", SWAPCHAT: "total"}
SIZE = 5
OFF = {"X-Sandbox-Faults": "off"}
Row = dict[str, Any]


@frozen
class Answer:
    """What came back; names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        packed = self.headers.get("content-encoding") == "gzip"
        return json.loads(gzip.decompress(self.body) if packed else self.body)

    def page(self, listing: str) -> dict[str, Any]:
        document: dict[str, Any] = self.json()
        found: dict[str, Any] = document["data"] if listing == SWAPCHAT else document
        return found

    def rows(self, listing: str) -> list[Row]:
        found: list[Row] = self.page(listing)[ROWS[listing]]
        return found


def port_of(sandbox: Sandbox) -> int:
    return int(sandbox.url.rpartition(":")[2])


def request_of(
    listing: str, page: int = 1, size: int = SIZE, account: str | None = None, query: str = ""
) -> tuple[str, str, bytes | None, dict[str, str]]:
    account, start = account or ACCOUNT[listing], (page - 1) * size
    key = {"X-API-KEY": loopring.SANDBOX_API_KEY}
    match listing:
        case "hedera":
            return "GET", f"/api/v1/accounts/{account}/nfts?limit={size}{query}", None, {}
        case "balances":
            return "GET", f"/api/v3/user/nft/balances?accountId={account}&limit={size}&offset={start}{query}", None, key
        case "collections":
            return "GET", f"/api/v3/user/collection/details?accountId={account}&limit={size}&offset={start}{query}", None, key
        case _:
            body = json.dumps({"wallet_address": account, "page": page, "size": size}).encode()
            return "POST", f"/users/{swapchat.USER}/nfts", body, {"Content-Type": "application/json"}


def send(
    connection: http.client.HTTPConnection, request: tuple[str, str, bytes | None, dict[str, str]], headers: dict[str, str] | None = None
) -> Answer:
    method, path, body, own = request
    connection.request(method, path, body, {**own, **(headers or {})})
    reply = connection.getresponse()
    return Answer(reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read())


def ask(sandbox: Sandbox, listing: str, headers: dict[str, str] | None = None, **request: Any) -> Answer:
    """Ask on a connection of its own."""
    with closing(http.client.HTTPConnection("127.0.0.1", port_of(sandbox), timeout=10)) as connection:
        return send(connection, request_of(listing, **request), headers)


def right(sandbox: Sandbox, listing: str, **request: Any) -> Answer:
    """The answer without faults."""
    return ask(sandbox, listing, OFF, **request)


def everything(sandbox: Sandbox, listing: str) -> list[Row]:
    """All rows that a listing has without faults, up to fifty for each of its first pages."""
    if listing == HEDERA:
        return right(sandbox, listing, size=100).rows(listing)
    rows: list[Row] = []
    page = 1
    while found := right(sandbox, listing, page=page, size=50).rows(listing):
        rows += found
        page += 1
    return rows


def always(kind: str, **parameters: object) -> dict[str, object]:
    """Faults that befall every request."""
    return {"faults": [{"fault": kind, "probability": 1, **parameters}]}

"""Requests to a Loopring server without a client, with a check of each reply against the spec."""

from pathlib import Path
from typing import Any

import httpx2
import jsonschema_rs
from nft_holdings.sandbox.loopring import _accounts as known
from yaml_text import loaded

SPEC = loaded((Path(__file__).parents[2] / "specs" / "loopring.yaml").read_text(encoding="utf-8"))
BALANCES, COLLECTIONS = "/api/v3/user/nft/balances", "/api/v3/user/collection/details"
KEY = {"X-API-KEY": known.SANDBOX_API_KEY}
NFTS = 173
MAXIMUM = 50
CONTENT = {"metadata", "collectionInfo"}
ACCOUNTS = (*known.ADDRESSES, 21000)
Row = dict[str, Any]


def validator(schema: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.Draft202012Validator({"$ref": f"#/components/schemas/{schema}", "components": SPEC["components"]})


PAGES = {BALANCES: validator("NftBalances"), COLLECTIONS: validator("CollectionDetails")}
LIST = {BALANCES: "data", COLLECTIONS: "collections"}
ERROR = validator("Error")


def listing(client: httpx2.Client, path: str, query: str) -> tuple[int, list[Row]]:
    """The total and the rows of a page, held against the spec."""
    reply = client.get(f"{path}?{query}")
    assert (reply.status_code, reply.headers["content-type"]) == (200, "application/json"), reply.text
    body = reply.json()
    PAGES[path].validate(body)
    assert set(body) == {"totalNum", LIST[path]}
    return body["totalNum"], body[LIST[path]]


def refusal(reply: httpx2.Response) -> tuple[int, str]:
    assert (reply.status_code, reply.headers["content-type"]) == (400, "application/json"), reply.text
    body = reply.json()
    ERROR.validate(body)
    assert (list(body), list(body["resultInfo"])) == (["resultInfo"], ["code", "message"])
    return body["resultInfo"]["code"], body["resultInfo"]["message"]


def walk(client: httpx2.Client, path: str, query: str, limit: int = 50) -> list[Row]:
    """All rows, page by page until one is empty; every page but the last has the same total."""
    rows: list[Row] = []
    total = None
    while True:
        told, page = listing(client, path, f"{query}&limit={limit}&offset={len(rows)}")
        if not page:
            assert (told, total or 0) == (0, len(rows))
            return rows
        assert told == (told if total is None else total)
        total = told
        rows += page


def everything(client: httpx2.Client, account: int) -> list[Row]:
    return walk(client, BALANCES, f"accountId={account}&nonZero=false&metadata=true")


def is_zero(row: Row) -> bool:
    return row["total"] in {"0", "000"}

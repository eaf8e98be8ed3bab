"""Requests to a mirror node without a client, and readers of its replies."""

from importlib.resources import files
from typing import Any

import httpx2

SPEC = files("nft_holdings_api.hedera") / "openapi.json"
LONG_ZERO = f"{1001:040x}"
OTHER_EVM = "ab" * 20
MAXIMUM = 2**63 - 1


def path_of(account: str) -> str:
    return f"/api/v1/accounts/{account}/nfts"


def pairs(reply: httpx2.Response) -> list[tuple[int, int]]:
    assert reply.status_code == 200, reply.text
    return [(int(nft["token_id"].rpartition(".")[2]), nft["serial_number"]) for nft in reply.json()["nfts"]]


def messages(reply: httpx2.Response, status: int = 400) -> list[str]:
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"].startswith("application/json")
    body = reply.json()
    assert list(body) == ["_status"]
    assert list(body["_status"]) == ["messages"]
    assert all(list(each) == ["message"] for each in body["_status"]["messages"])
    return [each["message"] for each in body["_status"]["messages"]]


def next_of(reply: httpx2.Response) -> str | None:
    link: str | None = reply.json()["links"]["next"]
    assert reply.headers.get("link") == (f'<{link}>; rel="next"' if link else None)
    return link


def nft(account: object, token: object, serial: int, **more: object) -> dict[str, Any]:
    return {"account_id": account, "token_id": token, "serial_number": serial, **more}

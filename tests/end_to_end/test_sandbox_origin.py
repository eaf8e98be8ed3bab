"""A sandbox lets web pages of one origin ask, if it is told to, and of no other."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from nft_holdings.sandbox import Sandbox, Settings

from tests.support.hedera_requests import path_of

PAGE = "http://127.0.0.1:8080"
STRANGER = "https://stranger.example"
PATH = path_of("1001")
PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "content-type,x-api-key",
    "Access-Control-Request-Private-Network": "true",
}


@pytest.fixture(scope="module")
def open_to_page() -> Iterator[httpx2.Client]:
    # Every request for a listing fails: what a browser asks beforehand is none.
    faults: dict[str, Any] = {"faults": [{"fault": "status", "status": 503, "at": [1]}]}
    with Sandbox(Settings(allow_origin=PAGE), faults=faults) as sandbox, httpx2.Client(base_url=sandbox.url) as client:
        yield client


def test_no_page_may_ask_unless_it_is_said(client: httpx2.Client) -> None:
    reply = client.get(PATH, headers={"Origin": PAGE})
    assert reply.status_code == 200
    assert not [name for name in reply.headers if name.startswith("access-control-")]
    assert "access-control-allow-origin" not in client.options(PATH, headers={"Origin": PAGE, **PREFLIGHT}).headers


def test_the_page_may_ask(open_to_page: httpx2.Client) -> None:
    asked = open_to_page.options("/users/u/nfts", headers={"Origin": PAGE, **PREFLIGHT})
    assert asked.status_code == 200
    assert asked.headers["access-control-allow-origin"] == PAGE
    assert "POST" in asked.headers["access-control-allow-methods"]
    assert asked.headers["access-control-allow-headers"] == "content-type,x-api-key"
    assert asked.headers["access-control-allow-private-network"] == "true"
    refused = open_to_page.get(PATH, headers={"Origin": PAGE})
    assert refused.status_code == 503, "the first listing was not the first request that faults look at"
    reply = open_to_page.get(PATH, headers={"Origin": PAGE})
    assert reply.headers["access-control-allow-origin"] == PAGE
    assert reply.headers["access-control-expose-headers"] == "*"
    assert len(reply.json()["nfts"]) == 25


def test_another_page_may_not(open_to_page: httpx2.Client) -> None:
    assert "access-control-allow-origin" not in open_to_page.get("/", headers={"Origin": STRANGER}).headers
    asked = open_to_page.options(PATH, headers={"Origin": STRANGER, **PREFLIGHT})
    assert asked.status_code == 400
    assert "access-control-allow-origin" not in asked.headers


def test_programs_are_answered_as_ever(open_to_page: httpx2.Client) -> None:
    reply = open_to_page.get("/")
    assert reply.status_code == 200
    assert "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize("origin", ["*", "", "null", "127.0.0.1:8080", f"{PAGE}/", f"{PAGE}/docs", f"{PAGE},{STRANGER}", "ftp://a", 8080])
def test_what_is_no_origin_is_refused(origin: Any) -> None:
    with pytest.raises(ValueError, match="allow_origin must be the origin of one page, such as"):
        Settings(allow_origin=origin)

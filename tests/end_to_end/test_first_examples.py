"""A mock server such as Prism answers with the first example of a reply; our clients read it to its end, without a drift."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest
from nft_holdings._apis import APIS
from nft_holdings._specs.access import spec_of

LISTINGS = [(api, listing) for api in APIS for listing in api.listings]
CALLS: dict[str, Callable[[Any], Any]] = {
    "getNftsByAccountId": lambda client: client.nfts("0.0.1001"),
    "getNfts": lambda client: client.token_nfts("0.0.1500", burned=True),
    "getNftTransactions": lambda client: client.nft_history("0.0.1500", 7),
    "getTokenBalances": lambda client: client.holders("0.0.1500"),
    "getTokensByAccountId": lambda client: client.account_tokens("0.0.1001"),
    "getUserNftBalances": lambda client: client.nft_balances(77001),
    "getUserCollectionDetails": lambda client: client.collections(77001),
    "getUserNfts": lambda client: client.nfts("user", "0x00000000000000000000000000000000000000A1"),
}


def resolved(spec: Any, node: Any) -> Any:
    while "$ref" in node:
        found = spec
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


def operations(spec: Any) -> Iterator[Any]:
    for path in spec["paths"].values():
        yield from path.values()


def first_reply(api: str, operation_id: str) -> httpx2.Response:
    """Return the first example of a success, with the example of each header, as Prism does."""
    spec = spec_of(api)
    [operation] = [each for each in operations(spec) if each["operationId"] == operation_id]
    reply = operation["responses"]["200"]
    headers = {name: resolved(spec, header)["example"] for name, header in reply.get("headers", {}).items()}
    [first, *_] = reply["content"]["application/json"]["examples"].values()
    body = json.dumps(resolved(spec, first)["value"]).encode()
    return httpx2.Response(200, headers={**headers, "content-type": "application/json"}, content=body)


@pytest.mark.parametrize(("api", "listing"), LISTINGS, ids=[listing.operation_id for _, listing in LISTINGS])
def test_a_listing_of_the_first_example_is_complete(api: Any, listing: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    reply = first_reply(api.name, listing.operation_id)
    transport = httpx2.MockTransport(lambda _: reply)
    monkeypatch.setenv("LOOPRING_API_KEY", "a key")
    with httpx2.Client(transport=transport) as http, api.client("http://127.0.0.1:4010", http_client=http, strict=True) as client:
        rows = list(CALLS[listing.operation_id](client))
    body = reply.json()
    page = body.get("data", body) if api.name == "swapchat" else body
    assert rows
    assert len(rows) == len(page[listing.rows_at])

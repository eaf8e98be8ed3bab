"""The generated clients by themselves: lists joined by commas, credentials, statuses as numbers, no key in a repr."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from nft_holdings_api import hedera, loopring, swapchat
from nft_holdings_api.hedera.api.nfts import get_nfts_by_account_id
from nft_holdings_api.hedera.models import Error, Nfts, Order
from nft_holdings_api.loopring.api.nfts import get_user_collection_details, get_user_nft_balances
from nft_holdings_api.swapchat.api.nfts import get_user_nfts
from nft_holdings_api.swapchat.models import NftListRequest

BASE = "https://api.example/gate"
KEY = "k3y-of-the-test"
HEDERA = {"nfts": [], "links": {"next": None}}
Call = Callable[[Any, str, Any], Any]


def asked(client: Any, call: Callable[[Any], Any], reply: httpx2.Response, *, blocking: bool) -> tuple[httpx2.Request, Any]:
    """The request that a call sends, and what it gives back. The client's settings are those that it would use itself."""
    sent: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return reply

    if blocking:
        client.set_httpx_client(httpx2.Client(**client._settings(), transport=httpx2.MockTransport(answer)))
        with client:
            result = call(client)
    else:

        async def run() -> Any:
            client.set_async_httpx_client(httpx2.AsyncClient(**client._settings(), transport=httpx2.MockTransport(answer)))
            async with client:
                return await call(client)

        result = asyncio.run(run())
    (request,) = sent
    return request, result


CALLS: list[tuple[str, Any, Any, dict[str, Any], bytes, bytes, dict[str, str]]] = [
    (
        "hedera repeats its lists",
        lambda: hedera.Client(BASE),
        get_nfts_by_account_id,
        {
            "id_or_alias_or_evm_address": "0.0.1",
            "limit": 2,
            "order": Order.ASC,
            "token_id": ["gte:0.0.1", "lt:0.0.9"],
            "serialnumber": ["gt:3"],
            "spender_id": ["0.0.5", "0.0.6"],
        },
        b"/gate/api/v1/accounts/0.0.1/nfts?limit=2&order=asc&serialnumber=gt%3A3&spender.id=0.0.5&spender.id=0.0.6&token.id=gte%3A0.0.1&token.id=lt%3A0.0.9",
        b"",
        {},
    ),
    (
        "loopring joins its lists",
        lambda: loopring.Client(BASE, api_key=KEY),
        get_user_nft_balances,
        {"account_id": 1, "nft_datas": ["0xa1", "0xa2"], "token_addrs": ["0xc1", "0xc2"], "token_ids": [32768, 32769], "offset": 4},
        b"/gate/api/v3/user/nft/balances?accountId=1&nftDatas=0xa1%2C0xa2&tokenAddrs=0xc1%2C0xc2&tokenIds=32768%2C32769&offset=4&limit=20&nonZero=true",
        b"",
        {"x-api-key": KEY},
    ),
    (
        "loopring does not send an empty list",
        lambda: loopring.Client(BASE, api_key=KEY),
        get_user_nft_balances,
        {"account_id": 1, "nft_datas": [], "token_ids": [], "limit": 5, "non_zero": False, "metadata": True},
        b"/gate/api/v3/user/nft/balances?accountId=1&limit=5&nonZero=false&metadata=true",
        b"",
        {"x-api-key": KEY},
    ),
    (
        "loopring without a key",
        lambda: loopring.Client(BASE),
        get_user_collection_details,
        {"account_id": 1, "token_address": "0xc1"},
        b"/gate/api/v3/user/collection/details?accountId=1&tokenAddress=0xc1",
        b"",
        {},
    ),
    (
        "swapchat with a token",
        lambda: swapchat.Client(BASE, token=KEY),
        get_user_nfts,
        {"user_id": "a/b", "body": NftListRequest(wallet_address="w")},
        b"/gate/users/a%2Fb/nfts",
        b'{"wallet_address":"w","page":1,"size":20}',
        {"authorization": f"Bearer {KEY}"},
    ),
    (
        "swapchat without one",
        lambda: swapchat.Client(BASE),
        get_user_nfts,
        {"user_id": "u", "body": NftListRequest(wallet_address="w", page=2, size=3)},
        b"/gate/users/u/nfts",
        b'{"wallet_address":"w","page":2,"size":3}',
        {},
    ),
]


@pytest.mark.parametrize("blocking", [True, False], ids=["sync", "async"])
@pytest.mark.parametrize(
    ("client", "endpoint", "arguments", "target", "body", "credentials"), [row[1:] for row in CALLS], ids=[row[0] for row in CALLS]
)
def test_a_call_sends_exactly_this(
    client: Any, endpoint: Any, arguments: dict[str, Any], target: bytes, body: bytes, credentials: dict[str, str], blocking: bool
) -> None:
    def call(client: Any) -> Any:
        return (endpoint.sync_detailed if blocking else endpoint.asyncio_detailed)(client=client, **arguments)

    request, _ = asked(client(), call, httpx2.Response(418, json={}), blocking=blocking)
    assert (request.method, request.url.host) == ("POST" if body else "GET", "api.example")
    assert (request.url.raw_path, request.read()) == (target, body)
    assert request.headers.get("content-type") == ("application/json" if body else None)
    assert {name: request.headers[name] for name in ("x-api-key", "authorization") if name in request.headers} == credentials


@pytest.mark.parametrize("blocking", [True, False], ids=["sync", "async"])
@pytest.mark.parametrize("status", [520, 200, 404, 299, 999])
def test_a_status_is_a_number(status: int, blocking: bool) -> None:
    endpoint = get_nfts_by_account_id

    def call(client: Any) -> Any:
        return (endpoint.sync_detailed if blocking else endpoint.asyncio_detailed)(client=client, id_or_alias_or_evm_address="0.0.1")

    body = HEDERA if status == 200 else {"_status": {"messages": [{"message": "no"}]}}
    _, result = asked(hedera.Client(BASE), call, httpx2.Response(status, json=body), blocking=blocking)
    assert type(result.status_code) is int
    assert result.status_code == status
    assert type(result.parsed) is {200: Nfts, 404: Error}.get(status, type(None))


@pytest.mark.parametrize(
    "client",
    [
        loopring.Client(BASE, api_key=KEY),
        swapchat.Client(BASE, token=KEY),
        hedera.Client(f"https://mainnet.hedera.validationcloud.io/v1/{KEY}"),
        hedera.Client(BASE, headers={"Authorization": KEY}),
        loopring.Client(BASE, httpx_args={"headers": {"X": KEY}}),
        loopring.Client(BASE).with_headers({"X-API-KEY": KEY}),
    ],
    ids=["api key", "token", "key in the URL", "headers", "httpx_args", "with_headers"],
)
def test_no_key_shows_in_a_repr(client: Any) -> None:
    assert KEY not in repr(client)
    assert KEY not in str(client)
    assert type(client).__name__ in repr(client)


def test_with_headers_leaves_the_client_alone() -> None:
    first = loopring.Client(BASE, api_key=KEY)
    second = first.with_headers({"X-Extra": "1"})
    assert first.headers == {}
    request, _ = asked(
        second, lambda client: get_user_collection_details.sync_detailed(client=client, account_id=1), httpx2.Response(418), blocking=True
    )
    assert (request.headers["x-extra"], request.headers["x-api-key"]) == ("1", KEY)

"""Clients of every kind, and the requests that they send."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from attrs import field, frozen
from nft_holdings import testing
from nft_holdings._apis import APIS

SPECS = Path(__file__).parents[2] / "specs"
BASE = "https://api.example/gate"
KEY = "k3y-of-the-test"
CLIENTS: dict[str, tuple[Any, Any]] = {api.name: (api.client, api.async_client) for api in APIS}
OPERATIONS = {(api.name, each.method): each.operation_id for api in APIS for each in (*api.listings, *api.objects)}
NOTHING: dict[str, Any] = {
    "getNftsByAccountId": {"nfts": [], "links": {"next": None}},
    "getUserNftBalances": {"totalNum": 0, "data": []},
    "getUserCollectionDetails": {"totalNum": 0, "collections": []},
    "getUserNfts": {"code": 0, "msg": "ok", "data": {"total": 0, "assets": []}},
}
TOKEN, NFT, ACCOUNT = (
    testing.token(token_id="0.0.5"),
    testing.token_nft(token_id="0.0.5", serial_number=3),
    testing.account_info(account="0.0.1"),
)
NOTHING |= {
    "getNfts": {"nfts": [], "links": {"next": None}},
    "getNft": NFT.to_dict(),
    "getNftTransactions": {"transactions": [], "links": {"next": None}},
    "getToken": TOKEN.to_dict(),
    "getTokenBalances": {"timestamp": "1700000000.000000000", "balances": [], "links": {"next": None}},
    "getTokensByAccountId": {"tokens": [], "links": {"next": None}},
    "getAccount": ACCOUNT.to_dict(),
}
FURTHER: dict[str, list[Any]] = {"getNfts": [TOKEN.to_dict()], "getTokenBalances": [TOKEN.to_dict()]}
"""Replies to what is asked further of a listing without rows: whether there is such a token."""
LIBRARIES: dict[str, Any] = {"httpx2": httpx2, "httpx": httpx}
FLAVOURS = [(library, blocking) for library in LIBRARIES for blocking in (True, False)]
flavours = pytest.mark.parametrize(
    "flavour", FLAVOURS, ids=[f"{library}-{'sync' if blocking else 'async'}" for library, blocking in FLAVOURS]
)


@frozen
class Sent:
    """A request as it left."""

    method: str
    server: str
    target: bytes
    headers: dict[str, str] = field(repr=False)
    body: bytes
    timeout: Any = None


def sends(flavour: tuple[str, bool], make: Callable[[Any, Any], Any], call: Callable[[Any], Any], replies: list[Any]) -> list[Sent]:
    """All that a client sends while the listing that `call` makes is read to its end, or its object had."""
    library, blocking = LIBRARIES[flavour[0]], flavour[1]
    sent: list[Sent] = []

    def answer(request: Any) -> Any:
        url = request.url
        where = f"{url.scheme}://{url.netloc.decode()}"
        sent.append(Sent(request.method, where, url.raw_path, dict(request.headers), request.read(), request.extensions.get("timeout")))
        assert len(sent) <= len(replies), "more requests than replies"
        return library.Response(200, json=replies[len(sent) - 1])

    async def answer_async(request: Any) -> Any:
        return answer(request)

    if blocking:
        with library.Client(transport=library.MockTransport(answer)) as http_client:
            found = call(make(0, http_client))
            if hasattr(found, "pages"):
                found.all()
        return sent

    async def run() -> None:
        async with library.AsyncClient(transport=library.MockTransport(answer_async)) as http_client:
            found = call(make(1, http_client))
            await (found.all() if hasattr(found, "pages") else found)

    asyncio.run(run())
    return sent


def maker(api: str, base: str = BASE, **options: Any) -> Callable[[Any, Any], Any]:
    if api == "loopring":
        options = {"api_key": KEY, "rate_limit": None, **options}
    return lambda which, http_client: CLIENTS[api][which](base, http_client=http_client, **{"concurrency": 1, **options})


@frozen
class Case:
    """One call and what goes out. `shows` names the parameters of the spec that it is there for."""

    id: str
    api: str
    method: str
    arguments: tuple[Any, ...]
    keywords: dict[str, Any]
    target: bytes
    body: bytes = b""
    shows: tuple[str, ...] = ()


def hedera(id: str, shows: str, *arguments: Any, target: str, **keywords: Any) -> Case:
    account, _, query = target.partition("?")
    path = f"/gate/api/v1/accounts/{account}/nfts?{query}"
    return Case(id, "hedera", "nfts", arguments, keywords, path.encode(), shows=tuple(shows.split()))


def mirror(id: str, shows: str, method: str, *arguments: Any, target: str, **keywords: Any) -> Case:
    return Case(id, "hedera", method, arguments, keywords, f"/gate/api/v1/{target}".encode(), shows=tuple(shows.split()))


def balances(id: str, shows: str, query: str, **keywords: Any) -> Case:
    path = f"/gate/api/v3/user/nft/balances?{query}"
    return Case(id, "loopring", "nft_balances", (), keywords, path.encode(), shows=tuple(shows.split()))


def collections(id: str, shows: str, query: str, *arguments: Any, **keywords: Any) -> Case:
    path = f"/gate/api/v3/user/collection/details?{query}"
    return Case(id, "loopring", "collections", arguments, keywords, path.encode(), shows=tuple(shows.split()))


def swapchat(id: str, shows: str, user: str, body: str, *arguments: Any, **keywords: Any) -> Case:
    return Case(id, "swapchat", "nfts", arguments, keywords, f"/gate/users/{user}/nfts".encode(), body.encode(), tuple(shows.split()))


ALIAS = "HIQQEXWKW53RKN4W6XXC4Q232SYNZ3SZANVZZSUME5B5PRGXL663UAQA"
EVM = "0x00000000000000000000000000000000000A11cE"
WALLET = "0x00000000000000000000000000000000000000B2"

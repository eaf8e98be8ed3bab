"""The ways in which a client holds a key, and servers that repeat what they were sent."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import httpx2
import pytest
from attrs import frozen
from nft_holdings._apis import APIS


def plain() -> str:
    """A key that no other client has: what hides the key of another client would hide this one too."""
    return f"{uuid4().hex}uNmiStAkAbLe"


def odd() -> str:
    """A key with marks that have to be written in another way in URLs, JSON and Python."""
    return f"{uuid4().hex}+K/Y=of&this%41\"test'0\\9"


KEYS: dict[str, Callable[[], str]] = {"plain": plain, "odd": odd}
LIBRARIES: dict[str, Any] = {"httpx2": httpx2, "httpx": httpx}
BASE = "https://api.example/gate"
VALIDATION_CLOUD = "https://mainnet.hedera.validationcloud.io/v1"


@frozen
class Flavour:
    """Which HTTP library, and whether it blocks."""

    library: Any
    blocking: bool


FLAVOURS = {
    f"{name}-{'sync' if blocking else 'async'}": Flavour(library, blocking)
    for name, library in LIBRARIES.items()
    for blocking in (True, False)
}
flavours = pytest.mark.parametrize("flavour", FLAVOURS.values(), ids=FLAVOURS)


@frozen
class Holder:
    """A way in which a client holds a key.

    Attributes:
        api: Which API it is a client of.
        make: Makes a client of a class, with a key and options.
        variable: The environment variable that the key is in.
        headers: Headers of the caller's own HTTP client.
        any_marks: Whether the key may have any printable mark in it.
    """

    api: str
    make: Callable[..., Any]
    variable: str | None = None
    headers: Callable[[str], dict[str, str]] = lambda key: {}
    any_marks: bool = True


CLIENTS: dict[str, tuple[Any, Any]] = {api.name: (api.client, api.async_client) for api in APIS}
HOLDERS = {
    "Loopring's api_key": Holder("loopring", lambda make, key, **options: make(BASE, api_key=key, **options)),
    "Loopring's api_key of a named server": Holder("loopring", lambda make, key, **options: make.mainnet(key, **options)),
    "Loopring's variable": Holder("loopring", lambda make, key, **options: make(BASE, **options), variable="LOOPRING_API_KEY"),
    "SwapChat's token": Holder("swapchat", lambda make, key, **options: make(BASE, token=key, **options)),
    "SwapChat's variable": Holder("swapchat", lambda make, key, **options: make(BASE, **options), variable="SWAPCHAT_TOKEN"),
    "Validation Cloud's key": Holder("hedera", lambda make, key, **options: make.validation_cloud(key, **options), any_marks=False),
    "Validation Cloud's URL": Holder("hedera", lambda make, key, **options: make(f"{VALIDATION_CLOUD}/{quote(key, safe='')}", **options)),
    "Validation Cloud's variable": Holder(
        "hedera", lambda make, key, **options: make.validation_cloud(**options), variable="VALIDATION_CLOUD_API_KEY", any_marks=False
    ),
    "a password in the URL": Holder(
        "hedera", lambda make, key, **options: make(f"https://someone:{quote(key, safe='')}@api.example", **options)
    ),
    "a user name in the URL": Holder("hedera", lambda make, key, **options: make(f"https://{quote(key, safe='')}@api.example", **options)),
    "the caller's Authorization": Holder(
        "hedera", lambda make, key, **options: make(BASE, **options), headers=lambda key: {"Authorization": f"Bearer {key}"}
    ),
    "the caller's Basic": Holder(
        "hedera",
        lambda make, key, **options: make(BASE, **options),
        headers=lambda key: {"Authorization": f"Basic {b64encode(f'someone:{key}'.encode()).decode()}"},
    ),
    "the caller's X-API-KEY": Holder(
        "swapchat", lambda make, key, **options: make(BASE, **options), headers=lambda key: {"X-API-KEY": key}
    ),
    "the caller's X-Auth-Token": Holder(
        "hedera", lambda make, key, **options: make(BASE, **options), headers=lambda key: {"X-Auth-Token": key}
    ),
    "the caller's cookie": Holder(
        "hedera", lambda make, key, **options: make(BASE, **options), headers=lambda key: {"Cookie": f"theme=dark; session={key}"}
    ),
}
VARIABLES = tuple(api.key.variable for api in APIS)
METHODS = {"hedera": ("nfts", ("0.0.7",)), "loopring": ("nft_balances", (7,)), "swapchat": ("nfts", ("me", "0xb2"))}


NULLS = ("created_timestamp", "delegating_spender", "deleted", "metadata", "modified_timestamp", "spender")


def row(api: str, number: int, **more: object) -> dict[str, Any]:
    """A row of the account that is asked for."""
    match api:
        case "hedera":
            return {**dict.fromkeys(NULLS), "account_id": "0.0.7", "token_id": "0.0.9", "serial_number": number, **more}
        case "loopring":
            nothing = {"withdraw": "0", "deposit": "0"}
            return {"accountId": 7, "tokenId": number, "total": "1", "locked": "0", "pending": nothing, **more}
        case _:
            return {"nft": {"blockchain": "ETH", "contract_address": "0xb2", "token_id": str(number)}, "quantity": 1, **more}


def page(api: str, *rows: object, total: int | None = None) -> dict[str, Any]:
    """A page of an API; not the last one if the total is larger than the count of its rows."""
    count = len(rows) if total is None else total
    match api:
        case "hedera":
            link = "/api/v1/accounts/0.0.7/nfts?serialnumber=lt:4" if count > len(rows) else None
            return {"nfts": rows, "links": {"next": link}}
        case "loopring":
            return {"totalNum": count, "data": rows}
        case _:
            return {"code": 0, "msg": "ok", "data": {"total": count, "assets": rows}}


def reads(holder: Holder, key: str, flavour: Flavour, answer: Callable[[Any], Any], use: Callable[[Any], Any], **options: Any) -> Any:
    """Make a client that holds a key, with a server that answers, and use its listing; gives what `use` gives or raises."""
    library = flavour.library
    make = CLIENTS[holder.api][0 if flavour.blocking else 1]
    method, arguments = METHODS[holder.api]
    headers = holder.headers(key)
    options = {"rate_limit": None, **options}
    if flavour.blocking:
        with library.Client(transport=library.MockTransport(answer), headers=headers) as http_client:
            return use(getattr(holder.make(make, key, http_client=http_client, **options), method)(*arguments))

    async def answer_async(request: Any) -> Any:
        return answer(request)

    async def run() -> Any:
        async with library.AsyncClient(transport=library.MockTransport(answer_async), headers=headers) as http_client:
            return await use(getattr(holder.make(make, key, http_client=http_client, **options), method)(*arguments))

    return asyncio.run(run())


def as_json(content: object) -> bytes:
    return json.dumps(content).encode()


def pieces(library: Any, *parts: bytes) -> Any:
    """A body that comes piece by piece, for both kinds of client."""

    class Pieces(library.SyncByteStream, library.AsyncByteStream):  # type: ignore[misc]
        def __iter__(self) -> Iterator[bytes]:
            return iter(parts)

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for part in parts:
                yield part

    return Pieces()

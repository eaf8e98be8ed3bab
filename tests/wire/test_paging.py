"""What is sent for the pages that follow: by link, by offset, by number, and from a cursor."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from tests.wire.sending import flavours, maker, sends

# Following pages


def nft(token: int, serial: int) -> dict[str, Any]:
    row = dict.fromkeys(("created_timestamp", "delegating_spender", "deleted", "metadata", "modified_timestamp", "spender"))
    return {**row, "account_id": "0.0.1", "token_id": f"0.0.{token}", "serial_number": serial}


def hedera_page(following: str | None, *rows: dict[str, Any]) -> dict[str, Any]:
    return {"nfts": list(rows), "links": {"next": following}}


PATH = "/api/v1/accounts/0.0.1/nfts"
LINKS: list[Any] = [
    (f"{PATH}?limit=1&token.id=lte:0.0.9&serialnumber=lt:3", "limit=1&token.id=lte:0.0.9&serialnumber=lt:3"),
    (f"/gate{PATH}?limit=1&token.id=lte:0.0.9&serialnumber=lt:3", "limit=1&token.id=lte:0.0.9&serialnumber=lt:3"),
    (f"https://foreign.example:8443{PATH}?limit=1&order=asc&token.id=gte:0.0.9", "limit=1&order=asc&token.id=gte:0.0.9"),
    (f"//foreign.example{PATH}?limit=1", "limit=1"),
    ("/api/v1/transactions?timestamp=lt:1700000000.000000001", "timestamp=lt:1700000000.000000001"),
    (f"{PATH}?limit=1&token.id=gte%3A0.0.9&token.id=lt%3A0.0.99", "limit=1&token.id=gte:0.0.9&token.id=lt:0.0.99"),
    (f"{PATH}?spender.id=0.0.5&spender.id=0.0.6", "spender.id=0.0.5&spender.id=0.0.6"),
    (
        f"{PATH}?token.id=gte:0.0.9&token.id=lte:0.0.9&serialnumber=gt:1&serialnumber=lt:4",
        "serialnumber=gt:1&serialnumber=lt:4&token.id=0.0.9",
    ),
    (f"{PATH}?token.id=lte:9&token.id=gte:0.0.9&serialnumber=gt:1", "serialnumber=gt:1&token.id=0.0.9"),
    (f"{PATH}?token.id=gte:0.0.9&token.id=lte:0.0.10&serialnumber=gt:1", "token.id=gte:0.0.9&token.id=lte:0.0.10&serialnumber=gt:1"),
    (f"{PATH}?token.id=gt:0.0.9&token.id=lte:0.0.9", "token.id=gt:0.0.9&token.id=lte:0.0.9"),
]


@flavours
@pytest.mark.parametrize(("link", "query"), LINKS)
def test_the_next_page_by_link(link: str, query: str, flavour: tuple[str, bool]) -> None:
    replies = [hedera_page(link, nft(9, 3)), hedera_page(None)]
    sent = sends(flavour, maker("hedera"), lambda client: client.nfts("0.0.1", page_size=1), replies)
    assert [request.server for request in sent] == ["https://api.example"] * 2
    assert sent[1].target == f"/gate{PATH}?{query}".encode()


def balance(slot: int) -> dict[str, Any]:
    return {"accountId": 1, "tokenId": slot, "total": "1", "locked": "0", "pending": {"withdraw": "0", "deposit": "0"}}


def holding(number: int) -> dict[str, Any]:
    return {"collection": {"id": number}, "count": 1}


def asset(number: int) -> dict[str, Any]:
    return {"nft": {"blockchain": "ETH", "contract_address": "0xb2", "token_id": str(number)}, "quantity": 1}


PAGED: list[tuple[str, Callable[[Any], Any], list[Any], list[tuple[bytes, bytes]]]] = [
    (
        "hedera",
        lambda client: client.nfts("0.0.1", page_size=2),
        [
            hedera_page(f"{PATH}?limit=2&token.id=lte:0.0.8&serialnumber=lt:1", nft(9, 1), nft(8, 1)),
            hedera_page(f"{PATH}?limit=2&token.id=lte:0.0.7&serialnumber=lt:4", nft(7, 4)),
            hedera_page(None),
        ],
        [
            (f"/gate{PATH}?limit=2".encode(), b""),
            (f"/gate{PATH}?limit=2&token.id=lte:0.0.8&serialnumber=lt:1".encode(), b""),
            (f"/gate{PATH}?limit=2&token.id=lte:0.0.7&serialnumber=lt:4".encode(), b""),
        ],
    ),
    (
        "loopring",
        lambda client: client.nft_balances(account_id=1, token_ids=[1, 2, 3], page_size=100),
        [
            {"totalNum": 3, "data": [balance(1), balance(2)]},
            {"totalNum": 0, "data": [balance(3)]},
        ],
        [
            (b"/gate/api/v3/user/nft/balances?accountId=1&tokenIds=1,2,3&offset=0&limit=100", b""),
            (b"/gate/api/v3/user/nft/balances?accountId=1&tokenIds=1,2,3&offset=2&limit=100", b""),
        ],
    ),
    (
        "loopring",
        lambda client: client.collections(1, page_size=2),
        [
            {"totalNum": 0, "collections": [holding(1), holding(2)]},
            {"totalNum": 0, "collections": [holding(3)]},
            {"totalNum": 0, "collections": []},
        ],
        [
            (b"/gate/api/v3/user/collection/details?accountId=1&offset=0&limit=2", b""),
            (b"/gate/api/v3/user/collection/details?accountId=1&offset=2&limit=2", b""),
            (b"/gate/api/v3/user/collection/details?accountId=1&offset=3&limit=2", b""),
        ],
    ),
    (
        "swapchat",
        lambda client: client.nfts("u", "w", page_size=2),
        [
            {"total": 3, "assets": [asset(1)]},
            {"code": 0, "msg": "ok", "data": {"total": 3, "assets": [asset(2), asset(3)]}},
        ],
        [
            (b"/gate/users/u/nfts", b'{"wallet_address":"w","page":1,"size":2}'),
            (b"/gate/users/u/nfts", b'{"wallet_address":"w","page":2,"size":2}'),
        ],
    ),
]
paged = pytest.mark.parametrize(
    ("api", "call", "replies", "expected"), PAGED, ids=["by link", "by offset", "by offset, no total", "by page"]
)


@flavours
@paged
def test_the_requests_of_a_whole_listing(
    api: str, call: Callable[[Any], Any], replies: list[Any], expected: list[tuple[bytes, bytes]], flavour: tuple[str, bool]
) -> None:
    sent = sends(flavour, maker(api), call, replies)
    assert [(request.target, request.body) for request in sent] == expected
    assert (
        len({tuple(sorted((name, value) for name, value in request.headers.items() if name != "content-length")) for request in sent}) == 1
    )


class Resumed:
    """A client whose every listing begins at a cursor."""

    def __init__(self, client: Any, cursor: str | None) -> None:
        self._client, self._cursor = client, cursor

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)
        return lambda *arguments, **keywords: method(*arguments, **keywords, cursor=self._cursor)


@flavours
@paged
def test_a_cursor_sends_exactly_the_next_page(
    api: str, call: Callable[[Any], Any], replies: list[Any], expected: list[tuple[bytes, bytes]], flavour: tuple[str, bool]
) -> None:
    def answer(replies: list[Any]) -> Any:
        left = iter(replies)
        return httpx2.Client(transport=httpx2.MockTransport(lambda _: httpx2.Response(200, json=next(left))))

    with answer(replies) as http_client:
        cursors = [page.cursor for page in call(maker(api)(0, http_client)).pages()]
    assert cursors[-1] is None
    for read, cursor in enumerate(cursors[:-1], start=1):

        def resumed(client: Any, cursor: str | None = cursor) -> Any:
            return call(Resumed(client, cursor))

        sent = sends(flavour, maker(api), resumed, replies[read:])
        assert [(request.target, request.body) for request in sent] == expected[read:]

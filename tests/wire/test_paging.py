"""The requests for later pages: by link, by offset, by number, and from a cursor."""

from collections.abc import Callable, Mapping
from typing import Any

import httpx2
import pytest
from nft_holdings import DecodeError, serial_number, spender_id, token_id

from tests.support.sent_requests import flavours, maker, sends

# Following pages


def nft(token: int, serial: int) -> dict[str, Any]:
    row = dict.fromkeys(("created_timestamp", "delegating_spender", "deleted", "metadata", "modified_timestamp", "spender"))
    return {**row, "account_id": "0.0.1", "token_id": f"0.0.{token}", "serial_number": serial}


def hedera_page(following: str | None, *rows: dict[str, Any]) -> dict[str, Any]:
    return {"nfts": list(rows), "links": {"next": following}}


PATH = "/api/v1/accounts/0.0.1/nfts"
# A link, the query that is sent for it, and the listing that it could belong to.
LINKS: list[tuple[str, str, Mapping[str, Any]]] = [
    (f"{PATH}?limit=1&token.id=lte:0.0.9&serialnumber=lt:3", "limit=1&token.id=lte:0.0.9&serialnumber=lt:3", {}),
    (f"/gate{PATH}?limit=1&token.id=lte:0.0.9&serialnumber=lt:3", "limit=1&token.id=lte:0.0.9&serialnumber=lt:3", {}),
    (f"https://foreign.example:8443{PATH}?limit=1&order=asc&token.id=gte:0.0.9", "limit=1&order=asc&token.id=gte:0.0.9", {"order": "asc"}),
    (f"//foreign.example{PATH}?limit=1", "limit=1", {}),
    (f"https://user:password@foreign.example/any/prefix{PATH}?limit=1#fragment", "limit=1", {}),
    (f"{PATH.replace('0.0.1', '0%2E0.1')}?limit=1", "limit=1", {}),
    (
        f"{PATH}?limit=1&token.id=gte%3A0.0.9&token.id=lt%3A0.0.99",
        "limit=1&token.id=gte:0.0.9&token.id=lt:0.0.99",
        {"filter": (token_id >= 9) & (token_id < 99)},
    ),
    (
        f"{PATH}?spender.id=0.0.5&spender.id=0.0.6",
        "spender.id=0.0.5&spender.id=0.0.6",
        {"filter": spender_id.is_in(["0.0.6", "0.0.5"])},
    ),
    (
        f"{PATH}?token.id=gte:0.0.9&token.id=lte:0.0.9&serialnumber=gt:1&serialnumber=lt:4",
        "serialnumber=gt:1&serialnumber=lt:4&token.id=0.0.9",
        {"filter": (token_id == 9) & (serial_number > 1)},
    ),
    (
        f"{PATH}?token.id=lte:9&token.id=gte:0.0.9&serialnumber=gt:1",
        "serialnumber=gt:1&token.id=0.0.9",
        {"filter": (token_id >= 9) & (token_id <= 9) & (serial_number > 1)},
    ),
    (
        f"{PATH}?token.id=gte:0.0.9&token.id=lte:0.0.10&serialnumber=gt:1",
        "token.id=gte:0.0.9&token.id=lte:0.0.10&serialnumber=gt:1",
        {"filter": (token_id >= 9) & (token_id <= 10) & (serial_number > 1)},
    ),
    ("?limit=1", "limit=1", {}),
    ("nfts?limit=1", "limit=1", {}),
    (f"{PATH}/?limit=1", "limit=1", {}),
    ("/accounts/0.0.1/nfts?limit=1", "limit=1", {}),
    ("/api/v1/accounts/1/nfts?limit=1&order=DESC", "limit=1&order=DESC", {}),
    (f"{PATH}?token.id=gt:0.0.8&token.id=lte:0.0.9", "token.id=gt:0.0.8&token.id=lte:0.0.9", {"filter": token_id > 8}),
]


@flavours
@pytest.mark.parametrize(("link", "query", "question"), LINKS)
def test_the_next_page_by_link(link: str, query: str, question: Mapping[str, Any], flavour: tuple[str, bool]) -> None:
    replies = [hedera_page(link, {**nft(9, 3), "spender": "0.0.5"}), hedera_page(None)]
    sent = sends(flavour, maker("hedera"), lambda client: client.nfts("0.0.1", page_size=1, **question), replies)
    assert [request.server for request in sent] == ["https://api.example"] * 2
    assert sent[1].target == f"/gate{PATH}?{query}".encode()


@flavours
@pytest.mark.parametrize(
    "link",
    [
        "/api/v1/transactions?timestamp=lt:1700000000.000000001",
        "/api/v1/accounts/0.0.2/nfts?limit=1",
        f"{PATH}/allowances?limit=1",
        PATH,
        f"{PATH}?",
    ],
)
def test_a_link_to_anything_else_is_not_followed(link: str, flavour: tuple[str, bool]) -> None:
    # A second request would fail the test, as there is one reply only.
    with pytest.raises(DecodeError) as refused:
        sends(flavour, maker("hedera"), lambda client: client.nfts("0.0.1", page_size=1), [hedera_page(link, nft(9, 3))])
    assert (refused.value.path, refused.value.got) == ("$.links.next", ascii(link))


def balance(slot: int) -> dict[str, Any]:
    return {"accountId": 1, "tokenId": slot, "total": "1", "locked": "0", "pending": {"withdraw": "0", "deposit": "0"}}


def holding(number: int) -> dict[str, Any]:
    return {"collection": {"id": number}, "count": 1}


def asset(number: int) -> dict[str, Any]:
    return {"nft": {"blockchain": "ETH", "contract_address": "0xb2", "token_id": str(number)}, "quantity": 1}


# The last of each: the request that a cursor of each page begins with. A request that was sent because pages of one row leave no
# room for a known one, or because a page was empty, is sent again, from one row before.
PAGED: list[tuple[str, Callable[[Any], Any], list[Any], list[tuple[bytes, bytes]], list[int]]] = [
    (
        "hedera",
        lambda client: client.nfts("0.0.1", page_size=2),
        [
            hedera_page(f"{PATH}?limit=2&token.id=lte:0.0.8&serialnumber=lt:1", nft(9, 1), nft(8, 1)),
            hedera_page(f"{PATH}?limit=2&token.id=lte:0.0.7&serialnumber=lt:4", nft(7, 9), nft(7, 4)),
            hedera_page(None),
        ],
        [
            (f"/gate{PATH}?limit=2".encode(), b""),
            (f"/gate{PATH}?limit=2&token.id=lte:0.0.8&serialnumber=lt:1".encode(), b""),
            (f"/gate{PATH}?limit=2&token.id=lte:0.0.7&serialnumber=lt:4".encode(), b""),
        ],
        [1, 2],
    ),
    (
        "loopring",
        lambda client: client.nft_balances(account_id=1, token_ids=[1, 2, 3, 4], page_size=100),
        [
            {"totalNum": 4, "data": [balance(1), balance(2), balance(3)]},
            {"totalNum": 0, "data": [balance(3), balance(4)]},
        ],
        [
            (b"/gate/api/v3/user/nft/balances?accountId=1&tokenIds=1,2,3,4&offset=0&limit=100", b""),
            (b"/gate/api/v3/user/nft/balances?accountId=1&tokenIds=1,2,3,4&offset=2&limit=100", b""),
        ],
        [1],
    ),
    (
        "loopring",
        lambda client: client.collections(1, page_size=2),
        [
            {"totalNum": 0, "collections": [holding(1), holding(2)]},
            {"totalNum": 0, "collections": [holding(2), holding(3)]},
            {"totalNum": 0, "collections": [holding(3)]},
            {"totalNum": 0, "collections": []},
            {"totalNum": 0, "collections": []},
        ],
        [
            (b"/gate/api/v3/user/collection/details?accountId=1&offset=0&limit=2", b""),
            (b"/gate/api/v3/user/collection/details?accountId=1&offset=1&limit=3", b""),
            (b"/gate/api/v3/user/collection/details?accountId=1&offset=2&limit=3", b""),
            (b"/gate/api/v3/user/collection/details?accountId=1&offset=3&limit=2", b""),
            (b"/gate/api/v3/user/collection/details?accountId=1&offset=3&limit=2", b""),
        ],
        [1, 2],
    ),
    (
        "swapchat",
        lambda client: client.nfts("u", "w", page_size=2),
        [
            {"total": 3, "assets": [asset(1), asset(2)]},
            {"code": 0, "msg": "ok", "data": {"total": 3, "assets": [asset(3)]}},
        ],
        [
            (b"/gate/users/u/nfts", b'{"wallet_address":"w","page":1,"size":2}'),
            (b"/gate/users/u/nfts", b'{"wallet_address":"w","page":2,"size":2}'),
        ],
        [1],
    ),
]
paged = pytest.mark.parametrize(
    ("api", "call", "replies", "expected", "begins"), PAGED, ids=["by link", "by offset", "by offset, no total", "by page"]
)


@flavours
@paged
def test_the_requests_of_a_whole_listing(
    api: str,
    call: Callable[[Any], Any],
    replies: list[Any],
    expected: list[tuple[bytes, bytes]],
    begins: list[int],
    flavour: tuple[str, bool],
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
    api: str,
    call: Callable[[Any], Any],
    replies: list[Any],
    expected: list[tuple[bytes, bytes]],
    begins: list[int],
    flavour: tuple[str, bool],
) -> None:
    def answer(replies: list[Any]) -> Any:
        left = iter(replies)
        return httpx2.Client(transport=httpx2.MockTransport(lambda _: httpx2.Response(200, json=next(left))))

    with answer(replies) as http_client:
        cursors = [page.cursor for page in call(maker(api)(0, http_client)).pages()]
    assert cursors[-1] is None
    for begin, cursor in zip(begins, cursors[:-1], strict=True):

        def resumed(client: Any, cursor: str | None = cursor) -> Any:
            return call(Resumed(client, cursor))

        sent = sends(flavour, maker(api), resumed, replies[begin:])
        assert [(request.target, request.body) for request in sent] == expected[begin:]

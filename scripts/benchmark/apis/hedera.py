"""Hedera: accounts that hold the data sets, listed by links."""

import json
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from typing import Any

from attrs import evolve

from benchmark import data_sets
from benchmark.benchmarked_api import BenchmarkedApi, Page, PageFigure, Reply
from benchmark.expected_rows import hedera_key
from benchmark.hedera_rules import Question, Refused, next_link, places, question, read_query

PATH, TOKENS = "/api/v1/accounts/", "/api/v1/tokens/"
PAGE_SIZE = 100
PLACE = b64encode(b"ipfs://bafkreifd7tcjjuwxxf4qkaibkj62pj4mhfuud7plrdmcstkh2ql5pz6h4e")
TOKEN_ROW = (
    b'{"automatic_association":false,"balance":%d,"created_timestamp":"1600000000.000000001","decimals":0,"freeze_status":"NOT_APPLICABLE",'
    b'"kyc_status":"NOT_APPLICABLE","token_id":"0.0.%d"}'
)
HEDERA_ROW = (
    b'{"account_id":"0.0.%d","created_timestamp":"%d.%09d","delegating_spender":null,"deleted":false,'
    b'"metadata":"' + PLACE + b'%08x%08x",'
    b'"modified_timestamp":"%d.%09d","serial_number":%d,"spender":%b,"token_id":"0.0.%d"}'
)


def row_of(account: int, key: data_sets.Key) -> bytes:
    """Return an NFT, in some 330 bytes. One in eight has a spender."""
    token, serial = key
    mixed = (token * 0x9E3779B1 + serial * 0x85EBCA77) & 0xFFFFFFFF
    spender = b'"0.0.%d"' % (mixed % 900 + 100) if mixed & 7 == 0 else b"null"
    minted = 1_600_000_000 + mixed % 100_000_000
    # Hexadecimal digits are as good as any in base64.
    return HEDERA_ROW % (account, minted, mixed % 10**9, mixed, serial, minted + serial, mixed // 5, serial, spender, token)


def rows_of(account: int) -> list[bytes]:
    """Return all NFTs of an account, in ascending order."""
    return [row_of(account, key) for key in data_sets.hedera_keys(account)]


WRITTEN_WHEN_ASKED = ("million", "tens")
"""The data sets that are too large for their rows to be kept."""


def _rendered(account: int) -> list[bytes] | None:
    """Return all rows of an account; None if they are written when they are requested."""
    return None if data_sets.dataset_of(account) in WRITTEN_WHEN_ASKED else _kept_rows(account)


_kept_rows = cache(rows_of)


def render() -> None:
    """Write the rows of all data sets but the million."""
    for number, _ in data_sets.HEDERA.values():
        _rendered(number)
        data_sets.hedera_balances(number)
    for account in data_sets.many_accounts():
        _rendered(int(account.removeprefix("0.0.")))


def reply(method: str, path: str, text: str, _: bytes, *, defect: bool = False) -> Reply | None:
    """Return the reply to a request; None if it is not one of this API."""
    if method == "GET" and path.startswith(TOKENS):
        return _token_nfts(path, text)
    number, _slash, listing = path.removeprefix(PATH).removeprefix("0.0.").partition("/")
    if method != "GET" or not path.startswith(PATH) or listing not in ("nfts", "tokens"):
        return None
    account = int(number) if number.isdigit() else 0
    dataset = data_sets.dataset_of(account) or "nothing"
    try:
        query = read_query(text)
        asked = question(query)
    except Refused as refusal:
        return Reply(json.dumps({"_status": {"messages": [{"message": str(refusal)}]}}).encode(), dataset, 400)
    if listing == "tokens":
        return Reply(_tokens(account, asked, path), dataset)
    keys, rendered = data_sets.hedera_keys(account), _rendered(account)
    found = places(keys, asked, defect=defect)
    chosen = found[::-1][: asked.limit] if asked.descending else found[: asked.limit]
    page = [keys[place] for place in chosen]
    written = [row_of(account, key) for key in page] if rendered is None else [rendered[place] for place in chosen]
    link = next_link(path, query, asked, page)
    end = b"null" if link is None else f'"{link}"'.encode()
    return Reply(b'{"nfts":[%b],"links":{"next":%b}}' % (b",".join(written), end), dataset)


def _token_nfts(path: str, text: str) -> Reply | None:
    """Return a page of a token's NFTs; None if it is not one."""
    token, _slash, listing = path.removeprefix(TOKENS).partition("/")
    if token != data_sets.account_of("token") or listing != "nfts":
        return None
    # All of them are of one token, so the rules for an account's NFTs select them.
    asked = question({"token.id": [token], **read_query(text)})
    keys, rendered = data_sets.keys_of("token"), _rendered(int(token.removeprefix("0.0."))) or ()
    found = places(keys, asked)
    chosen = found[::-1][: asked.limit] if asked.descending else found[: asked.limit]
    cursor = "serialnumber=lt:" if asked.descending else "order=asc&serialnumber=gt:"
    end = f'"{path}?limit={asked.limit}&{cursor}{keys[chosen[-1]][1]}"'.encode() if len(chosen) == asked.limit else b"null"
    return Reply(b'{"nfts":[%b],"links":{"next":%b}}' % (b",".join(rendered[place] for place in chosen), end), "token")


def _tokens(account: int, asked: Question, path: str) -> bytes:
    """Return a page of an account's tokens, each with the number of its NFTs."""
    least, most = asked.token.least or 0, asked.token.most
    balances = data_sets.hedera_balances(account)
    found = [token for token in balances if token >= least and (most is None or token <= most)]
    page = (found[::-1] if asked.descending else found)[: asked.limit]
    link = "null" if len(page) < asked.limit else f'"{path}?token.id={"l" if asked.descending else "g"}t:{page[-1]}"'
    return b'{"tokens":[%b],"links":{"next":%b}}' % (b",".join(TOKEN_ROW % (balances[token], token) for token in page), link.encode())


def _page(fetch: Any) -> Page:
    account = data_sets.account_of("mixed")
    content = fetch("GET", f"{PATH}{account}/nfts?limit={PAGE_SIZE}")
    return Page("hedera", "Nfts", content, ("nfts",), hedera_key, data_sets.hedera_keys_of(account)[:PAGE_SIZE])


def _page_with_unknown_fields(body: Callable[..., bytes]) -> Page:
    page = _page(body)
    document = json.loads(page.body)
    for number, row in enumerate(document["nfts"]):
        row["later_field"] = f"0.0.{number}"
    return evolve(page, body=json.dumps(document, separators=(",", ":")).encode())


BENCHMARKED_API = BenchmarkedApi(
    reply=reply,
    render=render,
    pages={
        "hedera": PageFigure("Hedera, 100 rows", 0.72, _page),
        "hedera-unknown": PageFigure("Hedera, 100 rows, each with an unknown field", 3, _page_with_unknown_fields, "msgspec.json.decode"),
    },
)

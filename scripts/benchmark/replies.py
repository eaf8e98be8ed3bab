"""What the server replies to a request, of which nothing depends on anything but the request."""

import json
from collections.abc import Mapping, Sequence
from functools import cache

from attrs import frozen

from . import data_sets, rows
from .hedera_rules import Refused, next_link, places, question, read_query

HEDERA_PATH = "/api/v1/accounts/"
BALANCES_PATH, COLLECTIONS_PATH = "/api/v3/user/nft/balances", "/api/v3/user/collection/details"
LOOPRING_DEFAULT, LOOPRING_LARGEST, SWAPCHAT_LARGEST = 20, 50, 50


@frozen
class Reply:
    """A reply, and the data set that it was counted for."""

    body: bytes
    dataset: str
    status: int = 200


def reply_to(method: str, target: str, body: bytes = b"", *, defect: bool = False) -> Reply:
    """The reply to a request; 404 if no API has such a path."""
    path, _, query = target.partition("?")
    if path.startswith(HEDERA_PATH) and path.endswith("/nfts") and method == "GET":
        return _hedera(path, query, defect=defect)
    if path in (BALANCES_PATH, COLLECTIONS_PATH) and method == "GET":
        return _loopring(path, read_query(query))
    if path.startswith("/users/") and path.endswith("/nfts") and method == "POST":
        return _swapchat(json.loads(body))
    return Reply(b'{"_status":{"messages":[{"message":"Not found"}]}}', "nothing", 404)


@cache
def _rendered(account: int) -> list[bytes] | None:
    """All rows of an account; those of the million are written when they are asked for."""
    return None if data_sets.dataset_of(account) == "million" else rows.hedera_rows(account)


def render_all() -> None:
    """Write the rows of all data sets, so that no request waits for that."""
    for number, _ in data_sets.HEDERA.values():
        _rendered(number)
    for account in data_sets.many_accounts():
        _rendered(int(account.removeprefix("0.0.")))
    for metadata in (False, True):
        rows.loopring_rows(metadata=metadata)
    rows.collection_rows()
    rows.swapchat_rows()


def _hedera(path: str, text: str, *, defect: bool) -> Reply:
    number = path[len(HEDERA_PATH) : -len("/nfts")].removeprefix("0.0.")
    account = int(number) if number.isdigit() else 0
    dataset = data_sets.dataset_of(account) or "nothing"
    try:
        query = read_query(text)
        asked = question(query)
    except Refused as refusal:
        return Reply(json.dumps({"_status": {"messages": [{"message": str(refusal)}]}}).encode(), dataset, 400)
    keys, rendered = data_sets.hedera_keys(account), _rendered(account)
    found = places(keys, asked, defect=defect)
    chosen = found[::-1][: asked.limit] if asked.descending else found[: asked.limit]
    page = [keys[place] for place in chosen]
    written = [rows.hedera_row(account, key) for key in page] if rendered is None else [rendered[place] for place in chosen]
    link = next_link(path, query, asked, page)
    end = b"null" if link is None else f'"{link}"'.encode()
    return Reply(b'{"nfts":[%b],"links":{"next":%b}}' % (b",".join(written), end), dataset)


def _loopring(path: str, query: Mapping[str, Sequence[str]]) -> Reply:
    offset, limit = int(query.get("offset", ["0"])[-1]), int(query.get("limit", [str(LOOPRING_DEFAULT)])[-1])
    if path == COLLECTIONS_PATH:
        held, name, dataset = rows.collection_rows(), b"collections", "loopring-collections"
    else:
        metadata = query.get("metadata", ["false"])[-1] == "true"
        held, name, dataset = rows.loopring_rows(metadata=metadata), b"data", "loopring"
    if query.get("accountid", [""])[-1] != str(data_sets.LOOPRING_ACCOUNT):
        held = []
    page = held[offset : offset + min(limit, LOOPRING_LARGEST)]
    # Past the end, the real server forgets how many there are.
    total = len(held) if page else 0
    return Reply(b'{"totalNum":%d,"%b":[%b]}' % (total, name, b",".join(page)), dataset)


def _swapchat(asked: Mapping[str, object]) -> Reply:
    page, size = int(str(asked["page"])), min(int(str(asked["size"])), SWAPCHAT_LARGEST)
    held = rows.swapchat_rows() if asked["wallet_address"] == data_sets.SWAPCHAT_WALLET else []
    written = b",".join(held[(page - 1) * size : page * size])
    return Reply(b'{"code":0,"msg":"ok","data":{"total":%d,"assets":[%b]}}' % (len(held), written), "swapchat")

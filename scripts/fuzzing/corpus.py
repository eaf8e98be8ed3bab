"""What the fuzzer starts from: replies of the sandbox to every question, in every encoding."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
from nft_holdings import NftHoldingsError
from nft_holdings._paging.operation import Operation
from nft_holdings._paging.page import ListingBroken
from nft_holdings._transport.messages import Reply, Request
from nft_holdings.sandbox import Sandbox, Settings

from .inputs import ENCODINGS, PACK, STATUSES, Input, questions

PAGES = 3


def write_corpus(folder: Path) -> int:
    """Write the replies as inputs into a folder; returns how many there are."""
    folder.mkdir()
    written: set[bytes] = set()
    for settings in (Settings(), Settings(hedera_quirks=True, swapchat_envelope=False)):
        with Sandbox(settings) as sandbox, httpx2.Client(base_url=sandbox.url) as client:
            for index, operation in enumerate(questions()):
                for reply in _replies(operation, client, sandbox.credentials("loopring")["api_key"]):
                    if reply.status in STATUSES:
                        encoding = ENCODINGS[len(written) % len(ENCODINGS)]
                        for each in {"", encoding}:
                            written.add(Input(index, reply.status, each, PACK[each](reply.content)).written())
    for number, data in enumerate(sorted(written)):
        (folder / f"{number:04}").write_bytes(data)
    return len(written)


def _replies(operation: Operation[Any], client: httpx2.Client, key: str) -> Iterator[Reply]:
    pager = operation.pager(None)
    yield _asked(pager.request(), client, "wrong")
    for _ in range(PAGES):
        reply = _asked(pager.request(), client, key)
        yield reply
        try:
            pager.take(operation.read(reply))
        except (NftHoldingsError, ListingBroken):
            return
        if pager.state == "over":
            return


def _asked(request: Request, client: httpx2.Client, key: str) -> Reply:
    response = client.request(request.method, request.target, json=request.body, headers={"x-api-key": key})
    return Reply(response.status_code, response.headers, response.content, None)

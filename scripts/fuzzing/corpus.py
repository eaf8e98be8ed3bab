"""The fuzzer's first inputs: replies of the sandbox to every operation, in every encoding."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx2
from nft_holdings import NftHoldingsError
from nft_holdings._paging.operation import Operation
from nft_holdings._paging.page import ListingBroken
from nft_holdings._transport.messages import Reply, Request
from nft_holdings.sandbox import Sandbox, Settings

from .fuzzed_api import all_operations, fuzzed_apis
from .inputs import ENCODINGS, PACK, STATUSES, Input

PAGES = 3


def write_corpus(folder: Path) -> int:
    """Write replies as inputs into a folder, and return their number."""
    folder.mkdir()
    written: set[bytes] = set()
    apis = fuzzed_apis()
    varied = {name: value for api in apis.values() for name, value in api.settings.items()}
    for settings in (Settings(), Settings(**varied)):
        with Sandbox(settings) as sandbox, httpx2.Client(base_url=sandbox.url) as client:
            headers = {name: value for api in apis.values() for name, value in api.headers(sandbox).items()}
            for index, operation in enumerate(all_operations()):
                for reply in _replies(operation, client, headers):
                    if reply.status in STATUSES:
                        encoding = ENCODINGS[len(written) % len(ENCODINGS)]
                        for each in {"", encoding}:
                            written.add(Input(index, reply.status, each, PACK[each](reply.content)).written())
    for number, data in enumerate(sorted(written)):
        (folder / f"{number:04}").write_bytes(data)
    return len(written)


def _replies(operation: Operation[Any], client: httpx2.Client, headers: Mapping[str, str]) -> Iterator[Reply]:
    pager = operation.pager(None)
    yield _asked(pager.request(), client, dict.fromkeys(headers, "wrong"))
    for _ in range(PAGES):
        reply = _asked(pager.request(), client, headers)
        yield reply
        try:
            pager.take(operation.read(reply))
        except (NftHoldingsError, ListingBroken):
            return
        if pager.state == "over":
            return


def _asked(request: Request, client: httpx2.Client, headers: Mapping[str, str]) -> Reply:
    response = client.request(request.method, request.target, json=request.body, headers=dict(headers))
    return Reply(response.status_code, response.headers, response.content, None)

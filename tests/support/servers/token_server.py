"""A server of one token's NFTs."""

from collections.abc import Sequence

import httpx2

from tests.support.servers.mirror_node import row_of

TOKEN = "0.0.2000"
LARGEST = 2**63 - 1


class TokenServer:
    """Answers for the NFTs of one token."""

    def __init__(self, serials: Sequence[int]) -> None:
        self.serials = sorted(serials)

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        query = request.url.params
        low, high = 1, LARGEST
        for value in query.get_list("serialnumber"):
            operator, _, number = value.rpartition(":")
            low = max(low, int(number) + (operator == "gt")) if operator in ("", "gt", "gte") else low
            high = min(high, int(number) - (operator == "lt")) if operator in ("", "lt", "lte") else high
        found = [each for each in self.serials if low <= each <= high]
        page = sorted(found, reverse=query.get("order") != "asc")[: int(query["limit"])]
        following = f"{request.url.path}?serialnumber=lt:{page[-1]}" if len(page) == int(query["limit"]) else None
        return httpx2.Response(200, json={"nfts": [row_of(2_000, each, None) for each in page], "links": {"next": following}})

"""Requests of a client's method, recorded by an HTTP client that refuses them."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import httpx2
from attrs import frozen
from nft_holdings import NftHoldingsError
from nft_holdings._apis import Api, ListingInfo

from publication.spec import PublicationRefused

from .sandbox_values import SANDBOX_URL, credentials


@frozen
class Sent:
    """A request, by its parts."""

    path: str
    query: Mapping[str, tuple[str, ...]]
    body: Mapping[str, object]


def sent_by(api: Api, command: ListingInfo, arguments: Mapping[str, Any]) -> Sent:
    """Return the first request that a call sends.

    Raises:
        PublicationRefused: Nothing is sent.
    """
    requests: list[httpx2.Request] = []

    def refuse(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return httpx2.Response(404, json={})

    client: Any = api.client
    with (
        httpx2.Client(transport=httpx2.MockTransport(refuse)) as http_client,
        client(SANDBOX_URL, **credentials(api.name), http_client=http_client, retry=None, rate_limit=None) as asked,
    ):
        try:
            getattr(asked, command.method)(**arguments).first()
        except NftHoldingsError as refusal:
            if not requests:
                raise PublicationRefused(f"{api.title}.{command.method}({arguments}) sends nothing: {refusal}") from refusal
    return _parts(requests[0])


def _parts(request: httpx2.Request) -> Sent:
    path, _, query = request.url.raw_path.decode().partition("?")
    values: dict[str, tuple[str, ...]] = {}
    for key, value in parse_qsl(query, keep_blank_values=True):
        values[key] = (*values.get(key, ()), value)
    return Sent(path, values, json.loads(request.content) if request.content else {})

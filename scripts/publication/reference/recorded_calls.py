"""Requests of a client's method, recorded by an HTTP client that refuses them, or at a sandbox."""

import json
from collections.abc import Mapping
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl

import httpx2
from attrs import frozen
from nft_holdings import FilterError, NftHoldingsError
from nft_holdings._apis import Api, ListingInfo
from nft_holdings.sandbox import Sandbox

from publication.spec import PublicationRefused

from .sandbox_values import SANDBOX_URL, credentials

FIRST_PAGES = 3


@frozen
class Sent:
    """A request, by its parts."""

    path: str
    query: Mapping[str, tuple[str, ...]]
    body: Mapping[str, object]


def sent_by(api: Api, command: ListingInfo, arguments: Mapping[str, Any]) -> Sent:
    """Return the first request that a call sends.

    Raises:
        FilterError: The filter is refused.
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
            answer = getattr(asked, command.method)(**arguments)
            if command.rows_at:
                answer.first()
        except FilterError:
            raise
        except NftHoldingsError as refusal:
            if not requests:
                raise PublicationRefused(f"{api.title}.{command.method}({arguments}) sends nothing: {refusal}") from refusal
    return _parts(requests[0])


def all_sent_by(api: Api, command: ListingInfo, arguments: Mapping[str, Any]) -> list[Sent]:
    """Return the requests for the first pages of a listing, which a sandbox answers."""
    requests: list[httpx2.Request] = []
    client: Any = api.client
    with (
        Sandbox() as sandbox,
        httpx2.Client(event_hooks={"request": [requests.append]}) as http_client,
        client(sandbox.url, **credentials(api.name), http_client=http_client, concurrency=1) as asked,
    ):
        list(islice(getattr(asked, command.method)(**arguments).pages(), FIRST_PAGES))
    if len(requests) < FIRST_PAGES:
        raise PublicationRefused(f"{api.title}.{command.method}({arguments}) has too few pages: name an account or a token with more rows")
    return [_parts(request) for request in requests]


def _parts(request: httpx2.Request) -> Sent:
    path, _, query = request.url.raw_path.decode().partition("?")
    values: dict[str, tuple[str, ...]] = {}
    for key, value in parse_qsl(query, keep_blank_values=True):
        values[key] = (*values.get(key, ()), value)
    return Sent(path, values, json.loads(request.content) if request.content else {})

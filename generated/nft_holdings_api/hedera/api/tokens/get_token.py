# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from typing import Any, cast
from urllib.parse import quote

import httpx2 as httpx

from ... import errors
from ...client import Client
from ...models.error import Error
from ...models.token import Token
from ...types import UNSET, Response, Unset


def _get_kwargs(
    token_id: str,
    *,
    timestamp: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["timestamp"] = timestamp

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/tokens/{token_id}".format(
            token_id=quote(str(token_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: Client, response: httpx.Response) -> Any | Error | Token | None:
    if response.status_code == 200:
        response_200 = Token.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = Error.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Error.from_dict(response.json())

        return response_401

    if response.status_code == 404:
        response_404 = Error.from_dict(response.json())

        return response_404

    if response.status_code == 431:
        response_431 = cast(Any, None)
        return response_431

    if response.status_code == 500:
        response_500 = Error.from_dict(response.json())

        return response_500

    if response.status_code == 503:
        response_503 = Error.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: Client, response: httpx.Response) -> Response[Any | Error | Token]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    token_id: str,
    *,
    client: Client,
    timestamp: str | Unset = UNSET,
) -> Response[Any | Error | Token]:
    """Show a token

     Shows a token's name, symbol, supply, treasury, keys and fees, of NFTs and fungible tokens alike,
    now or at a time. A
    deleted token is shown with `deleted` true.

    `total_supply` of a token of NFTs is the ledger's count, mints less burns. The server does not count
    the NFTs.

    Args:
        token_id (str):
        timestamp (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Error | Token]
    """

    kwargs = _get_kwargs(
        token_id=token_id,
        timestamp=timestamp,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    token_id: str,
    *,
    client: Client,
    timestamp: str | Unset = UNSET,
) -> Any | Error | Token | None:
    """Show a token

     Shows a token's name, symbol, supply, treasury, keys and fees, of NFTs and fungible tokens alike,
    now or at a time. A
    deleted token is shown with `deleted` true.

    `total_supply` of a token of NFTs is the ledger's count, mints less burns. The server does not count
    the NFTs.

    Args:
        token_id (str):
        timestamp (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Error | Token
    """

    return sync_detailed(
        token_id=token_id,
        client=client,
        timestamp=timestamp,
    ).parsed


async def asyncio_detailed(
    token_id: str,
    *,
    client: Client,
    timestamp: str | Unset = UNSET,
) -> Response[Any | Error | Token]:
    """Show a token

     Shows a token's name, symbol, supply, treasury, keys and fees, of NFTs and fungible tokens alike,
    now or at a time. A
    deleted token is shown with `deleted` true.

    `total_supply` of a token of NFTs is the ledger's count, mints less burns. The server does not count
    the NFTs.

    Args:
        token_id (str):
        timestamp (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Error | Token]
    """

    kwargs = _get_kwargs(
        token_id=token_id,
        timestamp=timestamp,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    token_id: str,
    *,
    client: Client,
    timestamp: str | Unset = UNSET,
) -> Any | Error | Token | None:
    """Show a token

     Shows a token's name, symbol, supply, treasury, keys and fees, of NFTs and fungible tokens alike,
    now or at a time. A
    deleted token is shown with `deleted` true.

    `total_supply` of a token of NFTs is the ledger's count, mints less burns. The server does not count
    the NFTs.

    Args:
        token_id (str):
        timestamp (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Error | Token
    """

    return (
        await asyncio_detailed(
            token_id=token_id,
            client=client,
            timestamp=timestamp,
        )
    ).parsed

# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from typing import Any, cast
from urllib.parse import quote

import httpx2 as httpx

from ... import errors
from ...client import Client
from ...models.error import Error
from ...models.token_nft import TokenNft
from ...types import Response


def _get_kwargs(
    token_id: str,
    serial_number: int,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/tokens/{token_id}/nfts/{serial_number}".format(
            token_id=quote(str(token_id), safe=""),
            serial_number=quote(str(serial_number), safe=""),
        ),
    }

    return _kwargs


def _parse_response(*, client: Client, response: httpx.Response) -> Any | Error | TokenNft | None:
    if response.status_code == 200:
        response_200 = TokenNft.from_dict(response.json())

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


def _build_response(*, client: Client, response: httpx.Response) -> Response[Any | Error | TokenNft]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    token_id: str,
    serial_number: int,
    *,
    client: Client,
) -> Response[Any | Error | TokenNft]:
    """Show one NFT with its holder

     Shows one NFT with its holder. A burned or wiped NFT is shown too: it has no holder, and `deleted`
    is true. An NFT of
    a deleted token keeps its holder, with `deleted` true.

    Args:
        token_id (str):
        serial_number (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Error | TokenNft]
    """

    kwargs = _get_kwargs(
        token_id=token_id,
        serial_number=serial_number,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    token_id: str,
    serial_number: int,
    *,
    client: Client,
) -> Any | Error | TokenNft | None:
    """Show one NFT with its holder

     Shows one NFT with its holder. A burned or wiped NFT is shown too: it has no holder, and `deleted`
    is true. An NFT of
    a deleted token keeps its holder, with `deleted` true.

    Args:
        token_id (str):
        serial_number (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Error | TokenNft
    """

    return sync_detailed(
        token_id=token_id,
        serial_number=serial_number,
        client=client,
    ).parsed


async def asyncio_detailed(
    token_id: str,
    serial_number: int,
    *,
    client: Client,
) -> Response[Any | Error | TokenNft]:
    """Show one NFT with its holder

     Shows one NFT with its holder. A burned or wiped NFT is shown too: it has no holder, and `deleted`
    is true. An NFT of
    a deleted token keeps its holder, with `deleted` true.

    Args:
        token_id (str):
        serial_number (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Error | TokenNft]
    """

    kwargs = _get_kwargs(
        token_id=token_id,
        serial_number=serial_number,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    token_id: str,
    serial_number: int,
    *,
    client: Client,
) -> Any | Error | TokenNft | None:
    """Show one NFT with its holder

     Shows one NFT with its holder. A burned or wiped NFT is shown too: it has no holder, and `deleted`
    is true. An NFT of
    a deleted token keeps its holder, with `deleted` true.

    Args:
        token_id (str):
        serial_number (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Error | TokenNft
    """

    return (
        await asyncio_detailed(
            token_id=token_id,
            serial_number=serial_number,
            client=client,
        )
    ).parsed

# Generated from specs/swapchat.yaml: do not edit. Rebuild with scripts/generate.
from typing import Any, cast
from urllib.parse import quote

import httpx2 as httpx

from ...client import Client
from ...models.error_body import ErrorBody
from ...models.nft_list import NftList
from ...models.nft_list_envelope import NftListEnvelope
from ...models.nft_list_request import NftListRequest
from ...types import Response


def _get_kwargs(
    user_id: str,
    *,
    body: NftListRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/users/{user_id}/nfts".format(
            user_id=quote(str(user_id), safe=""),
        ),
    }

    _kwargs["json"] = cast(Any, None) if body is None else body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: Client, response: httpx.Response) -> ErrorBody | NftList | NftListEnvelope:
    if response.status_code == 200:

        def _parse_response_200(data: object) -> NftList | NftListEnvelope:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                response_200_type_0 = NftListEnvelope.from_dict(data)

                return response_200_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            response_200_type_1 = NftList.from_dict(data)

            return response_200_type_1

        response_200 = _parse_response_200(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ErrorBody.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ErrorBody.from_dict(response.json())

        return response_401

    response_default = ErrorBody.from_dict(response.json())

    return response_default


def _build_response(*, client: Client, response: httpx.Response) -> Response[ErrorBody | NftList | NftListEnvelope]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    user_id: str,
    *,
    client: Client,
    body: NftListRequest,
) -> Response[ErrorBody | NftList | NftListEnvelope]:
    """List the NFTs that a wallet holds

     Lists the NFTs that a wallet address holds, page by page, each with the quantity held. It is a read
    although it is
    a POST: it changes nothing and may be repeated.

    The reply is an envelope of `code`, `msg` and `data`, or the bare listing; `x-rules` tells them
    apart, and says
    how a refusal looks and where a listing ends. Neither an order of the rows nor a limit of the rate
    is documented.

    Args:
        user_id (str):
        body (NftListRequest): Whose NFTs, and which page of them.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | NftList | NftListEnvelope]
    """

    kwargs = _get_kwargs(
        user_id=user_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    user_id: str,
    *,
    client: Client,
    body: NftListRequest,
) -> ErrorBody | NftList | NftListEnvelope | None:
    """List the NFTs that a wallet holds

     Lists the NFTs that a wallet address holds, page by page, each with the quantity held. It is a read
    although it is
    a POST: it changes nothing and may be repeated.

    The reply is an envelope of `code`, `msg` and `data`, or the bare listing; `x-rules` tells them
    apart, and says
    how a refusal looks and where a listing ends. Neither an order of the rows nor a limit of the rate
    is documented.

    Args:
        user_id (str):
        body (NftListRequest): Whose NFTs, and which page of them.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | NftList | NftListEnvelope
    """

    return sync_detailed(
        user_id=user_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    user_id: str,
    *,
    client: Client,
    body: NftListRequest,
) -> Response[ErrorBody | NftList | NftListEnvelope]:
    """List the NFTs that a wallet holds

     Lists the NFTs that a wallet address holds, page by page, each with the quantity held. It is a read
    although it is
    a POST: it changes nothing and may be repeated.

    The reply is an envelope of `code`, `msg` and `data`, or the bare listing; `x-rules` tells them
    apart, and says
    how a refusal looks and where a listing ends. Neither an order of the rows nor a limit of the rate
    is documented.

    Args:
        user_id (str):
        body (NftListRequest): Whose NFTs, and which page of them.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | NftList | NftListEnvelope]
    """

    kwargs = _get_kwargs(
        user_id=user_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    user_id: str,
    *,
    client: Client,
    body: NftListRequest,
) -> ErrorBody | NftList | NftListEnvelope | None:
    """List the NFTs that a wallet holds

     Lists the NFTs that a wallet address holds, page by page, each with the quantity held. It is a read
    although it is
    a POST: it changes nothing and may be repeated.

    The reply is an envelope of `code`, `msg` and `data`, or the bare listing; `x-rules` tells them
    apart, and says
    how a refusal looks and where a listing ends. Neither an order of the rows nor a limit of the rate
    is documented.

    Args:
        user_id (str):
        body (NftListRequest): Whose NFTs, and which page of them.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | NftList | NftListEnvelope
    """

    return (
        await asyncio_detailed(
            user_id=user_id,
            client=client,
            body=body,
        )
    ).parsed

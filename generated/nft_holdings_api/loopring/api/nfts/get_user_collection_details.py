# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
from typing import Any

import httpx2 as httpx

from ... import errors
from ...client import Client
from ...models.collection_details import CollectionDetails
from ...models.error import Error
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    account_id: int,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    non_zero: bool | Unset = UNSET,
    token_address: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["accountId"] = account_id

    params["offset"] = offset

    params["limit"] = limit

    params["nonZero"] = non_zero

    params["tokenAddress"] = token_address

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v3/user/collection/details",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: Client, response: httpx.Response) -> CollectionDetails | Error | None:
    if response.status_code == 200:
        response_200 = CollectionDetails.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = Error.from_dict(response.json())

        return response_400

    if response.status_code == 429:
        response_429 = Error.from_dict(response.json())

        return response_429

    if 500 <= response.status_code <= 599:
        response_5xx = Error.from_dict(response.json())

        return response_5xx

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: Client, response: httpx.Response) -> Response[CollectionDetails | Error]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: Client,
    account_id: int,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    non_zero: bool | Unset = UNSET,
    token_address: str | Unset = UNSET,
) -> Response[CollectionDetails | Error]:
    """List the collections that an account's NFTs belong to

     Answers in which collections an account holds NFTs, one row per collection with the number of kinds
    of NFTs held
    under it: kinds, which `nftData` tells apart, not units. The account is named by its number; no
    address is taken.

    `nonZero` leaves out what the account holds nothing of, and `tokenAddress` keeps the collections of
    one contract,
    which may be several.

    Paging goes by `offset` (rows to skip) and `limit` (rows to return). `totalNum` counts all
    collections that match;
    take it from the first page and stop at an empty page, since past the end it is taken to be 0, as
    for the balances.

    Args:
        account_id (int):
        offset (int | Unset):
        limit (int | Unset):
        non_zero (bool | Unset):
        token_address (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CollectionDetails | Error]
    """

    kwargs = _get_kwargs(
        account_id=account_id,
        offset=offset,
        limit=limit,
        non_zero=non_zero,
        token_address=token_address,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: Client,
    account_id: int,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    non_zero: bool | Unset = UNSET,
    token_address: str | Unset = UNSET,
) -> CollectionDetails | Error | None:
    """List the collections that an account's NFTs belong to

     Answers in which collections an account holds NFTs, one row per collection with the number of kinds
    of NFTs held
    under it: kinds, which `nftData` tells apart, not units. The account is named by its number; no
    address is taken.

    `nonZero` leaves out what the account holds nothing of, and `tokenAddress` keeps the collections of
    one contract,
    which may be several.

    Paging goes by `offset` (rows to skip) and `limit` (rows to return). `totalNum` counts all
    collections that match;
    take it from the first page and stop at an empty page, since past the end it is taken to be 0, as
    for the balances.

    Args:
        account_id (int):
        offset (int | Unset):
        limit (int | Unset):
        non_zero (bool | Unset):
        token_address (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CollectionDetails | Error
    """

    return sync_detailed(
        client=client,
        account_id=account_id,
        offset=offset,
        limit=limit,
        non_zero=non_zero,
        token_address=token_address,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    account_id: int,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    non_zero: bool | Unset = UNSET,
    token_address: str | Unset = UNSET,
) -> Response[CollectionDetails | Error]:
    """List the collections that an account's NFTs belong to

     Answers in which collections an account holds NFTs, one row per collection with the number of kinds
    of NFTs held
    under it: kinds, which `nftData` tells apart, not units. The account is named by its number; no
    address is taken.

    `nonZero` leaves out what the account holds nothing of, and `tokenAddress` keeps the collections of
    one contract,
    which may be several.

    Paging goes by `offset` (rows to skip) and `limit` (rows to return). `totalNum` counts all
    collections that match;
    take it from the first page and stop at an empty page, since past the end it is taken to be 0, as
    for the balances.

    Args:
        account_id (int):
        offset (int | Unset):
        limit (int | Unset):
        non_zero (bool | Unset):
        token_address (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CollectionDetails | Error]
    """

    kwargs = _get_kwargs(
        account_id=account_id,
        offset=offset,
        limit=limit,
        non_zero=non_zero,
        token_address=token_address,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
    account_id: int,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    non_zero: bool | Unset = UNSET,
    token_address: str | Unset = UNSET,
) -> CollectionDetails | Error | None:
    """List the collections that an account's NFTs belong to

     Answers in which collections an account holds NFTs, one row per collection with the number of kinds
    of NFTs held
    under it: kinds, which `nftData` tells apart, not units. The account is named by its number; no
    address is taken.

    `nonZero` leaves out what the account holds nothing of, and `tokenAddress` keeps the collections of
    one contract,
    which may be several.

    Paging goes by `offset` (rows to skip) and `limit` (rows to return). `totalNum` counts all
    collections that match;
    take it from the first page and stop at an empty page, since past the end it is taken to be 0, as
    for the balances.

    Args:
        account_id (int):
        offset (int | Unset):
        limit (int | Unset):
        non_zero (bool | Unset):
        token_address (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CollectionDetails | Error
    """

    return (
        await asyncio_detailed(
            client=client,
            account_id=account_id,
            offset=offset,
            limit=limit,
            non_zero=non_zero,
            token_address=token_address,
        )
    ).parsed

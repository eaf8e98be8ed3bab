# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
from typing import Any

import httpx2 as httpx

from ... import errors
from ...client import Client
from ...models.error import Error
from ...models.nft_balances import NftBalances
from ...types import UNSET, Response, Unset, comma_joined


def _get_kwargs(
    *,
    account_id: int | Unset = UNSET,
    address: str | Unset = UNSET,
    nft_datas: list[str] | Unset = UNSET,
    token_addrs: list[str] | Unset = UNSET,
    token_ids: list[int] | Unset = UNSET,
    offset: int | Unset = UNSET,
    limit: int | Unset = 20,
    non_zero: bool | Unset = True,
    metadata: bool | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["accountId"] = account_id

    params["address"] = address

    json_nft_datas: list[str] | Unset = UNSET
    if not isinstance(nft_datas, Unset):
        json_nft_datas = nft_datas

    params["nftDatas"] = comma_joined(json_nft_datas)

    json_token_addrs: list[str] | Unset = UNSET
    if not isinstance(token_addrs, Unset):
        json_token_addrs = token_addrs

    params["tokenAddrs"] = comma_joined(json_token_addrs)

    json_token_ids: list[int] | Unset = UNSET
    if not isinstance(token_ids, Unset):
        json_token_ids = token_ids

    params["tokenIds"] = comma_joined(json_token_ids)

    params["offset"] = offset

    params["limit"] = limit

    params["nonZero"] = non_zero

    params["metadata"] = metadata

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v3/user/nft/balances",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: Client, response: httpx.Response) -> Error | NftBalances | None:
    if response.status_code == 200:
        response_200 = NftBalances.from_dict(response.json())

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


def _build_response(*, client: Client, response: httpx.Response) -> Response[Error | NftBalances]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: Client,
    account_id: int | Unset = UNSET,
    address: str | Unset = UNSET,
    nft_datas: list[str] | Unset = UNSET,
    token_addrs: list[str] | Unset = UNSET,
    token_ids: list[int] | Unset = UNSET,
    offset: int | Unset = UNSET,
    limit: int | Unset = 20,
    non_zero: bool | Unset = True,
    metadata: bool | Unset = UNSET,
) -> Response[Error | NftBalances]:
    """List the NFTs that an account holds

     Answers which NFTs an account holds on layer 2, one row per kind of NFT with the amount held. The
    account is named
    by its number or by its address, one of which is needed.

    `nftData` tells kinds of NFTs apart. `tokenId` does not: it is the slot that the NFT takes within
    this account,
    and the same NFT sits in other slots of other accounts.

    Rows whose amount is 0 are hidden unless `nonZero` is false. The lists `nftDatas`, `tokenAddrs` and
    `tokenIds`
    narrow the answer down. With `metadata` set, rows carry what is known about the NFT's content.

    Paging goes by `offset` (rows to skip) and `limit` (rows to return, never more than 50). `totalNum`
    counts all rows
    that match, but is 0 on a page past the end: take it from the first page, and stop at an empty page.
    There is no
    parameter `page`.

    Args:
        account_id (int | Unset):
        address (str | Unset):
        nft_datas (list[str] | Unset):
        token_addrs (list[str] | Unset):
        token_ids (list[int] | Unset):
        offset (int | Unset):
        limit (int | Unset):  Default: 20.
        non_zero (bool | Unset):  Default: True.
        metadata (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | NftBalances]
    """

    kwargs = _get_kwargs(
        account_id=account_id,
        address=address,
        nft_datas=nft_datas,
        token_addrs=token_addrs,
        token_ids=token_ids,
        offset=offset,
        limit=limit,
        non_zero=non_zero,
        metadata=metadata,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: Client,
    account_id: int | Unset = UNSET,
    address: str | Unset = UNSET,
    nft_datas: list[str] | Unset = UNSET,
    token_addrs: list[str] | Unset = UNSET,
    token_ids: list[int] | Unset = UNSET,
    offset: int | Unset = UNSET,
    limit: int | Unset = 20,
    non_zero: bool | Unset = True,
    metadata: bool | Unset = UNSET,
) -> Error | NftBalances | None:
    """List the NFTs that an account holds

     Answers which NFTs an account holds on layer 2, one row per kind of NFT with the amount held. The
    account is named
    by its number or by its address, one of which is needed.

    `nftData` tells kinds of NFTs apart. `tokenId` does not: it is the slot that the NFT takes within
    this account,
    and the same NFT sits in other slots of other accounts.

    Rows whose amount is 0 are hidden unless `nonZero` is false. The lists `nftDatas`, `tokenAddrs` and
    `tokenIds`
    narrow the answer down. With `metadata` set, rows carry what is known about the NFT's content.

    Paging goes by `offset` (rows to skip) and `limit` (rows to return, never more than 50). `totalNum`
    counts all rows
    that match, but is 0 on a page past the end: take it from the first page, and stop at an empty page.
    There is no
    parameter `page`.

    Args:
        account_id (int | Unset):
        address (str | Unset):
        nft_datas (list[str] | Unset):
        token_addrs (list[str] | Unset):
        token_ids (list[int] | Unset):
        offset (int | Unset):
        limit (int | Unset):  Default: 20.
        non_zero (bool | Unset):  Default: True.
        metadata (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | NftBalances
    """

    return sync_detailed(
        client=client,
        account_id=account_id,
        address=address,
        nft_datas=nft_datas,
        token_addrs=token_addrs,
        token_ids=token_ids,
        offset=offset,
        limit=limit,
        non_zero=non_zero,
        metadata=metadata,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    account_id: int | Unset = UNSET,
    address: str | Unset = UNSET,
    nft_datas: list[str] | Unset = UNSET,
    token_addrs: list[str] | Unset = UNSET,
    token_ids: list[int] | Unset = UNSET,
    offset: int | Unset = UNSET,
    limit: int | Unset = 20,
    non_zero: bool | Unset = True,
    metadata: bool | Unset = UNSET,
) -> Response[Error | NftBalances]:
    """List the NFTs that an account holds

     Answers which NFTs an account holds on layer 2, one row per kind of NFT with the amount held. The
    account is named
    by its number or by its address, one of which is needed.

    `nftData` tells kinds of NFTs apart. `tokenId` does not: it is the slot that the NFT takes within
    this account,
    and the same NFT sits in other slots of other accounts.

    Rows whose amount is 0 are hidden unless `nonZero` is false. The lists `nftDatas`, `tokenAddrs` and
    `tokenIds`
    narrow the answer down. With `metadata` set, rows carry what is known about the NFT's content.

    Paging goes by `offset` (rows to skip) and `limit` (rows to return, never more than 50). `totalNum`
    counts all rows
    that match, but is 0 on a page past the end: take it from the first page, and stop at an empty page.
    There is no
    parameter `page`.

    Args:
        account_id (int | Unset):
        address (str | Unset):
        nft_datas (list[str] | Unset):
        token_addrs (list[str] | Unset):
        token_ids (list[int] | Unset):
        offset (int | Unset):
        limit (int | Unset):  Default: 20.
        non_zero (bool | Unset):  Default: True.
        metadata (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | NftBalances]
    """

    kwargs = _get_kwargs(
        account_id=account_id,
        address=address,
        nft_datas=nft_datas,
        token_addrs=token_addrs,
        token_ids=token_ids,
        offset=offset,
        limit=limit,
        non_zero=non_zero,
        metadata=metadata,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
    account_id: int | Unset = UNSET,
    address: str | Unset = UNSET,
    nft_datas: list[str] | Unset = UNSET,
    token_addrs: list[str] | Unset = UNSET,
    token_ids: list[int] | Unset = UNSET,
    offset: int | Unset = UNSET,
    limit: int | Unset = 20,
    non_zero: bool | Unset = True,
    metadata: bool | Unset = UNSET,
) -> Error | NftBalances | None:
    """List the NFTs that an account holds

     Answers which NFTs an account holds on layer 2, one row per kind of NFT with the amount held. The
    account is named
    by its number or by its address, one of which is needed.

    `nftData` tells kinds of NFTs apart. `tokenId` does not: it is the slot that the NFT takes within
    this account,
    and the same NFT sits in other slots of other accounts.

    Rows whose amount is 0 are hidden unless `nonZero` is false. The lists `nftDatas`, `tokenAddrs` and
    `tokenIds`
    narrow the answer down. With `metadata` set, rows carry what is known about the NFT's content.

    Paging goes by `offset` (rows to skip) and `limit` (rows to return, never more than 50). `totalNum`
    counts all rows
    that match, but is 0 on a page past the end: take it from the first page, and stop at an empty page.
    There is no
    parameter `page`.

    Args:
        account_id (int | Unset):
        address (str | Unset):
        nft_datas (list[str] | Unset):
        token_addrs (list[str] | Unset):
        token_ids (list[int] | Unset):
        offset (int | Unset):
        limit (int | Unset):  Default: 20.
        non_zero (bool | Unset):  Default: True.
        metadata (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | NftBalances
    """

    return (
        await asyncio_detailed(
            client=client,
            account_id=account_id,
            address=address,
            nft_datas=nft_datas,
            token_addrs=token_addrs,
            token_ids=token_ids,
            offset=offset,
            limit=limit,
            non_zero=non_zero,
            metadata=metadata,
        )
    ).parsed

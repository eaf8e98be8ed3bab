# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from typing import Any, cast
from urllib.parse import quote

import httpx2 as httpx

from ... import errors
from ...client import Client
from ...models.error import Error
from ...models.nfts import Nfts
from ...models.order import Order
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id_or_alias_or_evm_address: str,
    *,
    limit: int | Unset = 25,
    order: Order | Unset = UNSET,
    serialnumber: list[str] | Unset = UNSET,
    spender_id: list[str] | Unset = UNSET,
    token_id: list[str] | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["limit"] = limit

    json_order: str | Unset = UNSET
    if not isinstance(order, Unset):
        json_order = cast(Any, None) if order is None else order.value

    params["order"] = json_order

    json_serialnumber: list[str] | Unset = UNSET
    if not isinstance(serialnumber, Unset):
        json_serialnumber = serialnumber

    params["serialnumber"] = json_serialnumber

    json_spender_id: list[str] | Unset = UNSET
    if not isinstance(spender_id, Unset):
        json_spender_id = spender_id

    params["spender.id"] = json_spender_id

    json_token_id: list[str] | Unset = UNSET
    if not isinstance(token_id, Unset):
        json_token_id = token_id

    params["token.id"] = json_token_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/accounts/{id_or_alias_or_evm_address}/nfts".format(
            id_or_alias_or_evm_address=quote(str(id_or_alias_or_evm_address), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: Client, response: httpx.Response) -> Any | Error | Nfts | None:
    if response.status_code == 200:
        response_200 = Nfts.from_dict(response.json())

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


def _build_response(*, client: Client, response: httpx.Response) -> Response[Any | Error | Nfts]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    id_or_alias_or_evm_address: str,
    *,
    client: Client,
    limit: int | Unset = 25,
    order: Order | Unset = UNSET,
    serialnumber: list[str] | Unset = UNSET,
    spender_id: list[str] | Unset = UNSET,
    token_id: list[str] | Unset = UNSET,
) -> Response[Any | Error | Nfts]:
    """List the NFTs that an account holds

     Lists every non-fungible token that the account holds, one row per token and serial number, in the
    order of the
    pair (token number, serial number), compared as numbers, the token first. The order is descending
    unless `order`
    says otherwise.

    `token.id` and `serialnumber` bounds together bound the pair: `token.id=gte:2&serialnumber=gt:3`
    lists what comes
    after the pair (2, 3), not the rows in which each column is larger. The rules for combining filters
    are in
    `x-rules`.

    A listing is complete when `links.next` is null. The next page may be empty.

    Args:
        id_or_alias_or_evm_address (str):
        limit (int | Unset):  Default: 25.
        order (Order | Unset):
        serialnumber (list[str] | Unset):
        spender_id (list[str] | Unset):
        token_id (list[str] | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Error | Nfts]
    """

    kwargs = _get_kwargs(
        id_or_alias_or_evm_address=id_or_alias_or_evm_address,
        limit=limit,
        order=order,
        serialnumber=serialnumber,
        spender_id=spender_id,
        token_id=token_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id_or_alias_or_evm_address: str,
    *,
    client: Client,
    limit: int | Unset = 25,
    order: Order | Unset = UNSET,
    serialnumber: list[str] | Unset = UNSET,
    spender_id: list[str] | Unset = UNSET,
    token_id: list[str] | Unset = UNSET,
) -> Any | Error | Nfts | None:
    """List the NFTs that an account holds

     Lists every non-fungible token that the account holds, one row per token and serial number, in the
    order of the
    pair (token number, serial number), compared as numbers, the token first. The order is descending
    unless `order`
    says otherwise.

    `token.id` and `serialnumber` bounds together bound the pair: `token.id=gte:2&serialnumber=gt:3`
    lists what comes
    after the pair (2, 3), not the rows in which each column is larger. The rules for combining filters
    are in
    `x-rules`.

    A listing is complete when `links.next` is null. The next page may be empty.

    Args:
        id_or_alias_or_evm_address (str):
        limit (int | Unset):  Default: 25.
        order (Order | Unset):
        serialnumber (list[str] | Unset):
        spender_id (list[str] | Unset):
        token_id (list[str] | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Error | Nfts
    """

    return sync_detailed(
        id_or_alias_or_evm_address=id_or_alias_or_evm_address,
        client=client,
        limit=limit,
        order=order,
        serialnumber=serialnumber,
        spender_id=spender_id,
        token_id=token_id,
    ).parsed


async def asyncio_detailed(
    id_or_alias_or_evm_address: str,
    *,
    client: Client,
    limit: int | Unset = 25,
    order: Order | Unset = UNSET,
    serialnumber: list[str] | Unset = UNSET,
    spender_id: list[str] | Unset = UNSET,
    token_id: list[str] | Unset = UNSET,
) -> Response[Any | Error | Nfts]:
    """List the NFTs that an account holds

     Lists every non-fungible token that the account holds, one row per token and serial number, in the
    order of the
    pair (token number, serial number), compared as numbers, the token first. The order is descending
    unless `order`
    says otherwise.

    `token.id` and `serialnumber` bounds together bound the pair: `token.id=gte:2&serialnumber=gt:3`
    lists what comes
    after the pair (2, 3), not the rows in which each column is larger. The rules for combining filters
    are in
    `x-rules`.

    A listing is complete when `links.next` is null. The next page may be empty.

    Args:
        id_or_alias_or_evm_address (str):
        limit (int | Unset):  Default: 25.
        order (Order | Unset):
        serialnumber (list[str] | Unset):
        spender_id (list[str] | Unset):
        token_id (list[str] | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Error | Nfts]
    """

    kwargs = _get_kwargs(
        id_or_alias_or_evm_address=id_or_alias_or_evm_address,
        limit=limit,
        order=order,
        serialnumber=serialnumber,
        spender_id=spender_id,
        token_id=token_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id_or_alias_or_evm_address: str,
    *,
    client: Client,
    limit: int | Unset = 25,
    order: Order | Unset = UNSET,
    serialnumber: list[str] | Unset = UNSET,
    spender_id: list[str] | Unset = UNSET,
    token_id: list[str] | Unset = UNSET,
) -> Any | Error | Nfts | None:
    """List the NFTs that an account holds

     Lists every non-fungible token that the account holds, one row per token and serial number, in the
    order of the
    pair (token number, serial number), compared as numbers, the token first. The order is descending
    unless `order`
    says otherwise.

    `token.id` and `serialnumber` bounds together bound the pair: `token.id=gte:2&serialnumber=gt:3`
    lists what comes
    after the pair (2, 3), not the rows in which each column is larger. The rules for combining filters
    are in
    `x-rules`.

    A listing is complete when `links.next` is null. The next page may be empty.

    Args:
        id_or_alias_or_evm_address (str):
        limit (int | Unset):  Default: 25.
        order (Order | Unset):
        serialnumber (list[str] | Unset):
        spender_id (list[str] | Unset):
        token_id (list[str] | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Error | Nfts
    """

    return (
        await asyncio_detailed(
            id_or_alias_or_evm_address=id_or_alias_or_evm_address,
            client=client,
            limit=limit,
            order=order,
            serialnumber=serialnumber,
            spender_id=spender_id,
            token_id=token_id,
        )
    ).parsed

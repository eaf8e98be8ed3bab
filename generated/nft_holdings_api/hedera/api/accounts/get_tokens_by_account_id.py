# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from typing import Any, cast
from urllib.parse import quote

import httpx2 as httpx

from ... import errors
from ...client import Client
from ...models.error import Error
from ...models.order import Order
from ...models.token_relationships import TokenRelationships
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id_or_alias_or_evm_address: str,
    *,
    limit: int | Unset = 25,
    order: Order | Unset = UNSET,
    token_id: list[str] | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["limit"] = limit

    json_order: str | Unset = UNSET
    if not isinstance(order, Unset):
        json_order = cast(Any, None) if order is None else order.value

    params["order"] = json_order

    json_token_id: list[str] | Unset = UNSET
    if not isinstance(token_id, Unset):
        json_token_id = token_id

    params["token.id"] = json_token_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/accounts/{id_or_alias_or_evm_address}/tokens".format(
            id_or_alias_or_evm_address=quote(str(id_or_alias_or_evm_address), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: Client, response: httpx.Response) -> Any | Error | TokenRelationships | None:
    if response.status_code == 200:
        response_200 = TokenRelationships.from_dict(response.json())

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


def _build_response(*, client: Client, response: httpx.Response) -> Response[Any | Error | TokenRelationships]:
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
    token_id: list[str] | Unset = UNSET,
) -> Response[Any | Error | TokenRelationships]:
    """List an account's tokens with how much it holds of each

     Lists the tokens that the account is associated with, of NFTs and fungible ones alike, in the order
    of the token id,
    ascending unless `order` says otherwise. Tokens with a balance of 0 and tokens that were deleted
    since are listed;
    tokens that the account was dissociated from are not. Nothing in a row tells which kind a token is;
    `getToken` does.

    A listing is complete when `links.next` is null. The next page may be empty. Where `token.id` begins
    with an equality,
    `links.next` of a full page is the same request again: do not follow it, and send a `limit` of at
    least the number of
    values.

    Args:
        id_or_alias_or_evm_address (str):
        limit (int | Unset):  Default: 25.
        order (Order | Unset):
        token_id (list[str] | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Error | TokenRelationships]
    """

    kwargs = _get_kwargs(
        id_or_alias_or_evm_address=id_or_alias_or_evm_address,
        limit=limit,
        order=order,
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
    token_id: list[str] | Unset = UNSET,
) -> Any | Error | TokenRelationships | None:
    """List an account's tokens with how much it holds of each

     Lists the tokens that the account is associated with, of NFTs and fungible ones alike, in the order
    of the token id,
    ascending unless `order` says otherwise. Tokens with a balance of 0 and tokens that were deleted
    since are listed;
    tokens that the account was dissociated from are not. Nothing in a row tells which kind a token is;
    `getToken` does.

    A listing is complete when `links.next` is null. The next page may be empty. Where `token.id` begins
    with an equality,
    `links.next` of a full page is the same request again: do not follow it, and send a `limit` of at
    least the number of
    values.

    Args:
        id_or_alias_or_evm_address (str):
        limit (int | Unset):  Default: 25.
        order (Order | Unset):
        token_id (list[str] | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Error | TokenRelationships
    """

    return sync_detailed(
        id_or_alias_or_evm_address=id_or_alias_or_evm_address,
        client=client,
        limit=limit,
        order=order,
        token_id=token_id,
    ).parsed


async def asyncio_detailed(
    id_or_alias_or_evm_address: str,
    *,
    client: Client,
    limit: int | Unset = 25,
    order: Order | Unset = UNSET,
    token_id: list[str] | Unset = UNSET,
) -> Response[Any | Error | TokenRelationships]:
    """List an account's tokens with how much it holds of each

     Lists the tokens that the account is associated with, of NFTs and fungible ones alike, in the order
    of the token id,
    ascending unless `order` says otherwise. Tokens with a balance of 0 and tokens that were deleted
    since are listed;
    tokens that the account was dissociated from are not. Nothing in a row tells which kind a token is;
    `getToken` does.

    A listing is complete when `links.next` is null. The next page may be empty. Where `token.id` begins
    with an equality,
    `links.next` of a full page is the same request again: do not follow it, and send a `limit` of at
    least the number of
    values.

    Args:
        id_or_alias_or_evm_address (str):
        limit (int | Unset):  Default: 25.
        order (Order | Unset):
        token_id (list[str] | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Error | TokenRelationships]
    """

    kwargs = _get_kwargs(
        id_or_alias_or_evm_address=id_or_alias_or_evm_address,
        limit=limit,
        order=order,
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
    token_id: list[str] | Unset = UNSET,
) -> Any | Error | TokenRelationships | None:
    """List an account's tokens with how much it holds of each

     Lists the tokens that the account is associated with, of NFTs and fungible ones alike, in the order
    of the token id,
    ascending unless `order` says otherwise. Tokens with a balance of 0 and tokens that were deleted
    since are listed;
    tokens that the account was dissociated from are not. Nothing in a row tells which kind a token is;
    `getToken` does.

    A listing is complete when `links.next` is null. The next page may be empty. Where `token.id` begins
    with an equality,
    `links.next` of a full page is the same request again: do not follow it, and send a `limit` of at
    least the number of
    values.

    Args:
        id_or_alias_or_evm_address (str):
        limit (int | Unset):  Default: 25.
        order (Order | Unset):
        token_id (list[str] | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Error | TokenRelationships
    """

    return (
        await asyncio_detailed(
            id_or_alias_or_evm_address=id_or_alias_or_evm_address,
            client=client,
            limit=limit,
            order=order,
            token_id=token_id,
        )
    ).parsed

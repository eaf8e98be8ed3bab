# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from typing import Any, cast
from urllib.parse import quote

import httpx2 as httpx

from ... import errors
from ...client import Client
from ...models.error import Error
from ...models.order import Order
from ...models.token_nfts import TokenNfts
from ...types import UNSET, Response, Unset


def _get_kwargs(
    token_id: str,
    *,
    account_id: list[str] | Unset = UNSET,
    limit: int | Unset = 25,
    order: Order | Unset = UNSET,
    serialnumber: list[str] | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_account_id: list[str] | Unset = UNSET
    if not isinstance(account_id, Unset):
        json_account_id = account_id

    params["account.id"] = json_account_id

    params["limit"] = limit

    json_order: str | Unset = UNSET
    if not isinstance(order, Unset):
        json_order = cast(Any, None) if order is None else order.value

    params["order"] = json_order

    json_serialnumber: list[str] | Unset = UNSET
    if not isinstance(serialnumber, Unset):
        json_serialnumber = serialnumber

    params["serialnumber"] = json_serialnumber

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/tokens/{token_id}/nfts".format(
            token_id=quote(str(token_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: Client, response: httpx.Response) -> Any | Error | TokenNfts | None:
    if response.status_code == 200:
        response_200 = TokenNfts.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = Error.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Error.from_dict(response.json())

        return response_401

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


def _build_response(*, client: Client, response: httpx.Response) -> Response[Any | Error | TokenNfts]:
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
    account_id: list[str] | Unset = UNSET,
    limit: int | Unset = 25,
    order: Order | Unset = UNSET,
    serialnumber: list[str] | Unset = UNSET,
) -> Response[Any | Error | TokenNfts]:
    """List a token's NFTs with their holders

     Lists every NFT of the token, each with its holder, in the order of the serial number. The order is
    descending unless
    `order` says otherwise. Burned and wiped NFTs are listed too: they have no holder, and `deleted` is
    true. The NFTs of
    a deleted token keep their holders, with `deleted` true.

    The server does not look the token up. An id that no token has, the id of an account and that of a
    fungible token
    give an empty list; `getToken` tells them apart.

    No combination of filters is refused; filters that contradict each other give an empty list.
    `account.id` with any
    value leaves burned NFTs out, so `account.id=gt:0` lists those that are held.

    A listing is complete when `links.next` is null. The next page may be empty. Pages may show
    different moments. Where
    `serialnumber` begins with an equality, `links.next` of a full page is the same request again, and
    with `ne` it can
    lead back to an earlier page: follow neither.

    Args:
        token_id (str):
        account_id (list[str] | Unset):
        limit (int | Unset):  Default: 25.
        order (Order | Unset):
        serialnumber (list[str] | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Error | TokenNfts]
    """

    kwargs = _get_kwargs(
        token_id=token_id,
        account_id=account_id,
        limit=limit,
        order=order,
        serialnumber=serialnumber,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    token_id: str,
    *,
    client: Client,
    account_id: list[str] | Unset = UNSET,
    limit: int | Unset = 25,
    order: Order | Unset = UNSET,
    serialnumber: list[str] | Unset = UNSET,
) -> Any | Error | TokenNfts | None:
    """List a token's NFTs with their holders

     Lists every NFT of the token, each with its holder, in the order of the serial number. The order is
    descending unless
    `order` says otherwise. Burned and wiped NFTs are listed too: they have no holder, and `deleted` is
    true. The NFTs of
    a deleted token keep their holders, with `deleted` true.

    The server does not look the token up. An id that no token has, the id of an account and that of a
    fungible token
    give an empty list; `getToken` tells them apart.

    No combination of filters is refused; filters that contradict each other give an empty list.
    `account.id` with any
    value leaves burned NFTs out, so `account.id=gt:0` lists those that are held.

    A listing is complete when `links.next` is null. The next page may be empty. Pages may show
    different moments. Where
    `serialnumber` begins with an equality, `links.next` of a full page is the same request again, and
    with `ne` it can
    lead back to an earlier page: follow neither.

    Args:
        token_id (str):
        account_id (list[str] | Unset):
        limit (int | Unset):  Default: 25.
        order (Order | Unset):
        serialnumber (list[str] | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Error | TokenNfts
    """

    return sync_detailed(
        token_id=token_id,
        client=client,
        account_id=account_id,
        limit=limit,
        order=order,
        serialnumber=serialnumber,
    ).parsed


async def asyncio_detailed(
    token_id: str,
    *,
    client: Client,
    account_id: list[str] | Unset = UNSET,
    limit: int | Unset = 25,
    order: Order | Unset = UNSET,
    serialnumber: list[str] | Unset = UNSET,
) -> Response[Any | Error | TokenNfts]:
    """List a token's NFTs with their holders

     Lists every NFT of the token, each with its holder, in the order of the serial number. The order is
    descending unless
    `order` says otherwise. Burned and wiped NFTs are listed too: they have no holder, and `deleted` is
    true. The NFTs of
    a deleted token keep their holders, with `deleted` true.

    The server does not look the token up. An id that no token has, the id of an account and that of a
    fungible token
    give an empty list; `getToken` tells them apart.

    No combination of filters is refused; filters that contradict each other give an empty list.
    `account.id` with any
    value leaves burned NFTs out, so `account.id=gt:0` lists those that are held.

    A listing is complete when `links.next` is null. The next page may be empty. Pages may show
    different moments. Where
    `serialnumber` begins with an equality, `links.next` of a full page is the same request again, and
    with `ne` it can
    lead back to an earlier page: follow neither.

    Args:
        token_id (str):
        account_id (list[str] | Unset):
        limit (int | Unset):  Default: 25.
        order (Order | Unset):
        serialnumber (list[str] | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Error | TokenNfts]
    """

    kwargs = _get_kwargs(
        token_id=token_id,
        account_id=account_id,
        limit=limit,
        order=order,
        serialnumber=serialnumber,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    token_id: str,
    *,
    client: Client,
    account_id: list[str] | Unset = UNSET,
    limit: int | Unset = 25,
    order: Order | Unset = UNSET,
    serialnumber: list[str] | Unset = UNSET,
) -> Any | Error | TokenNfts | None:
    """List a token's NFTs with their holders

     Lists every NFT of the token, each with its holder, in the order of the serial number. The order is
    descending unless
    `order` says otherwise. Burned and wiped NFTs are listed too: they have no holder, and `deleted` is
    true. The NFTs of
    a deleted token keep their holders, with `deleted` true.

    The server does not look the token up. An id that no token has, the id of an account and that of a
    fungible token
    give an empty list; `getToken` tells them apart.

    No combination of filters is refused; filters that contradict each other give an empty list.
    `account.id` with any
    value leaves burned NFTs out, so `account.id=gt:0` lists those that are held.

    A listing is complete when `links.next` is null. The next page may be empty. Pages may show
    different moments. Where
    `serialnumber` begins with an equality, `links.next` of a full page is the same request again, and
    with `ne` it can
    lead back to an earlier page: follow neither.

    Args:
        token_id (str):
        account_id (list[str] | Unset):
        limit (int | Unset):  Default: 25.
        order (Order | Unset):
        serialnumber (list[str] | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Error | TokenNfts
    """

    return (
        await asyncio_detailed(
            token_id=token_id,
            client=client,
            account_id=account_id,
            limit=limit,
            order=order,
            serialnumber=serialnumber,
        )
    ).parsed

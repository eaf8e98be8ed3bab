# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from typing import Any, cast
from urllib.parse import quote

import httpx2 as httpx

from ... import errors
from ...client import Client
from ...models.error import Error
from ...models.nft_transaction_history import NftTransactionHistory
from ...models.order import Order
from ...types import UNSET, Response, Unset


def _get_kwargs(
    token_id: str,
    serial_number: int,
    *,
    limit: int | Unset = 25,
    order: Order | Unset = UNSET,
    timestamp: list[str] | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["limit"] = limit

    json_order: str | Unset = UNSET
    if not isinstance(order, Unset):
        json_order = cast(Any, None) if order is None else order.value

    params["order"] = json_order

    json_timestamp: list[str] | Unset = UNSET
    if not isinstance(timestamp, Unset):
        json_timestamp = timestamp

    params["timestamp"] = json_timestamp

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/tokens/{token_id}/nfts/{serial_number}/transactions".format(
            token_id=quote(str(token_id), safe=""),
            serial_number=quote(str(serial_number), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: Client, response: httpx.Response) -> Any | Error | NftTransactionHistory | None:
    if response.status_code == 200:
        response_200 = NftTransactionHistory.from_dict(response.json())

        return response_200

    if response.status_code == 206:
        response_206 = NftTransactionHistory.from_dict(response.json())

        return response_206

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


def _build_response(*, client: Client, response: httpx.Response) -> Response[Any | Error | NftTransactionHistory]:
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
    limit: int | Unset = 25,
    order: Order | Unset = UNSET,
    timestamp: list[str] | Unset = UNSET,
) -> Response[Any | Error | NftTransactionHistory]:
    """List what happened to one NFT

     Lists the transactions that changed the NFT, and the deletion of its token, in the order of their
    time. The order is
    descending unless `order` says otherwise.

    Not every change of the holder is told. Of several moves in one transaction only the first is shown.
    A TOKENUPDATE
    without sender and receiver gave the NFT to the token's new treasury. Allowances and changes of the
    metadata are
    listed too, and change no holder.

    An id or a serial number that does not exist gives 200 and an empty list, never a 404. With 206 the
    server knows
    transactions, and not when the NFT was created: the list may be incomplete.

    `links.next` is null on a page that is not full. A server that lacks transactions ends a listing
    early that way: a
    listing is complete when a request for what is before its last entry (`timestamp=lt:…`) gives an
    empty list. The next
    page may be empty. Where `timestamp` begins with an equality, `links.next` of a full page is the
    same request again,
    and with `ne` it can lead back to an earlier page: follow neither.

    Args:
        token_id (str):
        serial_number (int):
        limit (int | Unset):  Default: 25.
        order (Order | Unset):
        timestamp (list[str] | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Error | NftTransactionHistory]
    """

    kwargs = _get_kwargs(
        token_id=token_id,
        serial_number=serial_number,
        limit=limit,
        order=order,
        timestamp=timestamp,
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
    limit: int | Unset = 25,
    order: Order | Unset = UNSET,
    timestamp: list[str] | Unset = UNSET,
) -> Any | Error | NftTransactionHistory | None:
    """List what happened to one NFT

     Lists the transactions that changed the NFT, and the deletion of its token, in the order of their
    time. The order is
    descending unless `order` says otherwise.

    Not every change of the holder is told. Of several moves in one transaction only the first is shown.
    A TOKENUPDATE
    without sender and receiver gave the NFT to the token's new treasury. Allowances and changes of the
    metadata are
    listed too, and change no holder.

    An id or a serial number that does not exist gives 200 and an empty list, never a 404. With 206 the
    server knows
    transactions, and not when the NFT was created: the list may be incomplete.

    `links.next` is null on a page that is not full. A server that lacks transactions ends a listing
    early that way: a
    listing is complete when a request for what is before its last entry (`timestamp=lt:…`) gives an
    empty list. The next
    page may be empty. Where `timestamp` begins with an equality, `links.next` of a full page is the
    same request again,
    and with `ne` it can lead back to an earlier page: follow neither.

    Args:
        token_id (str):
        serial_number (int):
        limit (int | Unset):  Default: 25.
        order (Order | Unset):
        timestamp (list[str] | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Error | NftTransactionHistory
    """

    return sync_detailed(
        token_id=token_id,
        serial_number=serial_number,
        client=client,
        limit=limit,
        order=order,
        timestamp=timestamp,
    ).parsed


async def asyncio_detailed(
    token_id: str,
    serial_number: int,
    *,
    client: Client,
    limit: int | Unset = 25,
    order: Order | Unset = UNSET,
    timestamp: list[str] | Unset = UNSET,
) -> Response[Any | Error | NftTransactionHistory]:
    """List what happened to one NFT

     Lists the transactions that changed the NFT, and the deletion of its token, in the order of their
    time. The order is
    descending unless `order` says otherwise.

    Not every change of the holder is told. Of several moves in one transaction only the first is shown.
    A TOKENUPDATE
    without sender and receiver gave the NFT to the token's new treasury. Allowances and changes of the
    metadata are
    listed too, and change no holder.

    An id or a serial number that does not exist gives 200 and an empty list, never a 404. With 206 the
    server knows
    transactions, and not when the NFT was created: the list may be incomplete.

    `links.next` is null on a page that is not full. A server that lacks transactions ends a listing
    early that way: a
    listing is complete when a request for what is before its last entry (`timestamp=lt:…`) gives an
    empty list. The next
    page may be empty. Where `timestamp` begins with an equality, `links.next` of a full page is the
    same request again,
    and with `ne` it can lead back to an earlier page: follow neither.

    Args:
        token_id (str):
        serial_number (int):
        limit (int | Unset):  Default: 25.
        order (Order | Unset):
        timestamp (list[str] | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Error | NftTransactionHistory]
    """

    kwargs = _get_kwargs(
        token_id=token_id,
        serial_number=serial_number,
        limit=limit,
        order=order,
        timestamp=timestamp,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    token_id: str,
    serial_number: int,
    *,
    client: Client,
    limit: int | Unset = 25,
    order: Order | Unset = UNSET,
    timestamp: list[str] | Unset = UNSET,
) -> Any | Error | NftTransactionHistory | None:
    """List what happened to one NFT

     Lists the transactions that changed the NFT, and the deletion of its token, in the order of their
    time. The order is
    descending unless `order` says otherwise.

    Not every change of the holder is told. Of several moves in one transaction only the first is shown.
    A TOKENUPDATE
    without sender and receiver gave the NFT to the token's new treasury. Allowances and changes of the
    metadata are
    listed too, and change no holder.

    An id or a serial number that does not exist gives 200 and an empty list, never a 404. With 206 the
    server knows
    transactions, and not when the NFT was created: the list may be incomplete.

    `links.next` is null on a page that is not full. A server that lacks transactions ends a listing
    early that way: a
    listing is complete when a request for what is before its last entry (`timestamp=lt:…`) gives an
    empty list. The next
    page may be empty. Where `timestamp` begins with an equality, `links.next` of a full page is the
    same request again,
    and with `ne` it can lead back to an earlier page: follow neither.

    Args:
        token_id (str):
        serial_number (int):
        limit (int | Unset):  Default: 25.
        order (Order | Unset):
        timestamp (list[str] | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Error | NftTransactionHistory
    """

    return (
        await asyncio_detailed(
            token_id=token_id,
            serial_number=serial_number,
            client=client,
            limit=limit,
            order=order,
            timestamp=timestamp,
        )
    ).parsed

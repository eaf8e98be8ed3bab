# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from typing import Any, cast
from urllib.parse import quote

import httpx2 as httpx

from ... import errors
from ...client import Client
from ...models.account_info import AccountInfo
from ...models.error import Error
from ...models.order import Order
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id_or_alias_or_evm_address: str,
    *,
    limit: int | Unset = 25,
    order: Order | Unset = UNSET,
    timestamp: list[str] | Unset = UNSET,
    transactiontype: list[str] | Unset = UNSET,
    transactions: bool | Unset = True,
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

    json_transactiontype: list[str] | Unset = UNSET
    if not isinstance(transactiontype, Unset):
        json_transactiontype = transactiontype

    params["transactiontype"] = json_transactiontype

    params["transactions"] = transactions

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/accounts/{id_or_alias_or_evm_address}".format(
            id_or_alias_or_evm_address=quote(str(id_or_alias_or_evm_address), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: Client, response: httpx.Response) -> AccountInfo | Any | Error | None:
    if response.status_code == 200:
        response_200 = AccountInfo.from_dict(response.json())

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


def _build_response(*, client: Client, response: httpx.Response) -> Response[AccountInfo | Any | Error]:
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
    timestamp: list[str] | Unset = UNSET,
    transactiontype: list[str] | Unset = UNSET,
    transactions: bool | Unset = True,
) -> Response[AccountInfo | Any | Error]:
    """Show an account

     Shows an account or contract, with its balances and its transactions, now or at a time. With
    `transactions=false` the
    server looks for no transactions; this is the cheapest way from an alias or an EVM address to the
    account's id.

    A deleted account is shown when it is asked for by its id, and gives a 404 when it is asked for by
    its alias or EVM
    address. Tokens and files are no accounts.

    `limit`, `order` and `transactiontype` act on the transactions alone. A listing of transactions is
    complete when
    `links.next` is null; public nodes read 60 days at once, so that pages before the last may be empty.
    Where `timestamp`
    begins with an equality, `links.next` of a full page is the same request again: do not follow it.

    Args:
        id_or_alias_or_evm_address (str):
        limit (int | Unset):  Default: 25.
        order (Order | Unset):
        timestamp (list[str] | Unset):
        transactiontype (list[str] | Unset):
        transactions (bool | Unset):  Default: True.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AccountInfo | Any | Error]
    """

    kwargs = _get_kwargs(
        id_or_alias_or_evm_address=id_or_alias_or_evm_address,
        limit=limit,
        order=order,
        timestamp=timestamp,
        transactiontype=transactiontype,
        transactions=transactions,
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
    timestamp: list[str] | Unset = UNSET,
    transactiontype: list[str] | Unset = UNSET,
    transactions: bool | Unset = True,
) -> AccountInfo | Any | Error | None:
    """Show an account

     Shows an account or contract, with its balances and its transactions, now or at a time. With
    `transactions=false` the
    server looks for no transactions; this is the cheapest way from an alias or an EVM address to the
    account's id.

    A deleted account is shown when it is asked for by its id, and gives a 404 when it is asked for by
    its alias or EVM
    address. Tokens and files are no accounts.

    `limit`, `order` and `transactiontype` act on the transactions alone. A listing of transactions is
    complete when
    `links.next` is null; public nodes read 60 days at once, so that pages before the last may be empty.
    Where `timestamp`
    begins with an equality, `links.next` of a full page is the same request again: do not follow it.

    Args:
        id_or_alias_or_evm_address (str):
        limit (int | Unset):  Default: 25.
        order (Order | Unset):
        timestamp (list[str] | Unset):
        transactiontype (list[str] | Unset):
        transactions (bool | Unset):  Default: True.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AccountInfo | Any | Error
    """

    return sync_detailed(
        id_or_alias_or_evm_address=id_or_alias_or_evm_address,
        client=client,
        limit=limit,
        order=order,
        timestamp=timestamp,
        transactiontype=transactiontype,
        transactions=transactions,
    ).parsed


async def asyncio_detailed(
    id_or_alias_or_evm_address: str,
    *,
    client: Client,
    limit: int | Unset = 25,
    order: Order | Unset = UNSET,
    timestamp: list[str] | Unset = UNSET,
    transactiontype: list[str] | Unset = UNSET,
    transactions: bool | Unset = True,
) -> Response[AccountInfo | Any | Error]:
    """Show an account

     Shows an account or contract, with its balances and its transactions, now or at a time. With
    `transactions=false` the
    server looks for no transactions; this is the cheapest way from an alias or an EVM address to the
    account's id.

    A deleted account is shown when it is asked for by its id, and gives a 404 when it is asked for by
    its alias or EVM
    address. Tokens and files are no accounts.

    `limit`, `order` and `transactiontype` act on the transactions alone. A listing of transactions is
    complete when
    `links.next` is null; public nodes read 60 days at once, so that pages before the last may be empty.
    Where `timestamp`
    begins with an equality, `links.next` of a full page is the same request again: do not follow it.

    Args:
        id_or_alias_or_evm_address (str):
        limit (int | Unset):  Default: 25.
        order (Order | Unset):
        timestamp (list[str] | Unset):
        transactiontype (list[str] | Unset):
        transactions (bool | Unset):  Default: True.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AccountInfo | Any | Error]
    """

    kwargs = _get_kwargs(
        id_or_alias_or_evm_address=id_or_alias_or_evm_address,
        limit=limit,
        order=order,
        timestamp=timestamp,
        transactiontype=transactiontype,
        transactions=transactions,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id_or_alias_or_evm_address: str,
    *,
    client: Client,
    limit: int | Unset = 25,
    order: Order | Unset = UNSET,
    timestamp: list[str] | Unset = UNSET,
    transactiontype: list[str] | Unset = UNSET,
    transactions: bool | Unset = True,
) -> AccountInfo | Any | Error | None:
    """Show an account

     Shows an account or contract, with its balances and its transactions, now or at a time. With
    `transactions=false` the
    server looks for no transactions; this is the cheapest way from an alias or an EVM address to the
    account's id.

    A deleted account is shown when it is asked for by its id, and gives a 404 when it is asked for by
    its alias or EVM
    address. Tokens and files are no accounts.

    `limit`, `order` and `transactiontype` act on the transactions alone. A listing of transactions is
    complete when
    `links.next` is null; public nodes read 60 days at once, so that pages before the last may be empty.
    Where `timestamp`
    begins with an equality, `links.next` of a full page is the same request again: do not follow it.

    Args:
        id_or_alias_or_evm_address (str):
        limit (int | Unset):  Default: 25.
        order (Order | Unset):
        timestamp (list[str] | Unset):
        transactiontype (list[str] | Unset):
        transactions (bool | Unset):  Default: True.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AccountInfo | Any | Error
    """

    return (
        await asyncio_detailed(
            id_or_alias_or_evm_address=id_or_alias_or_evm_address,
            client=client,
            limit=limit,
            order=order,
            timestamp=timestamp,
            transactiontype=transactiontype,
            transactions=transactions,
        )
    ).parsed

# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from typing import Any, cast
from urllib.parse import quote

import httpx2 as httpx

from ... import errors
from ...client import Client
from ...models.error import Error
from ...models.order import Order
from ...models.token_balances import TokenBalances
from ...types import UNSET, Response, Unset


def _get_kwargs(
    token_id: str,
    *,
    account_balance: list[str] | Unset = UNSET,
    account_id: list[str] | Unset = UNSET,
    account_publickey: str | Unset = UNSET,
    limit: int | Unset = 25,
    order: Order | Unset = UNSET,
    timestamp: list[str] | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_account_balance: list[str] | Unset = UNSET
    if not isinstance(account_balance, Unset):
        json_account_balance = account_balance

    params["account.balance"] = json_account_balance

    json_account_id: list[str] | Unset = UNSET
    if not isinstance(account_id, Unset):
        json_account_id = account_id

    params["account.id"] = json_account_id

    params["account.publickey"] = account_publickey

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
        "url": "/api/v1/tokens/{token_id}/balances".format(
            token_id=quote(str(token_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: Client, response: httpx.Response) -> Any | Error | TokenBalances | None:
    if response.status_code == 200:
        response_200 = TokenBalances.from_dict(response.json())

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


def _build_response(*, client: Client, response: httpx.Response) -> Response[Any | Error | TokenBalances]:
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
    account_balance: list[str] | Unset = UNSET,
    account_id: list[str] | Unset = UNSET,
    account_publickey: str | Unset = UNSET,
    limit: int | Unset = 25,
    order: Order | Unset = UNSET,
    timestamp: list[str] | Unset = UNSET,
) -> Response[Any | Error | TokenBalances]:
    """List how much of a token each account holds

     Lists the accounts that are associated with a token, and how much each holds: of NFTs their number,
    of a fungible
    token the amount in its smallest unit. The order is by account, descending unless `order` says
    otherwise. Accounts with
    a balance of 0, deleted accounts and deleted tokens are listed; `account.balance=gt:0` leaves the
    zeros out.

    Without `timestamp` the balances are the present ones. With it they are those of the newest snapshot
    that is not
    after that time; snapshots come about every 15 minutes. The server looks back to the first day of
    the month before.
    An id that no token has, and a time without a snapshot, give an empty list.

    A listing is complete when `links.next` is null. The next page may be empty. Where `account.id`
    begins with an
    equality, `links.next` of a full page is the same request again, and with `ne` it can lead back to
    an earlier page:
    follow neither.

    Args:
        token_id (str):
        account_balance (list[str] | Unset):
        account_id (list[str] | Unset):
        account_publickey (str | Unset):
        limit (int | Unset):  Default: 25.
        order (Order | Unset):
        timestamp (list[str] | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Error | TokenBalances]
    """

    kwargs = _get_kwargs(
        token_id=token_id,
        account_balance=account_balance,
        account_id=account_id,
        account_publickey=account_publickey,
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
    *,
    client: Client,
    account_balance: list[str] | Unset = UNSET,
    account_id: list[str] | Unset = UNSET,
    account_publickey: str | Unset = UNSET,
    limit: int | Unset = 25,
    order: Order | Unset = UNSET,
    timestamp: list[str] | Unset = UNSET,
) -> Any | Error | TokenBalances | None:
    """List how much of a token each account holds

     Lists the accounts that are associated with a token, and how much each holds: of NFTs their number,
    of a fungible
    token the amount in its smallest unit. The order is by account, descending unless `order` says
    otherwise. Accounts with
    a balance of 0, deleted accounts and deleted tokens are listed; `account.balance=gt:0` leaves the
    zeros out.

    Without `timestamp` the balances are the present ones. With it they are those of the newest snapshot
    that is not
    after that time; snapshots come about every 15 minutes. The server looks back to the first day of
    the month before.
    An id that no token has, and a time without a snapshot, give an empty list.

    A listing is complete when `links.next` is null. The next page may be empty. Where `account.id`
    begins with an
    equality, `links.next` of a full page is the same request again, and with `ne` it can lead back to
    an earlier page:
    follow neither.

    Args:
        token_id (str):
        account_balance (list[str] | Unset):
        account_id (list[str] | Unset):
        account_publickey (str | Unset):
        limit (int | Unset):  Default: 25.
        order (Order | Unset):
        timestamp (list[str] | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Error | TokenBalances
    """

    return sync_detailed(
        token_id=token_id,
        client=client,
        account_balance=account_balance,
        account_id=account_id,
        account_publickey=account_publickey,
        limit=limit,
        order=order,
        timestamp=timestamp,
    ).parsed


async def asyncio_detailed(
    token_id: str,
    *,
    client: Client,
    account_balance: list[str] | Unset = UNSET,
    account_id: list[str] | Unset = UNSET,
    account_publickey: str | Unset = UNSET,
    limit: int | Unset = 25,
    order: Order | Unset = UNSET,
    timestamp: list[str] | Unset = UNSET,
) -> Response[Any | Error | TokenBalances]:
    """List how much of a token each account holds

     Lists the accounts that are associated with a token, and how much each holds: of NFTs their number,
    of a fungible
    token the amount in its smallest unit. The order is by account, descending unless `order` says
    otherwise. Accounts with
    a balance of 0, deleted accounts and deleted tokens are listed; `account.balance=gt:0` leaves the
    zeros out.

    Without `timestamp` the balances are the present ones. With it they are those of the newest snapshot
    that is not
    after that time; snapshots come about every 15 minutes. The server looks back to the first day of
    the month before.
    An id that no token has, and a time without a snapshot, give an empty list.

    A listing is complete when `links.next` is null. The next page may be empty. Where `account.id`
    begins with an
    equality, `links.next` of a full page is the same request again, and with `ne` it can lead back to
    an earlier page:
    follow neither.

    Args:
        token_id (str):
        account_balance (list[str] | Unset):
        account_id (list[str] | Unset):
        account_publickey (str | Unset):
        limit (int | Unset):  Default: 25.
        order (Order | Unset):
        timestamp (list[str] | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Error | TokenBalances]
    """

    kwargs = _get_kwargs(
        token_id=token_id,
        account_balance=account_balance,
        account_id=account_id,
        account_publickey=account_publickey,
        limit=limit,
        order=order,
        timestamp=timestamp,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    token_id: str,
    *,
    client: Client,
    account_balance: list[str] | Unset = UNSET,
    account_id: list[str] | Unset = UNSET,
    account_publickey: str | Unset = UNSET,
    limit: int | Unset = 25,
    order: Order | Unset = UNSET,
    timestamp: list[str] | Unset = UNSET,
) -> Any | Error | TokenBalances | None:
    """List how much of a token each account holds

     Lists the accounts that are associated with a token, and how much each holds: of NFTs their number,
    of a fungible
    token the amount in its smallest unit. The order is by account, descending unless `order` says
    otherwise. Accounts with
    a balance of 0, deleted accounts and deleted tokens are listed; `account.balance=gt:0` leaves the
    zeros out.

    Without `timestamp` the balances are the present ones. With it they are those of the newest snapshot
    that is not
    after that time; snapshots come about every 15 minutes. The server looks back to the first day of
    the month before.
    An id that no token has, and a time without a snapshot, give an empty list.

    A listing is complete when `links.next` is null. The next page may be empty. Where `account.id`
    begins with an
    equality, `links.next` of a full page is the same request again, and with `ne` it can lead back to
    an earlier page:
    follow neither.

    Args:
        token_id (str):
        account_balance (list[str] | Unset):
        account_id (list[str] | Unset):
        account_publickey (str | Unset):
        limit (int | Unset):  Default: 25.
        order (Order | Unset):
        timestamp (list[str] | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Error | TokenBalances
    """

    return (
        await asyncio_detailed(
            token_id=token_id,
            client=client,
            account_balance=account_balance,
            account_id=account_id,
            account_publickey=account_publickey,
            limit=limit,
            order=order,
            timestamp=timestamp,
        )
    ).parsed

"""The methods of Hedera's async client for the token side: who holds a token's NFTs."""

from collections.abc import Coroutine, Iterable
from functools import partial
from typing import Any

from nft_holdings_api.hedera.models import AccountInfo, NftTransaction, Token, TokenBalance, TokenNft, TokenRelationship

from nft_holdings._apis.hedera.entity_id import account_path
from nft_holdings._apis.hedera.filters.columns import Filter
from nft_holdings._client import AsyncClient, Bad, documented_as
from nft_holdings._listing import AsyncListing
from nft_holdings._paging.operation import ObjectOperation
from nft_holdings._validation import items

from . import arguments
from .at_time import HolderAt, holder_at
from .client import Direction, Id, TokenSide, Value
from .history import HeldSince, held_since, held_since_many
from .objects import GetAccount, GetNft
from .ownership import Ownership, Unknown, owns_nft
from .times import Time, nanoseconds


class AsyncTokenSide(AsyncClient[Bad]):
    """The token side of the async client."""

    _tokens: dict[str, Token]

    def _one(self, operation: ObjectOperation[Value]) -> Coroutine[Any, Any, Value]:
        return self._answer(lambda lookup: lookup.one(operation))

    @documented_as(TokenSide.token_nfts)
    def token_nfts(
        self,
        token: Id,
        filter: Filter | None = None,
        *,
        order: Direction | None = None,
        page_size: int | None = None,
        burned: bool = False,
        cursor: str | None = None,
    ) -> AsyncListing[TokenNft | Bad]:
        return self._listing(arguments.token_nfts(token, filter, order, page_size, burned), cursor)

    @documented_as(TokenSide.nft)
    def nft(self, token: Id, serial: int) -> Coroutine[Any, Any, TokenNft]:
        return self._one(GetNft(arguments.token_path(token), arguments.serial_of(serial)))

    @documented_as(TokenSide.owns_nft)
    def owns_nft(self, account: Id, token: Id, serial: int) -> Coroutine[Any, Any, bool]:
        return self._answer(
            partial(owns_nft, account=account_path(account), nft=GetNft(arguments.token_path(token), arguments.serial_of(serial)))
        )

    @documented_as(TokenSide.nft_history)
    def nft_history(
        self, token: Id, serial: int, *, page_size: int | None = None, cursor: str | None = None
    ) -> AsyncListing[NftTransaction | Bad]:
        return self._listing(arguments.history(token, serial, page_size), cursor)

    @documented_as(TokenSide.held_since)
    def held_since(self, token: Id, serial: int, *, held_before: Time | None = None) -> Coroutine[Any, Any, HeldSince]:
        before = None if held_before is None else nanoseconds(held_before, "held_before")
        return self._answer(partial(held_since, token=arguments.token_path(token), serial=arguments.serial_of(serial), held_before=before))

    @documented_as(TokenSide.held_since_many)
    def held_since_many(
        self, token: Id, serials: Iterable[int], *, held_before: Time | None = None
    ) -> Coroutine[Any, Any, list[HeldSince]]:
        before = None if held_before is None else nanoseconds(held_before, "held_before")
        return self._answer(
            partial(held_since_many, token=arguments.token_path(token), serials=arguments.serials_of(serials), held_before=before)
        )

    @documented_as(TokenSide.holder_at)
    def holder_at(self, token: Id, serial: int, time: Time) -> Coroutine[Any, Any, HolderAt]:
        return self._answer(
            partial(holder_at, token=arguments.token_path(token), serial=arguments.serial_of(serial), time=nanoseconds(time, "time"))
        )

    @documented_as(TokenSide.token)
    def token(self, token: Id, *, timestamp: Time | None = None) -> Coroutine[Any, Any, Token]:
        return self._one(arguments.token_at(token, timestamp))

    @documented_as(TokenSide.account)
    def account(self, account: Id) -> Coroutine[Any, Any, AccountInfo]:
        return self._one(GetAccount(account_path(account)))

    @documented_as(TokenSide.account_tokens)
    def account_tokens(
        self, account: Id, *, order: Direction | None = None, page_size: int | None = None, cursor: str | None = None
    ) -> AsyncListing[TokenRelationship | Bad]:
        return self._listing(arguments.account_tokens(account, order, page_size), cursor)

    @documented_as(TokenSide.holders)
    def holders(
        self,
        token: Id,
        *,
        at_least: int = 1,
        as_of: Time | None = None,
        order: Direction | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> AsyncListing[TokenBalance | Bad]:
        return self._listing(arguments.holders(token, at_least, as_of, order, page_size), cursor)

    @documented_as(TokenSide.owns)
    def owns(
        self,
        account: Id,
        token: Id,
        at_least: int = 1,
        *,
        confirm: bool = False,
        unknown: Unknown = "error",
        smallest_units: bool = False,
    ) -> Coroutine[Any, Any, bool]:
        asked = arguments.question(token, at_least, confirm, unknown, smallest_units, self._tokens)
        return self._answer(partial(asked.of, account=account_path(account)))

    @documented_as(TokenSide.owns_many)
    def owns_many(
        self,
        accounts: Iterable[Id],
        token: Id,
        at_least: int = 1,
        *,
        confirm: bool = False,
        unknown: Unknown = "error",
        smallest_units: bool = False,
    ) -> Coroutine[Any, Any, list[Ownership]]:
        asked = arguments.question(token, at_least, confirm, unknown, smallest_units, self._tokens)
        return self._answer(partial(asked.of_many, accounts=items(accounts, "accounts")))

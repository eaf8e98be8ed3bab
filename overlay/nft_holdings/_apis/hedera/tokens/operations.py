"""The listings of the token side: their requests, and how their rows must follow each other.

Source: the operations `getNfts`, `getNftTransactions`, `getTokensByAccountId` and `getTokenBalances` in the spec, with the documents that
they cite.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from attrs import frozen
from nft_holdings_api.hedera.api.accounts import get_tokens_by_account_id
from nft_holdings_api.hedera.api.nfts import get_nft_transactions
from nft_holdings_api.hedera.api.tokens import get_token_balances
from nft_holdings_api.hedera.models import (
    NftTransaction,
    NftTransactionHistory,
    Order,
    TokenBalance,
    TokenBalances,
    TokenRelationship,
    TokenRelationships,
)
from nft_holdings_api.hedera.types import UNSET

from nft_holdings._apis.hedera.entity_id import EntityId, entity_id, may_be_same, written_id
from nft_holdings._apis.hedera.listing import API, HederaListing
from nft_holdings._errors import InvalidArgument
from nft_holdings._paging.operation import ObjectOperation
from nft_holdings._paging.page import ListingBroken, ParsedPage, Row
from nft_holdings._reading.drift import Unreadable, in_json
from nft_holdings._reading.page_reader import PageReader
from nft_holdings._specs.access import parameter_schema
from nft_holdings._transport.messages import Reply, Request, request_from

from .key_pager import KeyListing
from .objects import GetToken
from .times import time_in, written

PAGE_SIZE: int = parameter_schema(API, "Limit")["x-documented-maximum"]
MINT = "TOKENMINT"
"""The type of the transaction that begins a history."""


class TokenSideListing(HederaListing[Row], KeyListing[Row]):
    """A listing of the token side. Its pager asks by keys, and takes from a link only that there is one."""

    def link_in(self, link: str | None, reply: Reply) -> str | None:
        return link


class ByEntity(TokenSideListing[Row]):
    """A listing whose key is an id."""

    key_field: ClassVar[str]

    @property
    def bounds(self) -> tuple[None, None]:
        return None, None

    def key_in(self, row: Mapping[str, Any]) -> EntityId | None:
        return self.key_of_text(str(row.get(self.key_field)))

    def key_text(self, key: EntityId) -> str:
        return str(key)

    def key_of_text(self, text: str) -> EntityId | None:
        try:
            return entity_id(text, self.key_field)
        except InvalidArgument:
            return None


def entity_key(field: str) -> Callable[[Any], EntityId]:
    """Return a function that returns the id in a field of a row, or raises Unreadable."""

    def key_of(row: Any) -> EntityId:
        try:
            return entity_id(getattr(row, field), field)
        except InvalidArgument:
            raise Unreadable([field], "an id", in_json(getattr(row, field))) from None

    return key_of


def _time_key(entry: NftTransaction) -> int:
    found = time_in(entry.consensus_timestamp)
    if found is None:
        raise Unreadable(["consensus_timestamp"], "a time", in_json(entry.consensus_timestamp))
    return found


@frozen
class NftTransactions(TokenSideListing[NftTransaction]):
    """The history of an NFT.

    Attributes:
        token: The token.
        serial: The serial number.
        after: The time in nanoseconds behind which it begins; None for the beginning.
        until: The time in nanoseconds of the last entry; None for the end.
        newest_first: True for the newest entry first.
        page_size: The entries to request for a page.
    """

    name: ClassVar[str] = "hedera.nft_history"
    reader: ClassVar[PageReader[NftTransaction]] = PageReader(
        operation=name,
        api=API,
        page=NftTransactionHistory,
        row=NftTransaction,
        rows_at="transactions",
        key=_time_key,
        may_be_partial=True,
    )
    token: str
    serial: int
    after: int | None = None
    until: int | None = None
    newest_first: bool = True
    page_size: int = PAGE_SIZE

    @property
    def descending(self) -> bool:
        return self.newest_first

    @property
    def bounds(self) -> tuple[int | None, int | None]:
        return (None if self.after is None else self.after + 1), self.until

    def request_after(self, key: int | None) -> Request:
        after, until = self.after, f"lte:{written(self.until)}" if self.until is not None else None
        if key is not None:
            after, until = (after, f"lt:{written(key)}") if self.newest_first else (key, until)
        bounds = [*([] if after is None else [f"gt:{written(after)}"]), *([] if until is None else [until])]
        order = UNSET if self.newest_first else Order.ASC
        return request_from(
            get_nft_transactions._get_kwargs(self.token, self.serial, limit=self.page_size, order=order, timestamp=bounds or UNSET)
        )

    def key_in(self, row: Mapping[str, Any]) -> int | None:
        return time_in(row.get("consensus_timestamp"))

    def key_text(self, key: int) -> str:
        return written(key)

    def key_of_text(self, text: str) -> int | None:
        return time_in(text)

    def goes_on(self, page: ParsedPage[NftTransaction]) -> bool:
        # A server that lacks a transaction ends the history early, without a link. It certainly ends where the NFT was minted.
        last = page.rows[-1] if page.rows else None
        return last is not None and not (self.newest_first and isinstance(last, NftTransaction) and last.type == MINT)

    def identity(self) -> Mapping[str, Any]:
        return {"token": normal(self.token), "serial": self.serial}


@frozen
class AccountTokens(ByEntity[TokenRelationship]):
    """The tokens of an account.

    Attributes:
        account: The account, in its form for the path.
        token: The only token to ask for; None for all.
        page_size: The rows to request for a page.
    """

    name: ClassVar[str] = "hedera.account_tokens"
    key_field: ClassVar[str] = "token_id"
    reader: ClassVar[PageReader[TokenRelationship]] = PageReader(
        operation=name, api=API, page=TokenRelationships, row=TokenRelationship, rows_at="tokens", key=entity_key("token_id")
    )
    account: str
    token: str | None = None
    order: Order | None = None
    page_size: int = PAGE_SIZE

    @property
    def descending(self) -> bool:
        return self.order == Order.DESC

    def request_after(self, key: EntityId | None) -> Request:
        bound = f"{'lt' if self.descending else 'gt'}:{key}" if key is not None else self.token
        return request_from(
            get_tokens_by_account_id._get_kwargs(
                self.account,
                limit=self.page_size,
                order=UNSET if self.order is None else self.order,
                token_id=UNSET if bound is None else [bound],
            )
        )

    def identity(self) -> Mapping[str, Any]:
        return {"account": normal(self.account), "order": self.order or "asc"}


@frozen
class TokenHolders(ByEntity[TokenBalance]):
    """The holders of a token, each with how much it holds.

    Attributes:
        token: The token.
        at_least: The least that a holder holds.
        time: A time in nanoseconds: the newest snapshot at or before it is asked for; None for the present.
        order: The order by account; the server's default if None.
        page_size: The rows to request for a page.
    """

    name: ClassVar[str] = "hedera.holders"
    key_field: ClassVar[str] = "account"
    reader: ClassVar[PageReader[TokenBalance]] = PageReader(
        operation=name, api=API, page=TokenBalances, row=TokenBalance, rows_at="balances", key=entity_key("account")
    )
    token: str
    at_least: int = 1
    time: int | None = None
    order: Order | None = None
    page_size: int = PAGE_SIZE

    @property
    def descending(self) -> bool:
        return self.order != Order.ASC

    @property
    def when_empty(self) -> ObjectOperation[Any]:
        return GetToken(self.token)

    def request_after(self, key: EntityId | None) -> Request:
        return request_from(
            get_token_balances._get_kwargs(
                self.token,
                account_balance=[f"gte:{self.at_least}"],
                account_id=UNSET if key is None else [f"{'lt' if self.descending else 'gt'}:{key}"],
                limit=self.page_size,
                order=UNSET if self.order is None else self.order,
                timestamp=UNSET if self.time is None else [f"lte:{written(self.time)}"],
            )
        )

    def time_of(self, page: object) -> str | None:
        # Without a time, the server gives that of the page's newest change, which is no time of the listing.
        return page.timestamp if self.time is not None and isinstance(page, TokenBalances) else None

    def misfit(self, row: TokenBalance) -> str | None:
        return None if isinstance(row.balance, int) and row.balance >= self.at_least else f"{row.account} holds {row.balance}"

    def check(self, page: ParsedPage[TokenBalance], before: str | None) -> None:
        if self.time is None or (before is not None and not page.rows):
            return  # behind a full last page comes one without rows and without a time
        if page.as_of is None:
            raise ListingBroken(
                f"the server has no snapshot of the token's balances at or before {written(self.time)}, or does not know the token: "
                "its snapshots reach back to the first day of the month before",
                resumable=False,
            )
        if before not in (None, page.as_of):
            raise ListingBroken("the server has taken a new snapshot of balances meanwhile", resumable=False)

    def identity(self) -> Mapping[str, Any]:
        return {"token": normal(self.token), "at_least": self.at_least, "time": self.time, "order": self.order or "desc"}


def normal(id: str) -> str:
    """Return an account or a token in one form, where it has several."""
    return written_id(id) or id


def is_same_id(one: str, other: str | None) -> bool:
    """Return False if two ids are certainly different."""
    return other is not None and may_be_same(normal(one), normal(other))

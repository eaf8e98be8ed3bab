"""The listing of a token's NFTs, each with its holder.

Source: `GET /api/v1/tokens/{tokenId}/nfts` in the spec, with the documents that it cites.
"""

import math
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import evolve, frozen
from nft_holdings_api.hedera.api.nfts import get_nfts
from nft_holdings_api.hedera.models import AccountInfo, Order, TokenNft, TokenNfts
from nft_holdings_api.hedera.types import UNSET

from nft_holdings._apis.hedera.entity_id import entity_id, number_in
from nft_holdings._apis.hedera.filters.columns import MAXIMUM_SERIAL, Condition, Filter
from nft_holdings._apis.hedera.filters.matching import COMPARE
from nft_holdings._apis.hedera.filters.rules import NO_FILTER, SERIAL
from nft_holdings._apis.hedera.listing import API
from nft_holdings._apis.hedera.parallel.counts import RowCount
from nft_holdings._apis.hedera.parallel.scheduler import SHORTEST_PAGE, KeyRangeScheduler
from nft_holdings._apis.hedera.sort_key import serial_of
from nft_holdings._errors import DecodeError, FilterError
from nft_holdings._paging.operation import ObjectOperation
from nft_holdings._paging.page import ParsedPage, Position, Rows
from nft_holdings._reading.page_reader import PageReader
from nft_holdings._redaction import shown
from nft_holdings._transport.messages import Request, request_from

from .objects import GetAccount, GetToken
from .operations import PAGE_SIZE, TokenSideListing, is_same_id, normal

HOLDER = "account.id"
STEPS = {"gt": 1, "lt": -1}


def checked(wanted: Filter | None) -> Filter:
    """Return a filter of a token's NFTs.

    Raises:
        FilterError: It compares other columns than serial_number and holder_id, or two holders with equality.
    """
    if wanted is None:
        return NO_FILTER
    if not isinstance(wanted, Filter):
        raise FilterError(f"a filter is made by comparing a column, such as serial_number >= 3, not {shown(wanted)}", rule="filter-form")
    for each in wanted.conditions:
        if each.parameter not in (SERIAL, HOLDER):
            raise FilterError(
                f"a token's NFTs are filtered by serial_number and holder_id, not by {each.parameter}",
                rule="filter-form",
                hint="leave it out, or list the NFTs of an account",
            )
    if len({each.written for each in wanted.conditions if each.parameter == HOLDER and each.operator == "eq"}) > 1:
        raise FilterError("holder_id cannot be equal to two accounts at once", rule="holder-equal-once", hint="list each by itself")
    return wanted


@frozen
class NftsOfToken(TokenSideListing[TokenNft]):
    """The NFTs of a token.

    Attributes:
        token: The token.
        filter: Conditions on serial number and holder.
        order: The order by serial number; the server's default if None.
        page_size: The rows to request for a page.
        burned: True to list burned NFTs too.
    """

    name: ClassVar[str] = "hedera.token_nfts"
    reader: ClassVar[PageReader[TokenNft]] = PageReader(
        operation=name, api=API, page=TokenNfts, row=TokenNft, rows_at="nfts", key=serial_of
    )
    token: str
    filter: Filter = NO_FILTER
    order: Order | None = None
    page_size: int = PAGE_SIZE
    burned: bool = False

    @property
    def descending(self) -> bool:
        return self.order != Order.ASC

    @property
    def bounds(self) -> tuple[int, int]:
        low, high = 1, MAXIMUM_SERIAL
        for each in self.filter.conditions:
            if each.parameter == SERIAL:
                value = int(each.value) + STEPS.get(each.operator, 0)  # type: ignore[arg-type]  # a serial number is a number
                low = max(low, value) if each.side in ("eq", "lower") else low
                high = min(high, value) if each.side in ("eq", "upper") else high
        return low, high

    @property
    def _holders(self) -> list[Condition]:
        return [each for each in self.filter.conditions if each.parameter == HOLDER]

    @property
    def before_all(self) -> ObjectOperation[AccountInfo] | None:
        return next((GetAccount(each.written) for each in self._holders if isinstance(each.value, str)), None)

    def with_answer(self, answer: AccountInfo) -> Self:
        account = entity_id(answer.account, "account")
        conditions = [Condition(HOLDER, "eq", account) if isinstance(each.value, str) else each for each in self.filter.conditions]
        return evolve(self, filter=Filter(tuple(conditions)))

    @property
    def when_empty(self) -> ObjectOperation[Any]:
        return GetToken(self.token)

    def request_after(self, key: int | None) -> Request:
        return self._request(*self._rest(key), self.order)

    def _rest(self, key: int | None) -> tuple[int, int]:
        """Return the lowest and the highest serial number behind a row."""
        low, high = self.bounds
        if key is None:
            return low, high
        return (low, min(high, key - 1)) if self.descending else (max(low, key + 1), high)

    def _request(self, low: int, high: int, order: Order | None) -> Request:
        # The server's own links use gt and lt.
        serials = [str(low)] if low == high else [f"gt:{low - 1}"] * (low > 1) + [f"lt:{high + 1}"] * (high < MAXIMUM_SERIAL)
        return request_from(
            get_nfts._get_kwargs(
                self.token,
                account_id=[*map(str, self._holders)] or UNSET,
                limit=self.page_size,
                order=UNSET if order is None else order,
                serialnumber=serials or UNSET,
            )
        )

    @property
    def ascending(self) -> bool:
        return not self.descending

    def request(self, low: int, high: int, *, ascending: bool) -> Request:
        return self._request(low, high, Order.ASC if ascending else Order.DESC)

    def fits(self, page: ParsedPage[TokenNft]) -> bool:
        return all(isinstance(row, TokenNft) and self.misfit(row) is None for row in page.rows)

    def position(self, after: int) -> Position:
        return {"after": self.key_text(after), "as_of": None}

    def split(self, page: ParsedPage[TokenNft], after: int, *, strict: bool, sparing: bool) -> KeyRangeScheduler[TokenNft] | None:
        if self._holders or page.flawed or page.next is None or len(page.rows) < min(self.page_size, SHORTEST_PAGE):
            return None
        # Burned NFTs are listed, so each serial number up to the highest one has its row.
        low, high = self._rest(after)
        count = RowCount(low, high, math.inf, is_bounded=self.descending)
        return KeyRangeScheduler(self, page, (low, high, [count]), None, strict=strict, sparing=sparing)

    def key_in(self, row: Mapping[str, Any]) -> int | None:
        serial = row.get("serial_number")
        return serial if isinstance(serial, int) else None

    def key_text(self, key: int) -> str:
        return str(key)

    def key_of_text(self, text: str) -> int | None:
        return int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(MAXIMUM_SERIAL)) else None

    def misfit(self, row: TokenNft) -> str | None:
        if not is_same_id(self.token, row.token_id):
            return f"an NFT of token {row.token_id}"
        if self._holders and not all(self._is_held(each, row.account_id) for each in self._holders):
            return f"serial number {row.serial_number} of {row.account_id}"
        return None

    def _is_held(self, condition: Condition, holder: str | None) -> bool:
        if holder is None or number_in(holder) is None:
            return False
        if condition.operator == "eq":
            return is_same_id(condition.written, holder)
        network = entity_id(holder, "account_id")
        return COMPARE[condition.operator](network, condition.placed(network).value)

    def chosen(self, rows: Rows[TokenNft]) -> Rows[TokenNft]:
        return rows if self.burned else [row for row in rows if isinstance(row, DecodeError) or row.account_id is not None]

    def identity(self) -> Mapping[str, Any]:
        holders = sorted(f"{each.operator}:{normal(each.written)}" for each in self._holders)
        return {
            "token": normal(self.token),
            "serials": [*self.bounds],
            "holders": holders,
            "order": self.order or "desc",
            "burned": self.burned,
        }

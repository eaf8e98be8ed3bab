"""Loopring's two listings, paged by offset and limit.

Source: `GET /api/v3/user/nft/balances` and `GET /api/v3/user/collection/details` in the spec, with the documents that it
cites. The total is believed on the first page only, as it becomes 0 past the end; the offset moves by the rows that came,
as the server silently caps what it is asked for.
"""

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Self, TypeVar

from attrs import evolve, frozen
from nft_holdings_api.loopring.api.nfts import get_user_collection_details, get_user_nft_balances
from nft_holdings_api.loopring.models import CollectionDetails, CollectionHolding, CombinedBalance, NftBalances
from nft_holdings_api.loopring.types import UNSET

from ._arguments import flag, items, list_texts, text, whole_number
from ._errors import ApiError, BadRequest, FilterError, NotFound, RateLimited, Unauthorized
from ._operation import ListingEndedEarly, Operation, Position, Reading
from ._spec import parameter_schema
from ._wire import Reply, Request, api_error, check, error_body, parsed_json, request_from

API = "loopring"
MAXIMUM_ACCOUNT = 2**63 - 1
MAXIMUM_SLOT = 2**31 - 1
KINDS: Mapping[int, type[ApiError]] = {
    100001: BadRequest,
    101001: NotFound,
    101002: NotFound,
    102003: NotFound,
    104001: Unauthorized,
    104002: Unauthorized,
    104003: NotFound,
    104007: NotFound,
}

Row = TypeVar("Row")


class Paged(Operation[Row]):
    """A listing by offset. A position holds the next offset, and the total that the first page gave."""

    @abstractmethod
    def _kwargs(self, offset: int) -> Mapping[str, Any]:
        """The generated request for the rows from an offset on."""

    @abstractmethod
    def _page(self, raw: Any) -> tuple[int, Sequence[Row]]:
        """The total and the rows of a reply."""

    def accepts(self, position: Position) -> bool:
        match position:
            case {"offset": int(offset), "total": int(total)} if not isinstance(offset, bool) and not isinstance(total, bool):
                return 0 < offset <= MAXIMUM_SLOT and total >= 0
        return False

    def request(self, position: Position | None) -> Request:
        return request_from(self._kwargs(0 if position is None else position["offset"]))

    def read(self, reply: Reply, position: Position | None) -> Reading[Row]:
        body = error_body(reply) if reply.status != 200 else parsed_json(reply, self.name)
        code, told = refusal(body)
        if reply.status != 200 or code:
            kind = RateLimited if reply.status == 429 else KINDS.get(code) if reply.status < 500 and isinstance(code, int) else None
            raise api_error(reply, told, code=code, raw=body, kind=kind)
        total, rows = self._page(body)
        if position is not None:
            total = position["total"]
        offset = (0 if position is None else position["offset"]) + len(rows)
        if not rows and offset < total:
            raise ListingEndedEarly(f"the server ends the listing after {offset} of {total} rows")
        over = not rows or 0 < total <= offset
        return Reading(rows, total, body, None if over else {"offset": offset, "total": total})


@frozen
class NftBalancesListing(Paged[CombinedBalance]):
    """The NFT balances of one account."""

    name: ClassVar[str] = "loopring.nft_balances"
    account_id: int | None
    address: str | None
    nft_datas: list[str]
    token_addresses: list[str]
    token_ids: list[int]
    non_zero: bool | None
    metadata: bool | None
    page_size: int

    @classmethod
    def of(
        cls,
        account_id: object,
        address: object,
        *,
        nft_datas: Iterable[str] | None,
        token_addresses: Iterable[str] | None,
        token_ids: Iterable[int] | None,
        non_zero: object,
        metadata: object,
        page_size: object,
    ) -> Self:
        """The operation for a caller's arguments.

        Raises:
            FilterError: An argument is refused.
        """
        if account_id is None and address is None:
            raise FilterError("account_id or address is required: give one of them", rule="account-required")
        if account_id is not None and address is not None:
            raise FilterError(
                "give account_id or address, not both: no document says which one the server goes by", rule="account-required"
            )
        return cls(
            None if account_id is None else account_number(account_id),
            None if address is None else text(address, "address"),
            list_texts(nft_datas, "nft_datas"),
            list_texts(token_addresses, "token_addresses"),
            [
                whole_number(each, "each of token_ids", minimum=0, maximum=MAXIMUM_SLOT, rule="token_ids")
                for each in items(token_ids, "token_ids")
            ],
            flag(non_zero, "non_zero"),
            flag(metadata, "metadata"),
            limit(parameter_schema(API, "BalancesLimit").get("x-documented-maximum") if page_size is None else page_size),
        )

    def identity(self) -> Mapping[str, Any]:
        # Sorted, as the same question may be asked with its values in another order, such as those of a set.
        lists: dict[str, Any] = {name: sorted(getattr(self, name)) for name in ("nft_datas", "token_addresses", "token_ids")}
        kwargs = dict(evolve(self, **lists)._kwargs(0)["params"])
        del kwargs["limit"]
        return kwargs

    def _kwargs(self, offset: int) -> Mapping[str, Any]:
        kwargs: Mapping[str, Any] = get_user_nft_balances._get_kwargs(
            account_id=sent(self.account_id),
            address=sent(self.address),
            nft_datas=self.nft_datas,
            token_addrs=self.token_addresses,
            token_ids=self.token_ids,
            offset=offset,
            limit=self.page_size,
            non_zero=sent(self.non_zero),
            metadata=sent(self.metadata),
        )
        return kwargs

    def _page(self, raw: Any) -> tuple[int, Sequence[CombinedBalance]]:
        check(self.name, API, "NftBalances", raw)
        page = NftBalances.from_dict(raw)
        return page.total_num, page.data


@frozen
class CollectionsListing(Paged[CollectionHolding]):
    """The collections that one account holds NFTs of."""

    name: ClassVar[str] = "loopring.collections"
    account_id: int
    token_address: str | None
    non_zero: bool | None
    page_size: int | None

    @classmethod
    def of(cls, account_id: object, *, token_address: object, non_zero: object, page_size: object) -> Self:
        """The operation for a caller's arguments.

        Raises:
            FilterError: An argument is refused.
        """
        return cls(
            account_number(account_id),
            None if token_address is None else text(token_address, "token_address"),
            flag(non_zero, "non_zero"),
            None if page_size is None else limit(page_size),
        )

    def identity(self) -> Mapping[str, Any]:
        return {"account": self.account_id, "token": self.token_address, "non_zero": self.non_zero}

    def _kwargs(self, offset: int) -> Mapping[str, Any]:
        kwargs: Mapping[str, Any] = get_user_collection_details._get_kwargs(
            account_id=self.account_id,
            offset=offset,
            limit=sent(self.page_size),
            non_zero=sent(self.non_zero),
            token_address=sent(self.token_address),
        )
        return kwargs

    def _page(self, raw: Any) -> tuple[int, Sequence[CollectionHolding]]:
        check(self.name, API, "CollectionDetails", raw)
        page = CollectionDetails.from_dict(raw)
        return page.total_num, page.collections


def sent(value: Any) -> Any:
    """A value as the generated code wants it: UNSET for what is not sent."""
    return UNSET if value is None else value


def account_number(value: object) -> int:
    """An account id of Loopring's."""
    return whole_number(value, "account_id", minimum=0, maximum=MAXIMUM_ACCOUNT)


def limit(value: object) -> int:
    """A page size."""
    schema = parameter_schema(API, "BalancesLimit")
    return whole_number(value, "page_size", minimum=schema["minimum"], maximum=schema["maximum"])


def refusal(body: Any) -> tuple[int | None, str | None]:
    """The code and the text of a refusal: in `resultInfo` or flat, under `message` or `msg`. (None, None) is none."""
    if not isinstance(body, dict):
        return None, None
    info = body["resultInfo"] if isinstance(body.get("resultInfo"), dict) else body
    told = next((info[key] for key in ("message", "msg") if isinstance(info.get(key), str)), None)
    code = info.get("code")
    return (code if code not in (0, "0") else None), told

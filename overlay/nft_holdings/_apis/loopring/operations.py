"""The operations of Loopring's two listings, which are paged by offset and limit.

Source: `GET /api/v3/user/nft/balances` and `GET /api/v3/user/collection/details` in the spec, with the documents that it
cites.
"""

from abc import abstractmethod
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, ClassVar, Self, TypeVar

from attrs import evolve, frozen
from nft_holdings_api.loopring.api.nfts import get_user_collection_details, get_user_nft_balances
from nft_holdings_api.loopring.models import CollectionDetails, CollectionHolding, CombinedBalance, NftBalances
from nft_holdings_api.loopring.types import UNSET

from nft_holdings._errors import ApiError, BadRequest, InvalidArgument, NotFound, RateLimited, Unauthorized
from nft_holdings._paging.offset import WRONG_TOTAL, OffsetPager
from nft_holdings._paging.operation import Operation
from nft_holdings._paging.page import ParsedPage, Position
from nft_holdings._paging.rereading import counted
from nft_holdings._reading.drift import Unreadable, in_json
from nft_holdings._reading.json_values import error_body, parsed_json, parsed_leniently
from nft_holdings._reading.page_reader import PageReader
from nft_holdings._specs.access import is_safe, parameter_schema
from nft_holdings._transport.messages import Reply, Request, api_error, is_success, request_from
from nft_holdings._validation import flag, items, list_texts, text, whole_number

API = "loopring"
MAXIMUM_ACCOUNT = 2**63 - 1
MAXIMUM_SLOT = 2**31 - 1
LARGEST_PAGE: int = parameter_schema(API, "BalancesLimit")["x-documented-maximum"]
"""The documented maximum of the balances. No document has one for the collections, and clients request as many there."""
LONGEST_TARGET = 15_000
"""The most bytes of path and query. Servers on Node take 16 KiB of request line and headers; no document has the limit of this one."""
LISTS = ("nft_datas", "token_addresses", "token_ids")
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


class BalanceKey:
    """The key of a balance: its slot in the account, and its NFT.

    The server may leave out the NFT, in one reply and not in another. The slot alone is compared then.
    """

    def __init__(self, slot: int, nft_data: str | None) -> None:
        self._slot, self._nft_data = slot, nft_data

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BalanceKey):
            return NotImplemented
        return self._slot == other._slot and (self._nft_data == other._nft_data or not (self._nft_data and other._nft_data))

    def __hash__(self) -> int:
        return hash(self._slot)

    def __str__(self) -> str:
        return str(self._slot)


def balance_key(row: CombinedBalance) -> BalanceKey:
    """Return the key of a balance.

    Raises:
        Unreadable: Its slot is no number.
    """
    if not isinstance(row.token_id, int):
        raise Unreadable(["tokenId"], "integer", in_json(row.token_id))
    return BalanceKey(row.token_id, row.nft_data or None)


def collection_key(row: CollectionHolding) -> int:
    """Return the key of a collection: its id.

    Raises:
        Unreadable: The id is no number.
    """
    if not isinstance(row.collection.id, int):
        raise Unreadable(["collection", "id"], "integer", in_json(row.collection.id))
    return row.collection.id


def page_in(model: type[NftBalances | CollectionDetails], content: bytes) -> NftBalances | CollectionDetails | None:
    """Return the page in the bytes of a reply; None if the reply may be a refusal, with a code in `resultInfo` or at the top."""
    page = model.from_json(content)
    info = page.result_info
    return None if (info.code if info else "code" in page) else page


class Paged(Operation[Row]):
    """A listing that is paged by offset."""

    page_size: int

    @abstractmethod
    def _kwargs(self, offset: int, page_size: int | None) -> Mapping[str, Any]:
        """Return the arguments of the generated request for rows from an offset on."""

    def of_account(self, account_id: object) -> Self:
        """Return the same operation for another account.

        Raises:
            InvalidArgument: It is no account number.
        """
        return evolve(self, account_id=account_number(account_id))  # type: ignore[misc]

    def foreign(self, row: Row) -> str | None:
        """Return what is wrong with a row that does not match the request; None if nothing shows that it does not."""
        return None

    def accepts(self, position: Position) -> bool:
        match position:
            case {"offset": int(offset), "total": int(total), "rows": int(rows), "last": str(), "recent": str()} if bool not in map(
                type, (offset, total, rows)
            ):
                return 0 < offset <= MAXIMUM_SLOT and total >= WRONG_TOTAL and rows >= 0
        return False

    def pager(self, position: Position | None) -> OffsetPager[Row]:
        return OffsetPager(self.request, self.limit, self.foreign, position)

    def request(self, offset: int, more: int = 0) -> Request:
        """Return the request for the rows from an offset on, with `more` rows above the page size unless that is the maximum."""
        return request_from(self._kwargs(offset, self.limit(more)))

    def limit(self, more: int) -> int:
        """Return the number of rows of such a request."""
        return self.page_size + more if self.page_size < LARGEST_PAGE else self.page_size

    def read(self, reply: Reply, *, closely: bool = True, until_flaw: bool = False) -> ParsedPage[Row]:
        success = is_success(reply.status)
        found = self.reader.at_once(reply, page_size=self.page_size) if success and not closely else None
        if found is None:
            body = parsed_json(reply, self.name) if success else error_body(reply)
            code, message = refusal(body)
            if not success or code:
                kind = RateLimited if reply.status == 429 else KINDS.get(code) if reply.status < 500 and isinstance(code, int) else None
                raise api_error(reply, message, code=code, raw=body, kind=kind)
            found = self.reader.read(reply, body, page_size=self.page_size, until_flaw=until_flaw)
        raw = partial(parsed_leniently, reply.content)
        total = counted(found.page.total_num)
        return ParsedPage(found.rows, found.keys, raw, total=total, drifts=found.drifts, flawed=found.flawed)


@frozen
class NftBalancesListing(Paged[CombinedBalance]):
    """The NFT balances of one account."""

    name: ClassVar[str] = "loopring.nft_balances"
    safe: ClassVar[bool] = is_safe(API, "getUserNftBalances")
    reader: ClassVar[PageReader[CombinedBalance]] = PageReader(
        operation=name,
        api=API,
        page=NftBalances,
        row=CombinedBalance,
        rows_at="data",
        key=balance_key,
        page_in=partial(page_in, NftBalances),
    )
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
        nft_datas: Iterable[str] | None,
        token_addresses: Iterable[str] | None,
        token_ids: Iterable[int] | None,
        non_zero: object,
        metadata: object,
        page_size: object,
    ) -> Self:
        """Return the operation for a caller's arguments.

        Raises:
            InvalidArgument: An argument is refused.
        """
        if account_id is None and address is None:
            raise InvalidArgument(
                "no account is named", argument="account_id", rule="account-required", hint="give account_id=… or address=…"
            )
        number = None if account_id is None else account_number(account_id)
        owner = None if address is None else text(address, "address")
        if number is not None and owner is not None:
            raise InvalidArgument(
                "the account is named twice, and no document says which name the server uses",
                argument="account_id",
                rule="account-required",
                hint="give account_id=… or address=…",
            )
        found = cls(
            number,
            owner,
            list_texts(nft_datas, "nft_datas"),
            list_texts(token_addresses, "token_addresses"),
            [
                whole_number(each, "each of token_ids", minimum=0, maximum=MAXIMUM_SLOT, argument="token_ids")
                for each in items(token_ids, "token_ids")
            ],
            flag(non_zero, "non_zero"),
            flag(metadata, "metadata"),
            limit(LARGEST_PAGE if page_size is None else page_size),
        )
        found._check_length()
        return found

    def _check_length(self) -> None:
        """Check that the lists fit into a URL.

        Raises:
            InvalidArgument: They do not.
        """
        if self._length() > LONGEST_TARGET:
            longest = max(LISTS, key=lambda name: sum(len(str(each)) for each in getattr(self, name)))
            values = getattr(self, longest)
            # Each length is that of a URL with so many of the values.
            fit = (
                bisect_right(range(len(values)), LONGEST_TARGET, key=lambda count: evolve(self, **{longest: values[:count]})._length()) - 1
            )
            raise InvalidArgument(
                f"{longest}: {len(values)} values do not fit into a URL of {LONGEST_TARGET} bytes, the first {max(fit, 0)} do",
                argument=longest,
                rule="url-length",
                hint="list several times, with some of them each time",
            )

    def _length(self) -> int:
        """Return the bytes of path and query of the longest request."""
        return len(self.request(MAXIMUM_SLOT).target)

    def identity(self) -> Mapping[str, Any]:
        # Sorted, as the same values may come in another order, such as those of a set.
        lists: dict[str, Any] = {name: sorted(getattr(self, name)) for name in LISTS}
        return dict(evolve(self, **lists)._kwargs(0, None)["params"])

    def _kwargs(self, offset: int, page_size: int | None) -> Mapping[str, Any]:
        kwargs: Mapping[str, Any] = get_user_nft_balances._get_kwargs(
            account_id=sent(self.account_id),
            address=sent(self.address),
            nft_datas=self.nft_datas,
            token_addrs=self.token_addresses,
            token_ids=self.token_ids,
            offset=offset,
            limit=sent(page_size),
            non_zero=sent(self.non_zero),
            metadata=sent(self.metadata),
        )
        return kwargs

    def foreign(self, row: CombinedBalance) -> str | None:
        if self.account_id is not None and row.account_id not in (None, self.account_id):
            return f"slot {row.token_id} of the account {row.account_id}"
        if self.token_ids and row.token_id not in self.token_ids:
            return f"slot {row.token_id}"
        if self.nft_datas and row.nft_data and row.nft_data.lower() not in map(str.lower, self.nft_datas):
            return f"nftData {row.nft_data}"
        if self.token_addresses and row.token_address and row.token_address.lower() not in map(str.lower, self.token_addresses):
            return f"a token of the contract {row.token_address}"
        return None


@frozen
class CollectionsListing(Paged[CollectionHolding]):
    """The collections that one account holds NFTs of."""

    name: ClassVar[str] = "loopring.collections"
    safe: ClassVar[bool] = is_safe(API, "getUserCollectionDetails")
    reader: ClassVar[PageReader[CollectionHolding]] = PageReader(
        operation=name,
        api=API,
        page=CollectionDetails,
        row=CollectionHolding,
        rows_at="collections",
        key=collection_key,
        page_in=partial(page_in, CollectionDetails),
    )
    account_id: int
    token_address: str | None
    non_zero: bool | None
    page_size: int

    @classmethod
    def of(cls, account_id: object, token_address: object, non_zero: object, page_size: object) -> Self:
        """Return the operation for a caller's arguments.

        Raises:
            InvalidArgument: An argument is refused.
        """
        return cls(
            account_number(account_id),
            None if token_address is None else text(token_address, "token_address"),
            flag(non_zero, "non_zero"),
            limit(LARGEST_PAGE if page_size is None else page_size),
        )

    def identity(self) -> Mapping[str, Any]:
        return {"account": self.account_id, "token": self.token_address, "non_zero": self.non_zero}

    def _kwargs(self, offset: int, page_size: int | None) -> Mapping[str, Any]:
        kwargs: Mapping[str, Any] = get_user_collection_details._get_kwargs(
            account_id=self.account_id,
            offset=offset,
            limit=sent(page_size),
            non_zero=sent(self.non_zero),
            token_address=sent(self.token_address),
        )
        return kwargs


def sent(value: Any) -> Any:
    """Return a value for the generated code: UNSET in place of None."""
    return UNSET if value is None else value


def account_number(value: object) -> int:
    """Return an account id of Loopring.

    Raises:
        InvalidArgument: It is none.
    """
    return whole_number(value, "account_id", minimum=0, maximum=MAXIMUM_ACCOUNT)


def limit(value: object) -> int:
    """Return a page size.

    Raises:
        InvalidArgument: It is none, or out of bounds.
    """
    schema = parameter_schema(API, "BalancesLimit")
    return whole_number(value, "page_size", minimum=schema["minimum"], maximum=schema["maximum"])


def refusal(body: Any) -> tuple[int | None, str | None]:
    """Return the code and the message of a refusal, which are in `resultInfo` or at the top; (None, None) if the body is no refusal."""
    if not isinstance(body, dict):
        return None, None
    info = body["resultInfo"] if isinstance(body.get("resultInfo"), dict) else body
    message = next((info[key] for key in ("message", "msg") if isinstance(info.get(key), str)), None)
    code = info.get("code")
    return (code if code not in (0, "0") else None), message

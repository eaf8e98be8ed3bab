"""SwapChat's listing: how it is asked for, and when it is complete.

Source: `POST /users/{user_id}/nfts` in the spec, with the documents that it cites.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import Any, ClassVar, Self

from attrs import frozen
from nft_holdings_api.swapchat.api.nfts import get_user_nfts as endpoint
from nft_holdings_api.swapchat.models import NftAsset, NftList, NftListEnvelope, NftListRequest

from nft_holdings._errors import DecodeError, FilterError
from nft_holdings._paging.operation import Content, Operation, Position, Rows
from nft_holdings._paging.rereading import RereadCourse, counted, keys_of, mark
from nft_holdings._reading.drift import Unreadable, in_json
from nft_holdings._reading.json_values import error_body, given, parsed_json, parsed_leniently
from nft_holdings._reading.page_reader import PageReader, drifts_of_status
from nft_holdings._redaction import shown
from nft_holdings._specs.access import is_safe
from nft_holdings._transport.messages import Reply, Request, api_error, is_success, request_from
from nft_holdings._validation import text, whole_number

Key = tuple[Hashable, ...]
UNTOLD = "no token id"
API = "swapchat"
MAXIMUM = 2**31 - 1


def key_of(row: NftAsset) -> Key:
    """What tells a row from all others; on chains whose tokens have no id, all that is in it."""
    if row.nft is None:
        raise Unreadable(["nft"], "object", "null")
    for name, value in (("blockchain", row.nft.blockchain), ("contract_address", row.nft.contract_address)):
        if not isinstance(value, str):
            raise Unreadable(["nft", name], "string", in_json(value))
    if row.nft.token_id is None:
        return (UNTOLD, mark(row.to_dict()))
    contract = row.nft.contract_address
    return (row.nft.blockchain, contract.lower() if contract.startswith("0x") else contract, row.nft.token_id)


def keys_of_rows(rows: Sequence[NftAsset]) -> Sequence[Key]:
    """The same for many rows."""
    return [*map(key_of, rows)]


@frozen
class SwapChatNfts(Operation[NftAsset]):
    """The NFTs of one wallet."""

    name: ClassVar[str] = "swapchat.nfts"
    safe: ClassVar[bool] = is_safe(API, "getUserNfts")
    reader: ClassVar[PageReader[NftAsset]] = PageReader(
        name, API, "NftList", "NftAsset", "assets", NftAsset.from_dict, key_of, keys_of_rows
    )
    user_id: str
    wallet_address: str
    page_size: int
    first_page: int

    @classmethod
    def of(cls, user_id: object, wallet_address: object, page_size: object, first_page: object) -> Self:
        """The operation for a caller's arguments.

        Raises:
            FilterError: An argument is refused.
        """
        if user_id in (".", ".."):
            raise FilterError(f"user_id {user_id!r} would be another path, as URLs drop such steps", rule="user_id")
        defaults = NftListRequest(wallet_address="")
        return cls(
            text(user_id, "user_id"),
            text(wallet_address, "wallet_address"),
            whole_number(defaults.size if page_size is None else page_size, "page_size", minimum=1, maximum=MAXIMUM),
            whole_number(defaults.page if first_page is None else first_page, "first_page", minimum=0, maximum=MAXIMUM),
        )

    @classmethod
    def of_wallet(cls, wallet: object, page_size: object, first_page: object) -> Self:
        """The operation for a pair of a user's id and a wallet.

        Raises:
            FilterError: It is no such pair, or an argument is refused.
        """
        if not isinstance(wallet, tuple | list) or len(wallet) != 2:
            raise FilterError(f"a wallet is a pair (user_id, wallet_address), not {shown(wallet)}", rule="wallet")
        user_id, wallet_address = wallet
        return cls.of(user_id, wallet_address, page_size, first_page)

    def identity(self) -> Mapping[str, Any]:
        return {"user": self.user_id, "wallet": self.wallet_address, "size": self.page_size, "first": self.first_page}

    def accepts(self, position: Position) -> bool:
        match position:
            case {"page": int(page), "rows": int(rows), "units": int(units), "total": int(total), "last": str(), "recent": str()} if (
                bool not in map(type, (page, rows, units, total))
            ):
                return 0 <= page <= MAXIMUM and min(rows, units, total) >= 0
        return False

    def course(self, position: Position | None) -> "SwapChatCourse":
        return SwapChatCourse(self, position)

    def request(self, page: int) -> Request:
        """The request for a page."""
        body = NftListRequest(wallet_address=self.wallet_address, page=page, size=self.page_size)
        return request_from(endpoint._get_kwargs(self.user_id, body=body))

    def read(self, reply: Reply, *, closely: bool = True, until_flaw: bool = False) -> Content[NftAsset]:
        if not is_success(reply.status):
            body = error_body(reply)
            raise refusal(reply, body if isinstance(body, dict) else {}, body)
        if not closely and (found := self._at_once(reply)):
            return found
        raw = parsed_json(reply, self.name)
        enveloped = isinstance(raw, dict) and "code" in raw
        if enveloped and raw["code"] not in (0, "0"):
            if isinstance(raw["code"], bool) or not isinstance(raw["code"], int | str):
                raise DecodeError(self.name, "$.code", "integer", in_json(raw["code"]), raw, temporary=True)
            raise refusal(reply, raw, raw)
        page = self.reader.read(reply, raw, asked=self.page_size, until_flaw=until_flaw, at=["data"] if enveloped else [])
        around = drifts_of_status(self.name, reply)
        around += self.reader.drifts_of("NftListEnvelope", {**raw, "data": None}) if enveloped else []
        total = counted(page.values.get("total"))
        return Content(page.rows, page.keys, partial(given, raw), total=total, drifts=[*around, *page.drifts], flawed=page.flawed)

    def _at_once(self, reply: Reply) -> Content[NftAsset] | None:
        if found := self.reader.at_once(reply.content, NftListEnvelope, attrgetter("data.assets"), asked=self.page_size):
            code, page = found.reply.code, found.reply.data
        elif b'"code"' not in reply.content and (
            found := self.reader.at_once(reply.content, NftList, attrgetter("assets"), asked=self.page_size)
        ):
            code, page = 0, found.reply
        else:
            return None
        raw = partial(parsed_leniently, reply.content)
        return Content(found.rows, found.keys, raw, total=counted(page.total)) if code == 0 else None


class SwapChatCourse(RereadCourse[NftAsset]):
    """From page number to page number, until the total has come, an empty page, or the same page again.

    No document says whether the total counts rows or units, so it is right if it is either; where it is 0, it is not given. An
    empty page is asked for twice, and where a full page brings nothing new, so must the one after it.
    """

    def __init__(self, operation: SwapChatNfts, position: Position | None) -> None:
        super().__init__(position)
        self._operation = operation
        self._page: int = operation.first_page if position is None else position["page"]
        self._units: int = 0 if position is None else position["units"]
        self._longest = 0
        self._looked_twice = self._looked_further = self._repeated = False

    def _place(self) -> Mapping[str, int]:
        return {"page": self._page, "units": self._units}

    def request(self) -> Request:
        return self._operation.request(self._page + self._looked_further)

    def ahead(self, count: int) -> Sequence[Request]:
        rows = self._passes.rows
        if not self._longest or self._looked_twice or self._looked_further:
            return ()
        # The total may count units, of which rows may have several.
        left = min(self._total - rows, (self._total - self._units) * rows // max(self._units, 1))
        pages = -(-left // self._longest) - 1
        return [self._operation.request(self._page + number) for number in range(1, min(count, pages) + 1)]

    def take(self, content: Content[NftAsset]) -> Rows[NftAsset] | None:
        keys = _told_apart(keys_of(content))
        page = mark(keys)
        of_the_page = self._total <= self._passes.rows and content.total == len(keys)  # which is none of the listing
        if content.total and self._total and content.total != self._total and not of_the_page:
            self._again(f"the total changes from {self._total} to {content.total}")
            return None
        self._total = self._total or content.total or 0
        self._passes.announced = self._total or self._passes.announced
        unseen = [] if page == self._last else self._passes.unseen(keys)
        if self._looked_further and (unseen or (self._repeated and not keys)):
            self._again("a page comes again, and another one after it")
            return None
        if not keys:
            if not self._looked_twice and not self.said_over and (self._last is not None or self._total):
                self._looked_twice = True
                return None
            return self._end()
        if not unseen:
            self._passes.in_doubt = self._passes.in_doubt or page != self._last
            if len(keys) < self._longest or self._looked_further or self.said_over:
                return self._end()
            self._looked_further, self._repeated = True, page == self._last
            return None
        if self._passes.come_again(keys):
            self._again("rows come again")
            return None
        before = self._passes.rows
        first = dict(zip(keys, content.rows, strict=True))
        self._units += sum(counted(row.quantity) for key in unseen if isinstance(row := first[key], NftAsset))
        rows = self._passes.new(content.rows, keys)
        self._page, self._last, self._looked_twice = self._page + 1, page, False
        self._longest = max(self._longest, len(keys))
        # A total that stops at a full page may be that of the page only, so the next one is looked at too.
        self._over = before < self._total == self._passes.rows and len(keys) < self._operation.page_size
        return rows

    def _end(self) -> Rows[NftAsset] | None:
        if self._passes.rows < self._total != self._units:
            self._again(f"the server ends the listing after {self._passes.rows} rows, and has announced {self._total}")
            return None
        if self._passes.announced and not self._total:
            self._again(f"the server ends the listing after {self._passes.rows} of {self._passes.announced} rows")
            return None
        if self._passes.in_doubt and not self._total and not self._passes.agrees:
            self._again("the server gives rows twice, so its pages have moved")
            return None
        self._over = True
        return []

    def _again(self, why: str) -> None:
        self._passes.again(why)
        self._page, self._units, self._total, self._last, self._longest = self._operation.first_page, 0, 0, None, 0
        self._looked_twice = self._looked_further = False


def _told_apart(keys: Sequence[Hashable]) -> list[Hashable]:
    """Rows without a token id may look alike and still be two: those of one page are told apart by their count."""
    seen: Counter[Hashable] = Counter()
    found: list[Hashable] = []
    for key in keys:
        seen[key] += 1
        found.append((key, seen[key]) if isinstance(key, tuple) and key[0] == UNTOLD else key)
    return found


def refusal(reply: Reply, body: Mapping[str, Any], raw: Any) -> Exception:
    """The error for a status, or for an envelope whose code is not 0."""
    told = next((body[key] for key in ("msg", "message", "detail") if isinstance(body.get(key), str) and body[key]), None)
    return api_error(reply, told, code=body.get("code"), raw=raw)

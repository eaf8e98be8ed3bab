"""The operation of SwapChat's listing: its requests and replies.

Source: `POST /users/{user_id}/nfts` in the spec, with the documents that it cites.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar, Self

from attrs import evolve, frozen
from nft_holdings_api.swapchat.api.nfts import get_user_nfts as endpoint
from nft_holdings_api.swapchat.models import NftAsset, NftList, NftListEnvelope, NftListRequest

from nft_holdings._errors import DecodeError, InvalidArgument
from nft_holdings._paging.operation import Operation
from nft_holdings._paging.page import ParsedPage, Position
from nft_holdings._paging.rereading import counted
from nft_holdings._reading.drift import in_json
from nft_holdings._reading.json_values import error_body, parsed_json, parsed_leniently
from nft_holdings._reading.page_reader import PageRead, PageReader
from nft_holdings._redaction import shown
from nft_holdings._specs.access import is_safe
from nft_holdings._transport.messages import Reply, Request, api_error, is_success, request_from
from nft_holdings._validation import text, whole_number

from .pager import SwapChatPager
from .rows import key_of

API = "swapchat"
MAXIMUM = 2**31 - 1


def page_in(content: bytes) -> Any:
    """Return the page in the bytes of a reply, alone or in an envelope; None if the reply may be a refusal."""
    if b'"code"' in content:
        envelope = NftListEnvelope.from_json(content)
        return envelope.data if envelope.code == 0 else None
    page = NftList.from_json(content)
    return None if "code" in page else page


@frozen
class SwapChatNfts(Operation[NftAsset]):
    """The NFTs of one wallet."""

    name: ClassVar[str] = "swapchat.nfts"
    safe: ClassVar[bool] = is_safe(API, "getUserNfts")
    reader: ClassVar[PageReader[NftAsset]] = PageReader(
        operation=name, api=API, page=NftList, row=NftAsset, rows_at="assets", key=key_of, page_in=page_in
    )
    user_id: str
    wallet_address: str
    page_size: int
    first_page: int

    @classmethod
    def of(cls, user_id: object, wallet_address: object, page_size: object, first_page: object) -> Self:
        """Return the operation for a caller's arguments.

        Raises:
            InvalidArgument: An argument is refused.
        """
        if user_id in (".", ".."):
            raise InvalidArgument(f"user_id {user_id!r} would be another path, as URLs drop such steps", argument="user_id")
        defaults = NftListRequest(wallet_address="")
        return cls(
            text(user_id, "user_id"),
            text(wallet_address, "wallet_address"),
            whole_number(defaults.size if page_size is None else page_size, "page_size", minimum=1, maximum=MAXIMUM),
            whole_number(defaults.page if first_page is None else first_page, "first_page", minimum=0, maximum=MAXIMUM),
        )

    def of_wallet(self, wallet: object) -> Self:
        """Return the same operation for another pair of a user's id and a wallet.

        Raises:
            InvalidArgument: It is no such pair.
        """
        if not isinstance(wallet, tuple | list) or len(wallet) != 2:
            raise InvalidArgument(f"a wallet is a pair (user_id, wallet_address), not {shown(wallet)}", argument="wallets", rule="wallet")
        user_id, wallet_address = wallet
        return self.of(user_id, wallet_address, self.page_size, self.first_page)

    def identity(self) -> Mapping[str, Any]:
        return {"user": self.user_id, "wallet": self.wallet_address, "size": self.page_size, "first": self.first_page}

    def accepts(self, position: Position) -> bool:
        match position:
            case {"page": int(page), "rows": int(rows), "units": int(units), "total": int(total), "last": str(), "recent": str()} if (
                bool not in map(type, (page, rows, units, total))
            ):
                return 0 <= page <= MAXIMUM and min(rows, units, total) >= 0
        return False

    def pager(self, position: Position | None) -> SwapChatPager:
        return SwapChatPager(self.request, self.first_page, self.page_size, position)

    def request(self, page: int) -> Request:
        """Return the request for a page."""
        body = NftListRequest(wallet_address=self.wallet_address, page=page, size=self.page_size)
        return request_from(endpoint._get_kwargs(self.user_id, body=body))

    def read(self, reply: Reply, *, closely: bool = True, until_flaw: bool = False) -> ParsedPage[NftAsset]:
        if not is_success(reply.status):
            raise refusal(reply, error_body(reply))
        found = None if closely else self.reader.at_once(reply, page_size=self.page_size)
        if found is None:
            found = self._read_closely(reply, until_flaw=until_flaw)
        raw = partial(parsed_leniently, reply.content)
        total = counted(found.page.total)
        return ParsedPage(found.rows, found.keys, raw, total=total, drifts=found.drifts, flawed=found.flawed)

    def _read_closely(self, reply: Reply, *, until_flaw: bool) -> PageRead[NftAsset]:
        raw = parsed_json(reply, self.name)
        enveloped = isinstance(raw, dict) and "code" in raw
        if enveloped and raw["code"] not in (0, "0"):
            if isinstance(raw["code"], bool) or not isinstance(raw["code"], int | str):
                raise DecodeError(self.name, "$.code", "integer", in_json(raw["code"]), raw, temporary=True)
            raise refusal(reply, raw)
        page = self.reader.read(reply, raw, page_size=self.page_size, until_flaw=until_flaw, at=["data"] if enveloped else [])
        around = self.reader.drifts_of("NftListEnvelope", {**raw, "data": None}) if enveloped else []
        return evolve(page, drifts=[*around, *page.drifts])


def refusal(reply: Reply, raw: Any) -> Exception:
    """Return the error for a refusal: by its status, or in an envelope whose code is not 0."""
    body = raw if isinstance(raw, dict) else {}
    message = next((body[key] for key in ("msg", "message", "detail") if isinstance(body.get(key), str) and body[key]), None)
    return api_error(reply, message, code=body.get("code"), raw=raw)

"""SwapChat: the NFTs of a user's wallet.

Source: `POST /users/{user_id}/nfts` in the spec, with the documents that it cites.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from attrs import frozen
from nft_holdings_api.swapchat import Client as Credentials
from nft_holdings_api.swapchat.api.nfts import get_user_nfts as endpoint
from nft_holdings_api.swapchat.models import NftAsset, NftList, NftListRequest

from ._arguments import text, whole_number
from ._client import AsyncClient, Client, Connected, documented_as
from ._errors import FilterError
from ._listing import AsyncListing, Listing
from ._operation import ListingEndedEarly, Operation, Position, Reading
from ._options import DEFAULT_TIMEOUT, Options, secret_from
from ._wire import Reply, Request, api_error, check, error_body, parsed_json, request_from

API = "swapchat"
TOKEN_VARIABLE = "SWAPCHAT_TOKEN"  # noqa: S105 - the name of a variable, not a token
MAXIMUM = 2**31 - 1


@frozen
class SwapChatNfts(Operation[NftAsset]):
    """The NFTs of one wallet.

    A position holds the number of the next page, how many rows came before it, and a fingerprint of the page before it,
    by which a server that repeats its last page is known. An empty page ends the listing whatever the total says, as it
    is not known whether the total counts rows or units.
    """

    name: ClassVar[str] = "swapchat.nfts"
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

    def identity(self) -> Mapping[str, Any]:
        return {"user": self.user_id, "wallet": self.wallet_address, "size": self.page_size, "first": self.first_page}

    def accepts(self, position: Position) -> bool:
        match position:
            case {"page": int(page), "seen": int(seen), "last": str()} if not isinstance(page, bool) and not isinstance(seen, bool):
                return 0 <= page <= MAXIMUM and seen >= 0
        return False

    def request(self, position: Position | None) -> Request:
        page = self.first_page if position is None else position["page"]
        body = NftListRequest(wallet_address=self.wallet_address, page=page, size=self.page_size)
        return request_from(endpoint._get_kwargs(self.user_id, body=body))

    def read(self, reply: Reply, position: Position | None) -> Reading[NftAsset]:
        raw, page = self._page(reply)
        at = position or {"page": self.first_page, "seen": 0, "last": None}
        total = page.total if isinstance(page.total, int) else None
        mark = fingerprint(page.assets)
        seen = at["seen"] + len(page.assets)
        if page.assets and mark == at["last"]:
            if total and at["seen"] < total:
                raise ListingEndedEarly(f"the server repeats a page after {at['seen']} of {total} rows")
            return Reading([], total, raw, None)
        if not page.assets or (total and seen >= total):
            return Reading(page.assets, total, raw, None)
        return Reading(page.assets, total, raw, {"page": at["page"] + 1, "seen": seen, "last": mark})

    def _page(self, reply: Reply) -> tuple[Any, NftList]:
        if reply.status != 200:
            body = error_body(reply)
            raise refusal(reply, body if isinstance(body, dict) else {}, body)
        raw = parsed_json(reply, self.name)
        if not isinstance(raw, dict) or "code" not in raw:
            check(self.name, API, "NftList", raw)
            return raw, NftList.from_dict(raw)
        if raw["code"] == 0:
            check(self.name, API, "NftList", raw, at=["data"])
            return raw, NftList.from_dict(raw["data"])
        if not isinstance(raw["code"], int):
            check(self.name, API, "NftListEnvelope", raw)
        raise refusal(reply, raw, raw)


def fingerprint(assets: Sequence[NftAsset]) -> str:
    """What tells a page from the one before it. Single rows may look alike, as token ids are null on some chains."""
    return hashlib.sha256(json.dumps([asset.to_dict() for asset in assets], sort_keys=True).encode()).hexdigest()[:16]


def refusal(reply: Reply, body: Mapping[str, Any], raw: Any) -> Exception:
    """The error for a status, or for an envelope whose code is not 0."""
    told = next((body[key] for key in ("msg", "message", "detail") if isinstance(body.get(key), str) and body[key]), None)
    return api_error(reply, told, code=body.get("code"), raw=raw)


def _options(base_url: str, token: str | None, timeout: float | None, max_pages: int | None) -> Options:
    given = Credentials(base_url, token=secret_from(token, TOKEN_VARIABLE, "token"))
    return Options(API, base_url, given.credential_headers(), timeout, max_pages)


class SwapChatServer(Connected):
    """Where SwapChat's holdings can be asked for; the constructor of both clients."""

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        http_client: Any = None,
        timeout: float | None = DEFAULT_TIMEOUT,
        max_pages: int | None = None,
    ) -> None:
        self._connect(_options(base_url, token, timeout, max_pages), http_client)


class SwapChat(SwapChatServer, Client):
    """SwapChat's holdings. The service looks dead, so no address is a default and no token goes where it was not sent.

    Args:
        base_url: The server, such as a sandbox. The spec lists the addresses that were documented.
        token: An access token; from the environment's SWAPCHAT_TOKEN if not given. The operation needs none.
        http_client: An `httpx2.Client` (or `httpx.Client`) to use in place of the client's own.
        timeout: Seconds for connecting, and for each wait for data; None for no limit.
        max_pages: The most pages that one iteration reads; more raise IncompleteListing. None for no limit.

    Raises:
        FilterError: An argument is refused.
    """

    def nfts(
        self,
        user_id: str,
        wallet_address: str,
        *,
        page_size: int | None = None,
        first_page: int | None = None,
        cursor: str | None = None,
    ) -> Listing[NftAsset]:
        """The NFTs that a wallet holds, each with its quantity, in no documented order.

        Args:
            user_id: The SwapChat user's id.
            wallet_address: The wallet, sent as it is given.
            page_size: Rows to ask for in one request, 20 if not given. A server may give fewer; above 50 it may refuse.
            first_page: The number of the first page, 1 if not given; no document says where counting starts.
            cursor: A page's cursor, to go on after that page, with the same page_size.

        Returns:
            Rows with `nft` and `quantity`; token ids are strings of up to 78 digits.

        Raises:
            FilterError: An argument is refused. Nothing is sent.
        """
        return self._listing(SwapChatNfts.of(user_id, wallet_address, page_size, first_page), cursor)


class AsyncSwapChat(SwapChatServer, AsyncClient):
    """SwapChat's holdings; the async twin of SwapChat, with the same arguments."""

    @documented_as(SwapChat.nfts)
    def nfts(
        self,
        user_id: str,
        wallet_address: str,
        *,
        page_size: int | None = None,
        first_page: int | None = None,
        cursor: str | None = None,
    ) -> AsyncListing[NftAsset]:
        return self._listing(SwapChatNfts.of(user_id, wallet_address, page_size, first_page), cursor)

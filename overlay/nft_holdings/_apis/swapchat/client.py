"""The clients of SwapChat, which list the NFTs of users' wallets."""

from collections.abc import AsyncIterable, Generator, Iterable
from typing import TYPE_CHECKING, Literal, Never, Unpack, overload

from nft_holdings_api.swapchat import Client as GeneratedClient
from nft_holdings_api.swapchat.models import NftAsset

from nft_holdings._client import AsyncClient, Bad, Client, Connected, documented_as
from nft_holdings._errors import DecodeError
from nft_holdings._listing import AsyncListing, Listing
from nft_holdings._options import BadRows, ClientOptions, Options, secret_from, url_from
from nft_holdings._paging.many_accounts import AccountResult, AsyncResults

from . import descriptor
from .operations import API, SwapChatNfts

TOKEN_VARIABLE = descriptor.API.key.variable


class SwapChatServer(Connected):
    """The constructor of both clients."""

    def __init__(
        self,
        base_url: str | None = None,
        *,
        token: str | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        url = url_from(base_url, API, None)
        given = GeneratedClient(url, token=secret_from(token, TOKEN_VARIABLE, "token"))
        self._connect(Options.of(API, url, given.credential_headers(), options), options.get("http_client"))


class SwapChat(SwapChatServer, Client[Bad]):
    """A client of SwapChat's holdings. The service looks dead, so a base URL must be given, and no token is sent elsewhere.

    Args:
        base_url: The server, such as a sandbox; the environment variable NFT_HOLDINGS_SWAPCHAT_URL if not given. The spec lists the
            addresses that were documented.
        token: An access token; the environment variable SWAPCHAT_TOKEN if not given. The operation needs none.
        bad_rows: What becomes of a row that cannot be read: "raise" its DecodeError, or "deliver" that error in its place.
        **options: The options that ClientOptions lists.

    Raises:
        InvalidArgument: An argument is refused.
    """

    __module__ = "nft_holdings"

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: "SwapChat[Never]",
            base_url: str | None = None,
            *,
            token: str | None = None,
            bad_rows: Literal["raise"] = "raise",
            **options: Unpack[ClientOptions],
        ) -> None: ...
        @overload
        def __init__(
            self: "SwapChat[DecodeError]",
            base_url: str | None = None,
            *,
            token: str | None = None,
            bad_rows: Literal["deliver"],
            **options: Unpack[ClientOptions],
        ) -> None: ...
        def __init__(
            self, base_url: str | None = None, *, token: str | None = None, bad_rows: BadRows = "raise", **options: Unpack[ClientOptions]
        ) -> None: ...

    def nfts(
        self,
        user_id: str,
        wallet_address: str,
        *,
        page_size: int | None = None,
        first_page: int | None = None,
        cursor: str | None = None,
    ) -> Listing[NftAsset | Bad]:
        """List the NFTs that a wallet holds.

        Each comes with its quantity, in no documented order.

        Args:
            user_id: The SwapChat user's id.
            wallet_address: The address of a wallet. It is sent as it is given.
            page_size: The rows to request for a page; 20 if not given. A server may return fewer; above 50 it may refuse.
            first_page: The number of the first page; 1 if not given. No document says where counting starts.
            cursor: Go on after the page that has this cursor. The page_size must be the same.

        Returns:
            Rows with `nft` and `quantity`; token ids are strings of up to 78 digits.

        Raises:
            InvalidArgument: An argument is refused. Nothing is sent.
        """
        return self._listing(SwapChatNfts.of(user_id, wallet_address, page_size, first_page), cursor)

    def nfts_of(
        self,
        wallets: Iterable[tuple[str, str]],
        *,
        page_size: int | None = None,
        first_page: int | None = None,
    ) -> Generator[AccountResult[tuple[str, str], NftAsset | Bad]]:
        """List the NFTs of many wallets, several wallets at once, as they come; see `Hedera.nfts_of`.

        Args:
            wallets: Pairs of a SwapChat user's id and a wallet of that user.
            page_size: As for `nfts`.
            first_page: As for `nfts`.

        Returns:
            Results of single wallets: `.account` as it was given, and `.items`, its rows page by page, or `.error`.

        Raises:
            InvalidArgument: The wallets are no iterable, or another argument is refused.
        """
        return self._many(wallets, SwapChatNfts.of("user", "wallet", page_size, first_page).of_wallet)


class AsyncSwapChat(SwapChatServer, AsyncClient[Bad]):
    """The async client of SwapChat's holdings, with the methods and arguments of SwapChat."""

    __module__ = "nft_holdings"

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: "AsyncSwapChat[Never]",
            base_url: str | None = None,
            *,
            token: str | None = None,
            bad_rows: Literal["raise"] = "raise",
            **options: Unpack[ClientOptions],
        ) -> None: ...
        @overload
        def __init__(
            self: "AsyncSwapChat[DecodeError]",
            base_url: str | None = None,
            *,
            token: str | None = None,
            bad_rows: Literal["deliver"],
            **options: Unpack[ClientOptions],
        ) -> None: ...
        def __init__(
            self, base_url: str | None = None, *, token: str | None = None, bad_rows: BadRows = "raise", **options: Unpack[ClientOptions]
        ) -> None: ...

    @documented_as(SwapChat.nfts)
    def nfts(
        self,
        user_id: str,
        wallet_address: str,
        *,
        page_size: int | None = None,
        first_page: int | None = None,
        cursor: str | None = None,
    ) -> AsyncListing[NftAsset | Bad]:
        return self._listing(SwapChatNfts.of(user_id, wallet_address, page_size, first_page), cursor)

    @documented_as(SwapChat.nfts_of)
    def nfts_of(
        self,
        wallets: Iterable[tuple[str, str]] | AsyncIterable[tuple[str, str]],
        *,
        page_size: int | None = None,
        first_page: int | None = None,
    ) -> AsyncResults[tuple[str, str], NftAsset | Bad]:
        return self._many(wallets, SwapChatNfts.of("user", "wallet", page_size, first_page).of_wallet)

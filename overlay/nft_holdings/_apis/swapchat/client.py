"""SwapChat: the NFTs of a user's wallet."""

from collections.abc import AsyncIterable, Generator, Iterable
from typing import Unpack

from nft_holdings_api.swapchat import Client as GeneratedClient
from nft_holdings_api.swapchat.models import NftAsset

from nft_holdings._client import AsyncClient, Client, Connected, documented_as
from nft_holdings._errors import NftHoldingsError
from nft_holdings._listing import AsyncListing, Listing
from nft_holdings._options import ClientOptions, Options, secret_from
from nft_holdings._paging.many_accounts import AsyncAnswers

from . import descriptor
from .operations import API, SwapChatNfts

TOKEN_VARIABLE = descriptor.API.key.variable


class SwapChatServer(Connected):
    """Where SwapChat's holdings can be asked for; the constructor of both clients."""

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        given = GeneratedClient(base_url, token=secret_from(token, TOKEN_VARIABLE, "token"))
        self._connect(Options.of(API, base_url, given.credential_headers(), options), options.get("http_client"))


class SwapChat(SwapChatServer, Client):
    """SwapChat's holdings. The service looks dead, so no address is a default and no token goes where it was not sent.

    Args:
        base_url: The server, such as a sandbox. The spec lists the addresses that were documented.
        token: An access token; from the environment's SWAPCHAT_TOKEN if not given. The operation needs none.
        **options: What ClientOptions lists.

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

    def nfts_of(
        self,
        wallets: Iterable[tuple[str, str]],
        *,
        page_size: int | None = None,
        first_page: int | None = None,
    ) -> Generator[tuple[tuple[str, str], NftAsset | NftHoldingsError]]:
        """The NFTs of many wallets, several wallets at once, as they come; see `Hedera.nfts_of`.

        Args:
            wallets: Pairs of a SwapChat user's id and a wallet of that user.
            page_size: As for `nfts`.
            first_page: As for `nfts`.

        Returns:
            Pairs of the wallet, as it was given, and one of its rows, or the error because of which no more come of it.

        Raises:
            FilterError: What is given is no iterable of wallets, or another argument is refused.
        """

        def operation_of(wallet: tuple[str, str]) -> SwapChatNfts:
            return SwapChatNfts.of_wallet(wallet, page_size, first_page)

        operation_of(("user", "wallet"))
        return self._many(wallets, operation_of)


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

    @documented_as(SwapChat.nfts_of)
    def nfts_of(
        self,
        wallets: Iterable[tuple[str, str]] | AsyncIterable[tuple[str, str]],
        *,
        page_size: int | None = None,
        first_page: int | None = None,
    ) -> AsyncAnswers[tuple[str, str], NftAsset]:
        def operation_of(wallet: tuple[str, str]) -> SwapChatNfts:
            return SwapChatNfts.of_wallet(wallet, page_size, first_page)

        operation_of(("user", "wallet"))
        return self._many(wallets, operation_of)

"""The clients of Loopring, which list the NFT balances of accounts and their collections."""

from collections.abc import AsyncIterable, Generator, Iterable
from typing import TYPE_CHECKING, Literal, Never, Self, TypeVar, Unpack, overload

from nft_holdings_api.loopring import Client as GeneratedClient
from nft_holdings_api.loopring.models import CollectionHolding, CombinedBalance

from nft_holdings._client import AsyncClient, Bad, Client, Connected, documented_as
from nft_holdings._errors import DecodeError, InvalidArgument
from nft_holdings._listing import AsyncListing, Listing
from nft_holdings._options import BadRows, ClientOptions, Options, secret_from, url_from
from nft_holdings._paging.many_accounts import AccountResult, AsyncResults
from nft_holdings._specs.access import server_url

from . import descriptor
from .operations import API, CollectionsListing, NftBalancesListing

AccountT = TypeVar("AccountT", bound=int)
KEY_VARIABLE = descriptor.API.key.variable


class LoopringServers(Connected):
    """The constructors of both clients, one for each known server."""

    def __init__(
        self,
        base_url: str | None = None,
        *,
        api_key: str | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        key = secret_from(api_key, KEY_VARIABLE, "api_key")
        if key is None:
            raise InvalidArgument(
                "Loopring needs a key", argument="api_key", rule="key-required", hint=f"give api_key=…, or set {KEY_VARIABLE}"
            )
        url = url_from(base_url, API, server_url(API, "mainnet"))
        self._connect(Options.of(API, url, GeneratedClient(url, api_key=key).credential_headers(), options), options.get("http_client"))

    @classmethod
    def mainnet(cls, api_key: str | None = None, **options: Unpack[ClientOptions]) -> Self:
        """Return a client of the main network; it takes the options of the class. The service looks shut down since June 2026."""
        return cls(server_url(API, "mainnet"), api_key=api_key, **options)

    @classmethod
    def testnet(cls, api_key: str | None = None, **options: Unpack[ClientOptions]) -> Self:
        """Return a client of the test network; it takes the options of the class. The service looks shut down since June 2026."""
        return cls(server_url(API, "testnet"), api_key=api_key, **options)


class Loopring(LoopringServers, Client[Bad]):
    """A client of Loopring's holdings. The service looks shut down since June 2026; a sandbox or another relayer works.

    Args:
        base_url: The server. If not given, the environment variable NFT_HOLDINGS_LOOPRING_URL, or else the server of the main network.
        api_key: The key for the header X-API-KEY; the environment variable LOOPRING_API_KEY if not given.
        bad_rows: What becomes of a row that cannot be read: "raise" its DecodeError, or "deliver" that error in its place.
        **options: The options that ClientOptions lists.

    Raises:
        InvalidArgument: The key is missing, or an argument is refused.
    """

    __module__ = "nft_holdings"

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: "Loopring[Never]",
            base_url: str | None = None,
            *,
            api_key: str | None = None,
            bad_rows: Literal["raise"] = "raise",
            **options: Unpack[ClientOptions],
        ) -> None: ...
        @overload
        def __init__(
            self: "Loopring[DecodeError]",
            base_url: str | None = None,
            *,
            api_key: str | None = None,
            bad_rows: Literal["deliver"],
            **options: Unpack[ClientOptions],
        ) -> None: ...
        def __init__(
            self, base_url: str | None = None, *, api_key: str | None = None, bad_rows: BadRows = "raise", **options: Unpack[ClientOptions]
        ) -> None: ...

    def nft_balances(
        self,
        account_id: int | None = None,
        address: str | None = None,
        *,
        nft_datas: Iterable[str] | None = None,
        token_addresses: Iterable[str] | None = None,
        token_ids: Iterable[int] | None = None,
        non_zero: bool | None = None,
        metadata: bool | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Listing[CombinedBalance | Bad]:
        """List the NFT balances of an account.

        They come in no documented order.

        Args:
            account_id: Loopring's number of the account. Give this or `address`.
            address: The account's address on Ethereum, in place of its number.
            nft_datas: Only these NFTs, by the hash that identifies an NFT.
            token_addresses: Only NFTs of these token contracts.
            token_ids: Only these slots of the account. They are whole numbers; the same slot of another account has another NFT.
            non_zero: Leave out balances of 0, as the server does if not given.
            metadata: Add the metadata of each NFT.
            page_size: The rows to request for a page; the documented maximum if not given. The server may silently return fewer.
            cursor: Go on after the page that has this cursor.

        Returns:
            Rows with amounts (total, locked, pending) as decimal strings of any size, nft_id in hexadecimal, times in
            milliseconds since 1970.

        Raises:
            InvalidArgument: Neither account_id nor address is given, or both, or an argument is refused. Nothing is sent.
        """
        operation = NftBalancesListing.of(account_id, address, nft_datas, token_addresses, token_ids, non_zero, metadata, page_size)
        return self._listing(operation, cursor)

    def collections(
        self,
        account_id: int,
        *,
        token_address: str | None = None,
        non_zero: bool | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Listing[CollectionHolding | Bad]:
        """List the collections that an account holds NFTs of.

        Each comes with its number of different NFTs, in no documented order.

        Args:
            account_id: Loopring's number of the account.
            token_address: Only collections of this token contract.
            non_zero: Count only NFTs with a balance above 0. No default is documented.
            page_size: The rows to request for a page; 50 if not given. That is the documented maximum of the balances.
            cursor: Go on after the page that has this cursor.

        Returns:
            Rows with `collection` and `count`, the number of its different NFTs that the account holds.

        Raises:
            InvalidArgument: An argument is refused. Nothing is sent.
        """
        return self._listing(CollectionsListing.of(account_id, token_address, non_zero, page_size), cursor)

    def nft_balances_of(
        self,
        account_ids: Iterable[AccountT],
        *,
        nft_datas: Iterable[str] | None = None,
        token_addresses: Iterable[str] | None = None,
        token_ids: Iterable[int] | None = None,
        non_zero: bool | None = None,
        metadata: bool | None = None,
        page_size: int | None = None,
    ) -> Generator[AccountResult[AccountT, CombinedBalance | Bad]]:
        """List the NFT balances of many accounts, several accounts at once, as they come; see `Hedera.nfts_of`.

        Args:
            account_ids: Loopring's numbers of the accounts.
            nft_datas: As for `nft_balances`.
            token_addresses: As for `nft_balances`.
            token_ids: As for `nft_balances`.
            non_zero: As for `nft_balances`.
            metadata: As for `nft_balances`.
            page_size: As for `nft_balances`.

        Returns:
            Results of single accounts: `.account` as it was given, and `.items`, its rows page by page, or `.error`.

        Raises:
            InvalidArgument: The accounts are no iterable, or another argument is refused.
        """
        operation = NftBalancesListing.of(0, None, nft_datas, token_addresses, token_ids, non_zero, metadata, page_size)
        return self._many(account_ids, operation.of_account)

    def collections_of(
        self,
        account_ids: Iterable[AccountT],
        *,
        token_address: str | None = None,
        non_zero: bool | None = None,
        page_size: int | None = None,
    ) -> Generator[AccountResult[AccountT, CollectionHolding | Bad]]:
        """List the collections of many accounts, several accounts at once, as they come; see `Hedera.nfts_of`.

        Args:
            account_ids: Loopring's numbers of the accounts.
            token_address: As for `collections`.
            non_zero: As for `collections`.
            page_size: As for `collections`.

        Returns:
            Results of single accounts: `.account` as it was given, and `.items`, its rows page by page, or `.error`.

        Raises:
            InvalidArgument: The accounts are no iterable, or another argument is refused.
        """
        return self._many(account_ids, CollectionsListing.of(0, token_address, non_zero, page_size).of_account)


class AsyncLoopring(LoopringServers, AsyncClient[Bad]):
    """The async client of Loopring's holdings, with the methods and arguments of Loopring."""

    __module__ = "nft_holdings"

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: "AsyncLoopring[Never]",
            base_url: str | None = None,
            *,
            api_key: str | None = None,
            bad_rows: Literal["raise"] = "raise",
            **options: Unpack[ClientOptions],
        ) -> None: ...
        @overload
        def __init__(
            self: "AsyncLoopring[DecodeError]",
            base_url: str | None = None,
            *,
            api_key: str | None = None,
            bad_rows: Literal["deliver"],
            **options: Unpack[ClientOptions],
        ) -> None: ...
        def __init__(
            self, base_url: str | None = None, *, api_key: str | None = None, bad_rows: BadRows = "raise", **options: Unpack[ClientOptions]
        ) -> None: ...

    @documented_as(Loopring.nft_balances)
    def nft_balances(
        self,
        account_id: int | None = None,
        address: str | None = None,
        *,
        nft_datas: Iterable[str] | None = None,
        token_addresses: Iterable[str] | None = None,
        token_ids: Iterable[int] | None = None,
        non_zero: bool | None = None,
        metadata: bool | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> AsyncListing[CombinedBalance | Bad]:
        operation = NftBalancesListing.of(account_id, address, nft_datas, token_addresses, token_ids, non_zero, metadata, page_size)
        return self._listing(operation, cursor)

    @documented_as(Loopring.collections)
    def collections(
        self,
        account_id: int,
        *,
        token_address: str | None = None,
        non_zero: bool | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> AsyncListing[CollectionHolding | Bad]:
        return self._listing(CollectionsListing.of(account_id, token_address, non_zero, page_size), cursor)

    @documented_as(Loopring.nft_balances_of)
    def nft_balances_of(
        self,
        account_ids: Iterable[AccountT] | AsyncIterable[AccountT],
        *,
        nft_datas: Iterable[str] | None = None,
        token_addresses: Iterable[str] | None = None,
        token_ids: Iterable[int] | None = None,
        non_zero: bool | None = None,
        metadata: bool | None = None,
        page_size: int | None = None,
    ) -> AsyncResults[AccountT, CombinedBalance | Bad]:
        operation = NftBalancesListing.of(0, None, nft_datas, token_addresses, token_ids, non_zero, metadata, page_size)
        return self._many(account_ids, operation.of_account)

    @documented_as(Loopring.collections_of)
    def collections_of(
        self,
        account_ids: Iterable[AccountT] | AsyncIterable[AccountT],
        *,
        token_address: str | None = None,
        non_zero: bool | None = None,
        page_size: int | None = None,
    ) -> AsyncResults[AccountT, CollectionHolding | Bad]:
        return self._many(account_ids, CollectionsListing.of(0, token_address, non_zero, page_size).of_account)

"""The clients of Hedera, which list the NFTs of accounts from a mirror node."""

from collections.abc import AsyncIterable, Generator, Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar, Literal, Never, Self, TypeVar, Unpack, get_args, overload

from nft_holdings_api.hedera.models import Nft, Token

from nft_holdings._apis.hedera.filters.columns import Filter
from nft_holdings._client import Bad, Connected, documented_as
from nft_holdings._errors import DecodeError, InvalidArgument
from nft_holdings._listing import AsyncListing, Listing
from nft_holdings._options import BadRows, ClientOptions, Options, secret_from, url_from
from nft_holdings._paging.many_accounts import AccountResult, AsyncResults
from nft_holdings._redaction import shown
from nft_holdings._specs.access import server_url

from . import descriptor
from .entity_id import EntityId
from .listing import API
from .operations import HederaNfts
from .tokens.async_client import AsyncTokenSide
from .tokens.client import TokenSide

KEY_VARIABLE = descriptor.API.key.variable
AccountT = TypeVar("AccountT", bound=str | int | EntityId)
Network = Literal["mainnet", "testnet", "previewnet"]


class HederaServers(Connected):
    """The constructors of both clients, one for each known server."""

    _columns: ClassVar[Mapping[str, tuple[str, ...]]] = {
        **dict.fromkeys(("nfts", "nfts_of"), ("token_id", "serial_number", "spender_id", "nft_id")),
        "token_nfts": ("serial_number", "holder_id"),
    }

    def __init__(self, base_url: str | None = None, **options: Unpack[ClientOptions]) -> None:
        url = url_from(base_url, API, server_url(API, "mainnet"))
        self._tokens: dict[str, Token] = {}  # those that were looked up, shared with the copies that `with_options` makes
        self._connect(Options.of(API, url, {}, options), options.get("http_client"))

    @classmethod
    def mainnet(cls, **options: Unpack[ClientOptions]) -> Self:
        """Return a client of the main network's public mirror node; it takes the options of the class."""
        return cls(server_url(API, "mainnet"), **options)

    @classmethod
    def testnet(cls, **options: Unpack[ClientOptions]) -> Self:
        """Return a client of the test network's public mirror node; it takes the options of the class."""
        return cls(server_url(API, "testnet"), **options)

    @classmethod
    def previewnet(cls, **options: Unpack[ClientOptions]) -> Self:
        """Return a client of the preview network's public mirror node; it takes the options of the class."""
        return cls(server_url(API, "previewnet"), **options)

    @classmethod
    def validation_cloud(cls, api_key: str | None = None, network: Network = "mainnet", **options: Unpack[ClientOptions]) -> Self:
        """Return a client of Validation Cloud's gateway.

        Args:
            api_key: The key; the environment variable VALIDATION_CLOUD_API_KEY if not given. It is sent in the URL's path.
            network: The Hedera network; the gateway documents mainnet.
            **options: The options of the class.

        Raises:
            InvalidArgument: The key is missing, or an argument is refused.
        """
        key = secret_from(api_key, KEY_VARIABLE, "api_key")
        if key is None:
            raise InvalidArgument(
                "Validation Cloud needs a key", argument="api_key", rule="key-required", hint=f"give api_key=…, or set {KEY_VARIABLE}"
            )
        if network not in get_args(Network):
            raise InvalidArgument(f"network must be one of {', '.join(get_args(Network))}, not {shown(network)}", argument="network")
        return cls(server_url(API, "validation_cloud", api_key=key, network=network), **options)


class Hedera(HederaServers, TokenSide[Bad]):
    """A client of Hedera's holdings, from a mirror node.

    Args:
        base_url: The mirror node, without `/api/v1`. If not given, the environment variable NFT_HOLDINGS_HEDERA_URL, or else the public
            mirror node of the main network, `https://mainnet.mirrornode.hedera.com`.
        bad_rows: What becomes of a row that cannot be read: "raise" its DecodeError, or "deliver" that error in its place.
        **options: The options that ClientOptions lists.

    Raises:
        InvalidArgument: An argument is refused.
    """

    __module__ = "nft_holdings"

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: "Hedera[Never]", base_url: str | None = None, *, bad_rows: Literal["raise"] = "raise", **options: Unpack[ClientOptions]
        ) -> None: ...
        @overload
        def __init__(
            self: "Hedera[DecodeError]", base_url: str | None = None, *, bad_rows: Literal["deliver"], **options: Unpack[ClientOptions]
        ) -> None: ...
        def __init__(self, base_url: str | None = None, *, bad_rows: BadRows = "raise", **options: Unpack[ClientOptions]) -> None: ...

    def nfts(
        self,
        account: str | int | EntityId,
        filter: Filter | None = None,
        *,
        order: Literal["asc", "desc"] | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Listing[Nft | Bad]:
        """List the NFTs that an account holds.

        They come by token number and then serial number. An id that no account has gives an empty listing, as the server does not look numbers up. An alias or an EVM address that no
        account has raises NotFound when the listing is read.

        Args:
            account: An id such as 0.0.1001, an alias or an EVM address. A number alone is in the server's shard and realm.
            filter: Comparisons of token_id, serial_number, spender_id and nft_id, joined with `&`.
            order: Order by token and then serial number; descending if not given. It is "asc" or "desc".
            page_size: The rows to request for a page; the documented maximum if not given. A server may return fewer.
            cursor: Go on after the page that has this cursor. The page_size must be the same.

        Returns:
            Rows with token_id and account_id as `shard.realm.number`, serial_number up to 2^63-1, timestamps as strings
            of seconds since 1970 with nine decimals, metadata in base64.

        Raises:
            InvalidArgument: The server would refuse these arguments. Nothing is sent.
        """
        return self._listing(HederaNfts.of(account, filter, order, page_size), cursor)

    @overload
    def nfts_of(
        self,
        accounts: Iterable[AccountT],
        filter: Filter | None = None,
        *,
        order: Literal["asc", "desc"] | None = None,
        page_size: int | None = None,
    ) -> Generator[AccountResult[AccountT, Nft | Bad]]: ...
    @overload
    def nfts_of(  # type: ignore[overload-cannot-match]  # mypy takes a list of mixed accounts for one of objects, which the first does not accept
        self,
        accounts: Iterable[str | int | EntityId],
        filter: Filter | None = None,
        *,
        order: Literal["asc", "desc"] | None = None,
        page_size: int | None = None,
    ) -> Generator[AccountResult[str | int | EntityId, Nft | Bad]]: ...
    def nfts_of(
        self,
        accounts: Iterable[AccountT],
        filter: Filter | None = None,
        *,
        order: Literal["asc", "desc"] | None = None,
        page_size: int | None = None,
    ) -> Generator[AccountResult[AccountT, Nft | Bad]]:
        """List the NFTs that many accounts hold, several accounts at once, as they come.

        At most `concurrency` accounts are read at once. The next one is taken from the iterable only when the rows that came have been
        taken. A slow account does not hold up the others.

        Args:
            accounts: The accounts, each as for `nfts`.
            filter: As for `nfts`.
            order: As for `nfts`. The NFTs of one account come in this order; those of several accounts are mixed.
            page_size: As for `nfts`.

        Returns:
            Results of single accounts: `.account` as it was given, and `.items`, its NFTs page by page, or `.error`, which ended its
            listing. An account without NFTs gives one result without items.

        Raises:
            InvalidArgument: The accounts are no iterable, or another argument is refused.
        """
        return self._many(accounts, HederaNfts.of(0, filter, order, page_size).of_account)


class AsyncHedera(HederaServers, AsyncTokenSide[Bad]):
    """The async client of Hedera's holdings, with the methods and arguments of Hedera."""

    __module__ = "nft_holdings"

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: "AsyncHedera[Never]",
            base_url: str | None = None,
            *,
            bad_rows: Literal["raise"] = "raise",
            **options: Unpack[ClientOptions],
        ) -> None: ...
        @overload
        def __init__(
            self: "AsyncHedera[DecodeError]", base_url: str | None = None, *, bad_rows: Literal["deliver"], **options: Unpack[ClientOptions]
        ) -> None: ...
        def __init__(self, base_url: str | None = None, *, bad_rows: BadRows = "raise", **options: Unpack[ClientOptions]) -> None: ...

    @documented_as(Hedera.nfts)
    def nfts(
        self,
        account: str | int | EntityId,
        filter: Filter | None = None,
        *,
        order: Literal["asc", "desc"] | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> AsyncListing[Nft | Bad]:
        return self._listing(HederaNfts.of(account, filter, order, page_size), cursor)

    @overload
    def nfts_of(
        self,
        accounts: Iterable[AccountT] | AsyncIterable[AccountT],
        filter: Filter | None = None,
        *,
        order: Literal["asc", "desc"] | None = None,
        page_size: int | None = None,
    ) -> AsyncResults[AccountT, Nft | Bad]: ...
    @overload
    def nfts_of(  # type: ignore[overload-cannot-match]  # mypy takes a list of mixed accounts for one of objects, which the first does not accept
        self,
        accounts: Iterable[str | int | EntityId] | AsyncIterable[str | int | EntityId],
        filter: Filter | None = None,
        *,
        order: Literal["asc", "desc"] | None = None,
        page_size: int | None = None,
    ) -> AsyncResults[str | int | EntityId, Nft | Bad]: ...
    @documented_as(Hedera.nfts_of)
    def nfts_of(
        self,
        accounts: Iterable[AccountT] | AsyncIterable[AccountT],
        filter: Filter | None = None,
        *,
        order: Literal["asc", "desc"] | None = None,
        page_size: int | None = None,
    ) -> AsyncResults[AccountT, Nft | Bad]:
        return self._many(accounts, HederaNfts.of(0, filter, order, page_size).of_account)

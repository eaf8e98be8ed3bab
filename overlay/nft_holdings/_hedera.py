"""Hedera: the NFTs of an account, from a mirror node.

Source: `GET /api/v1/accounts/{idOrAliasOrEvmAddress}/nfts` in the spec, with the documents that it cites.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self, get_args
from urllib.parse import parse_qsl, urlencode, urlsplit

from attrs import frozen
from nft_holdings_api.hedera.api.nfts import get_nfts_by_account_id as endpoint
from nft_holdings_api.hedera.models import Nft, Nfts, Order
from nft_holdings_api.hedera.types import UNSET

from ._arguments import whole_number
from ._client import AsyncClient, Client, Connected, documented_as
from ._entity_id import EntityId, account_path, entity_id
from ._errors import DecodeError, FilterError, shown
from ._filter_rules import TOKEN, checked
from ._filters import Filter
from ._listing import AsyncListing, Listing
from ._operation import Operation, Position, Reading
from ._options import DEFAULT_TIMEOUT, Options, secret_from
from ._spec import parameter_schema, server_url
from ._wire import SAFE_IN_QUERY, Reply, Request, api_error, check, error_body, parsed_json, request_from

API = "hedera"
KEY_VARIABLE = "VALIDATION_CLOUD_API_KEY"
Network = Literal["mainnet", "testnet", "previewnet"]


@frozen
class HederaNfts(Operation[Nft]):
    """The NFTs of one account. A position holds the query of the next page, as the server's `links.next` gives it."""

    name: ClassVar[str] = "hedera.nfts"
    account: str
    filter: Filter
    order: Order | None
    page_size: int

    @classmethod
    def of(cls, account: object, wanted: Filter | None, order: object, page_size: object) -> Self:
        """The operation for a caller's arguments.

        Raises:
            FilterError: An argument is refused.
        """
        limit = parameter_schema(API, "Limit")
        if order not in (None, "asc", "desc"):
            raise FilterError(f"order must be 'asc' or 'desc', not {shown(order)}", rule="order")
        return cls(
            account_path(account),
            checked(wanted),
            None if order is None else Order(order),
            whole_number(
                limit["x-documented-maximum"] if page_size is None else page_size,
                "page_size",
                minimum=limit["minimum"],
                maximum=limit["maximum"],
            ),
        )

    def identity(self) -> Mapping[str, Any]:
        # Sorted, as the same question may be asked with its conditions in another order.
        conditions = {name: sorted(values) for name, values in self._parameters().items()}
        return {"account": self.account, "filter": conditions, "order": self.order or "desc"}

    def accepts(self, position: Position) -> bool:
        match position:
            case {"query": str(query)}:
                return query.isascii() and query.isprintable() and bool(query)
        return False

    def _parameters(self) -> dict[str, list[str]]:
        values: dict[str, list[str]] = {}
        for condition in self.filter.conditions:
            values.setdefault(condition.parameter, []).append(str(condition))
        return values

    def request(self, position: Position | None) -> Request:
        values = self._parameters()
        first = request_from(
            endpoint._get_kwargs(
                self.account,
                limit=self.page_size,
                order=UNSET if self.order is None else self.order,
                token_id=values.get("token.id", UNSET),
                serialnumber=values.get("serialnumber", UNSET),
                spender_id=values.get("spender.id", UNSET),
            )
        )
        if position is None:
            return first
        return Request(first.method, f"{first.target.partition('?')[0]}?{position['query']}")

    def read(self, reply: Reply, position: Position | None) -> Reading[Nft]:
        if reply.status != 200:
            raise _refusal(reply)
        raw = parsed_json(reply, self.name)
        check(self.name, API, "Nfts", raw)
        page = Nfts.from_dict(raw)
        following = page.links.next_
        if following is None:
            return Reading(page.nfts, None, raw, None)
        try:
            query = next_query(following)
        except ValueError:
            raise DecodeError(self.name, "$.links.next", "a link with a query", ascii(following), raw) from None
        return Reading(page.nfts, None, raw, {"query": query})


def next_query(link: str) -> str:
    """The query of a `links.next`, asked in the way that the server answers rightly.

    Of the link only the query is used: host and prefix are the client's own, which keeps a key where it belongs and a
    gateway's prefix in place. Bounds that meet on one token become equality (docs/hedera.md).

    Raises:
        ValueError: It has no query, or is no link at all. Without its query the listing would start over, unfiltered.
    """
    pairs = parse_qsl(urlsplit(link).query, keep_blank_values=True)
    if not pairs:
        raise ValueError("a link without a query")
    bounds = [value.partition(":") for name, value in pairs if name == TOKEN]
    tokens = {_canonical(value) for _, _, value in bounds}
    if sorted(operator for operator, _, _ in bounds) == ["gte", "lte"] and len(tokens) == 1:
        pairs = [(name, value) for name, value in pairs if name != TOKEN] + [(TOKEN, tokens.pop())]
    return urlencode(pairs, safe=SAFE_IN_QUERY)


def _canonical(token: str) -> str:
    try:
        return str(entity_id(token, TOKEN))
    except FilterError:
        return token


def _refusal(reply: Reply) -> Exception:
    body = error_body(reply)
    told: str | None = None
    match body:
        case {"_status": {"messages": [*messages]}} if messages:
            texts = [each.get("message") for each in messages if isinstance(each, dict)]
            told = "; ".join(text for text in texts if isinstance(text, str)) or None
    return api_error(reply, told, raw=body)


def _options(base_url: str, timeout: float | None, max_pages: int | None) -> Options:
    return Options(API, base_url, timeout=timeout, max_pages=max_pages)


def _validation_cloud(api_key: str | None, network: str) -> str:
    key = secret_from(api_key, KEY_VARIABLE, "api_key")
    if key is None:
        raise FilterError(f"Validation Cloud needs a key: give api_key=…, or set {KEY_VARIABLE}", rule="api_key")
    if network not in get_args(Network):
        raise FilterError(f"network must be one of {', '.join(get_args(Network))}, not {shown(network)}", rule="network")
    return server_url(API, "validation_cloud", api_key=key, network=network)


class HederaServers(Connected):
    """Where Hedera's holdings can be asked for; the constructors of both clients."""

    def __init__(
        self, base_url: str, *, http_client: Any = None, timeout: float | None = DEFAULT_TIMEOUT, max_pages: int | None = None
    ) -> None:
        self._connect(_options(base_url, timeout, max_pages), http_client)

    @classmethod
    def mainnet(cls, **options: Any) -> Self:
        """A client of the main network's public mirror node; takes the options of the class."""
        return cls(server_url(API, "mainnet"), **options)

    @classmethod
    def testnet(cls, **options: Any) -> Self:
        """A client of the test network's public mirror node; takes the options of the class."""
        return cls(server_url(API, "testnet"), **options)

    @classmethod
    def previewnet(cls, **options: Any) -> Self:
        """A client of the preview network's public mirror node; takes the options of the class."""
        return cls(server_url(API, "previewnet"), **options)

    @classmethod
    def validation_cloud(cls, api_key: str | None = None, network: Network = "mainnet", **options: Any) -> Self:
        """A client of Validation Cloud's gateway.

        Args:
            api_key: The key; from the environment's VALIDATION_CLOUD_API_KEY if not given. It travels in the URL's path.
            network: The Hedera network; the gateway documents mainnet.
            **options: The options of the class.

        Raises:
            FilterError: There is no key.
        """
        return cls(_validation_cloud(api_key, network), **options)


class Hedera(HederaServers, Client):
    """Hedera's holdings, from a mirror node.

    Args:
        base_url: The mirror node, without `/api/v1`, such as `https://mainnet.mirrornode.hedera.com`.
        http_client: An `httpx2.Client` (or `httpx.Client`) to use in place of the client's own.
        timeout: Seconds for connecting, and for each wait for data; None for no limit.
        max_pages: The most pages that one iteration reads; more raise IncompleteListing. None for no limit.

    Raises:
        FilterError: An argument is refused.
    """

    def nfts(
        self,
        account: str | int | EntityId,
        filter: Filter | None = None,
        *,
        order: Literal["asc", "desc"] | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Listing[Nft]:
        """The NFTs that an account holds, by token number and then serial number.

        An id that nobody has gives an empty listing, as the server does not look numbers up; an alias or an EVM address
        that nobody has raises NotFound when the listing is read.

        Args:
            account: The account: a number, `shard.realm.number`, an alias or an EVM address.
            filter: Comparisons of token_id, serial_number, spender_id and nft_id, joined with `&`.
            order: "asc" or "desc"; the server's own default, "desc", if not given.
            page_size: Rows to ask for in one request, the most that is documented if not given. A server gives what it likes.
            cursor: A page's cursor, to go on after that page, with that listing's page_size.

        Returns:
            Rows with token_id and account_id as `shard.realm.number`, serial_number up to 2^63-1, timestamps as strings
            of seconds since 1970 with nine decimals, metadata in base64.

        Raises:
            FilterError: The server would refuse this question. Nothing is sent.
        """
        return self._listing(HederaNfts.of(account, filter, order, page_size), cursor)


class AsyncHedera(HederaServers, AsyncClient):
    """Hedera's holdings, from a mirror node; the async twin of Hedera, with the same arguments."""

    @documented_as(Hedera.nfts)
    def nfts(
        self,
        account: str | int | EntityId,
        filter: Filter | None = None,
        *,
        order: Literal["asc", "desc"] | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> AsyncListing[Nft]:
        return self._listing(HederaNfts.of(account, filter, order, page_size), cursor)

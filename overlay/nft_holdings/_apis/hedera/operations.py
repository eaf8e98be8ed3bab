"""The operation of Hedera's listing: its requests and replies.

Source: `GET /api/v1/accounts/{idOrAliasOrEvmAddress}/nfts` in the spec, with the documents that it cites.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar, Self

from attrs import evolve, frozen
from nft_holdings_api.hedera.models import Nft, Nfts, Order

from nft_holdings._apis.hedera.filters.columns import Filter
from nft_holdings._apis.hedera.filters.rules import checked
from nft_holdings._errors import DecodeError, InvalidArgument
from nft_holdings._paging.operation import Operation
from nft_holdings._paging.page import ParsedPage, Position
from nft_holdings._reading.json_values import error_body, parsed_json, parsed_leniently
from nft_holdings._reading.page_reader import PageReader
from nft_holdings._redaction import shown
from nft_holdings._specs.access import is_safe, parameter_schema
from nft_holdings._transport.messages import Reply, api_error, is_success
from nft_holdings._validation import whole_number

from .entity_id import DOTTED, EntityId, account_path, entity_id
from .links import next_query
from .pager import HederaPager
from .query import HederaQuery, parameters
from .sort_key import key_in, key_of

API = "hedera"


@frozen
class HederaNfts(HederaQuery, Operation[Nft]):
    """The NFTs of one account."""

    name: ClassVar[str] = "hedera.nfts"
    safe: ClassVar[bool] = is_safe(API, "getNftsByAccountId")
    reader: ClassVar[PageReader[Nft]] = PageReader(operation=name, api=API, page=Nfts, row=Nft, rows_at="nfts", key=key_of)

    @classmethod
    def of(cls, account: object, wanted: Filter | None, order: object, page_size: object) -> Self:
        """Return the operation for a caller's arguments.

        Raises:
            InvalidArgument: An argument is refused.
        """
        limit = parameter_schema(API, "Limit")
        if order not in (None, "asc", "desc"):
            raise InvalidArgument(f"order must be 'asc' or 'desc', not {shown(order)}", argument="order")
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

    def of_account(self, account: object) -> Self:
        """Return the same operation for another account.

        Raises:
            InvalidArgument: It is no account.
        """
        return evolve(self, account=account_path(account))

    def identity(self) -> Mapping[str, Any]:
        # Sorted, as the same filter may have its conditions in another order, and its ids in another form.
        conditions = {name: sorted(values) for name, values in parameters(self.filter.placed(EntityId(0, 0, 0))).items()}
        account = str(entity_id(self.account, "account")) if DOTTED.fullmatch(self.account) else self.account
        return {"account": account, "filter": conditions, "order": self.order or "desc"}

    def accepts(self, position: Position) -> bool:
        match position:
            case {"query": str(query), "after": None | str() as after, "holder": None | str()}:
                return query.isascii() and query.isprintable() and bool(query) and (after is None or key_in(after) is not None)
        return False

    def pager(self, position: Position | None) -> "HederaPager":
        return HederaPager(self, position)

    def read(self, reply: Reply, *, closely: bool = True, until_flaw: bool = False) -> ParsedPage[Nft]:
        if not is_success(reply.status):
            raise _refusal(reply)
        found = None if closely else self.reader.at_once(reply, page_size=self.page_size)
        if found is None:
            found = self.reader.read(reply, parsed_json(reply, self.name), page_size=self.page_size, until_flaw=until_flaw)
        query = self._query_of(found.page.links.next_, reply)
        raw = partial(parsed_leniently, reply.content)
        return ParsedPage(found.rows, found.keys, raw, next=query, drifts=found.drifts, flawed=found.flawed)

    def _query_of(self, link: str | None, reply: Reply) -> str | None:
        try:
            return None if link is None else next_query(link, self.path)
        except ValueError as wrong:
            raw = parsed_leniently(reply.content)
            raise DecodeError(self.name, "$.links.next", f"a link {wrong}", ascii(link), raw, temporary=True) from None


def _message_text(message: object) -> str | None:
    """Return the text of a refusal's message, with the detail in which some components of the server give the reason."""
    texts = [message.get(name) for name in ("message", "detail")] if isinstance(message, dict) else []
    return ": ".join(dict.fromkeys(text for text in texts if isinstance(text, str) and text)) or None


def _refusal(reply: Reply) -> Exception:
    body = error_body(reply)
    text: str | None = None
    match body:
        case {"_status": {"messages": [*messages]}} if messages:
            text = "; ".join(filter(None, map(_message_text, messages))) or None
    return api_error(reply, text, raw=body)

"""The operation of Hedera's listing: its requests and replies.

Source: `GET /api/v1/accounts/{idOrAliasOrEvmAddress}/nfts` in the spec, with the documents that it cites.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import evolve, frozen
from nft_holdings_api.hedera.models import Nft, Nfts

from nft_holdings._apis.hedera.filters.columns import Filter
from nft_holdings._apis.hedera.filters.rules import checked
from nft_holdings._errors import DecodeError
from nft_holdings._paging.page import Position
from nft_holdings._reading.json_values import parsed_leniently
from nft_holdings._reading.page_reader import PageReader
from nft_holdings._transport.messages import Reply

from .arguments import order_of, page_size_of
from .entity_id import DOTTED, EntityId, account_path, entity_id
from .links import next_query
from .listing import API, HederaListing
from .pager import HederaPager
from .query import HederaQuery, parameters
from .sort_key import key_in, key_of


@frozen
class HederaNfts(HederaQuery, HederaListing[Nft]):
    """The NFTs of one account."""

    name: ClassVar[str] = "hedera.nfts"
    reader: ClassVar[PageReader[Nft]] = PageReader(operation=name, api=API, page=Nfts, row=Nft, rows_at="nfts", key=key_of)

    @classmethod
    def of(cls, account: object, wanted: Filter | None, order: object, page_size: object) -> Self:
        """Return the operation for a caller's arguments.

        Raises:
            InvalidArgument: An argument is refused.
        """
        return cls(account_path(account), checked(wanted), order_of(order), page_size_of(page_size))

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

    def link_in(self, link: str | None, reply: Reply) -> str | None:
        try:
            return None if link is None else next_query(link, self.path)
        except ValueError as wrong:
            raw = parsed_leniently(reply.content)
            raise DecodeError(self.name, "$.links.next", f"a link {wrong}", ascii(link), raw, temporary=True) from None

"""The query of a Hedera listing: account, filter and order, and the requests for its pages."""

from functools import cached_property, lru_cache

from attrs import frozen
from nft_holdings_api.hedera.api.nfts import get_nfts_by_account_id as endpoint
from nft_holdings_api.hedera.models import Order
from nft_holdings_api.hedera.types import UNSET

from nft_holdings._apis.hedera.filters.columns import Filter
from nft_holdings._transport.messages import Request, request_from

ANYBODY = "anybody"
"""Stands for the account in a request that is cached for all accounts."""


@frozen
class HederaQuery:
    """The query of a listing.

    Attributes:
        account: The account, in its form for the path.
        filter: The filter.
        order: The order; the server's default if None.
        page_size: The rows to request for a page.
    """

    account: str
    filter: Filter
    order: Order | None
    page_size: int

    def request(self, link: str | None) -> Request:
        """Return the request for the page that a link's query leads to, or for the first page."""
        first = _first_of_anybody(self.filter, self.order, self.page_size)
        return Request(first.method, first.target.replace(ANYBODY, self.account, 1) if link is None else f"{self.path}?{link}")

    @cached_property
    def path(self) -> str:
        """Return the path of the listing."""
        return self.request(None).target.partition("?")[0]


@lru_cache(maxsize=256)
def _first_of_anybody(wanted: Filter, order: Order | None, page_size: int) -> Request:
    """Return the request for the first page, with `ANYBODY` in place of the account."""
    values = parameters(wanted)
    return request_from(
        endpoint._get_kwargs(
            ANYBODY,
            limit=page_size,
            order=UNSET if order is None else order,
            token_id=values.get("token.id", UNSET),
            serialnumber=values.get("serialnumber", UNSET),
            spender_id=values.get("spender.id", UNSET),
        )
    )


def parameters(wanted: Filter) -> dict[str, list[str]]:
    """Return the query parameters of a filter."""
    values: dict[str, list[str]] = {}
    for condition in wanted.conditions:
        values.setdefault(condition.parameter, []).append(str(condition))
    return values

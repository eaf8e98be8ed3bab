"""Arguments that all listings take."""

from nft_holdings_api.hedera.models import Order

from nft_holdings._errors import InvalidArgument
from nft_holdings._redaction import shown
from nft_holdings._specs.access import parameter_schema
from nft_holdings._validation import whole_number

from .listing import API


def order_of(value: object) -> Order | None:
    """Return an order; None for the server's default.

    Raises:
        InvalidArgument: It is neither "asc" nor "desc".
    """
    if value not in (None, "asc", "desc"):
        raise InvalidArgument(f"order must be 'asc' or 'desc', not {shown(value)}", argument="order")
    return None if value is None else Order(value)


def page_size_of(value: object) -> int:
    """Return the rows to request for a page; the documented maximum for None.

    Raises:
        InvalidArgument: It is no whole number that the server takes.
    """
    limit = parameter_schema(API, "Limit")
    value = limit["x-documented-maximum"] if value is None else value
    return whole_number(value, "page_size", minimum=limit["minimum"], maximum=limit["maximum"])

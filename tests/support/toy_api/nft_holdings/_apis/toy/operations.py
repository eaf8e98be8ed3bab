"""The toy API's listing, by offset."""

from collections.abc import Mapping
from functools import partial
from operator import attrgetter
from typing import Any, ClassVar

from attrs import frozen
from nft_holdings._paging.offset import OffsetPager
from nft_holdings._paging.operation import Operation
from nft_holdings._paging.page import ParsedPage, Position
from nft_holdings._reading.json_values import error_body, parsed_json, parsed_leniently
from nft_holdings._reading.page_reader import PageReader
from nft_holdings._transport.messages import Reply, Request, api_error, is_success, request_from
from nft_holdings_api.toy.api.toys import list_toys
from nft_holdings_api.toy.models import Plaything, Toys


@frozen
class ToysOfChild(Operation[Plaything]):
    """The toys of a child."""

    name: ClassVar[str] = "toy.toys"
    safe: ClassVar[bool] = True
    reader: ClassVar[PageReader[Plaything]] = PageReader(
        operation=name, api="toy", page=Toys, row=Plaything, rows_at="toys", key=attrgetter("id")
    )
    child: str
    page_size: int

    def identity(self) -> Mapping[str, Any]:
        return {"child": self.child}

    def accepts(self, position: Position) -> bool:
        return "offset" in position

    def pager(self, position: Position | None) -> OffsetPager[Plaything]:
        return OffsetPager(self.request, self.limit, lambda row: None, position)

    def limit(self, more: int) -> int:
        """Return the limit of a request for some rows more than a page has."""
        return self.page_size + more

    def request(self, offset: int, more: int = 0) -> Request:
        """Return the request for the rows from an offset on."""
        return request_from(list_toys._get_kwargs(self.child, offset=offset, limit=self.limit(more)))

    def read(self, reply: Reply, *, closely: bool = True, until_flaw: bool = False) -> ParsedPage[Plaything]:
        if not is_success(reply.status):
            body = error_body(reply)
            raise api_error(reply, body.get("message") if isinstance(body, dict) else None, raw=body)
        page = self.reader.read(reply, parsed_json(reply, self.name), page_size=self.page_size, until_flaw=until_flaw)
        raw = partial(parsed_leniently, reply.content)
        return ParsedPage(page.rows, page.keys, raw, total=page.page.total, drifts=page.drifts, flawed=page.flawed)

"""The base of the mirror node's listings: how a page is read."""

from abc import abstractmethod
from functools import partial
from typing import ClassVar

from nft_holdings._paging.operation import Operation
from nft_holdings._paging.page import ParsedPage, Row
from nft_holdings._reading.json_values import parsed_json, parsed_leniently
from nft_holdings._transport.messages import Reply, is_success

from .refusals import refusal

API = "hedera"


class HederaListing(Operation[Row]):
    """A listing of the mirror node.

    Attributes:
        reader: The reader of its pages.
        page_size: The rows to request for a page.
    """

    safe: ClassVar[bool] = True
    page_size: int

    @abstractmethod
    def link_in(self, link: str | None, reply: Reply) -> str | None:
        """Return what a page says in `links.next` in the form that the pager takes.

        Raises:
            DecodeError: It cannot be followed.
        """

    def time_of(self, page: object) -> str | None:
        """Return the time of a page's data; None if it does not say, or the time says nothing."""
        return None

    def read(self, reply: Reply, *, closely: bool = True, until_flaw: bool = False) -> ParsedPage[Row]:
        if not is_success(reply.status):
            raise refusal(reply)
        found = None if closely else self.reader.at_once(reply, page_size=self.page_size)
        if found is None:
            found = self.reader.read(reply, parsed_json(reply, self.name), page_size=self.page_size, until_flaw=until_flaw)
        return ParsedPage(
            found.rows,
            found.keys,
            partial(parsed_leniently, reply.content),
            next=self.link_in(found.page.links.next_, reply),
            drifts=found.drifts,
            flawed=found.flawed,
            partial=reply.status == 206,
            as_of=self.time_of(found.page),
        )

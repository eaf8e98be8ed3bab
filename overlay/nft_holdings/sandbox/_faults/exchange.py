"""A request for a listing, with the ways to answer it rightly and wrongly."""

from random import Random

from attrs import field, frozen
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nft_holdings.sandbox._api import ListingRequest, SandboxListing

from .connection import EXTENSION, ResettableConnection
from .record import Change, FaultRecord
from .reply import ReplyPage, WholeReply, reply_of

MOST_PAGES = 1000

GivenPages = dict[tuple[str, str], WholeReply]
"""The last page that each account was given, by the listing's route and the account."""


@frozen(kw_only=True)
class FaultyExchange:
    """A request for a listing, with all that its answer takes, right or wrong.

    Attributes:
        kind: The kind of the fault; empty without one.
        api: The API that is asked.
        listing: The listing.
        asked: The request.
        random: The source of randomness for the fault's choices.
        receive: The client's further messages: none but that it is gone.
    """

    kind: str
    api: str
    listing: SandboxListing
    asked: ListingRequest
    random: Random
    receive: Receive
    _send: Send = field(alias="send")
    _app: ASGIApp = field(alias="app")
    _scope: Scope = field(alias="scope")
    _record: FaultRecord = field(alias="record")
    _given: GivenPages | None = field(alias="given")

    @property
    def connection(self) -> ResettableConnection:
        """The connection that the request came on."""
        connection: ResettableConnection = self._scope["extensions"][EXTENSION]
        return connection

    @property
    def account(self) -> str | None:
        """The account of the request; None if it names none that can be read."""
        return self.listing.account(self.asked)

    @property
    def previous_page(self) -> WholeReply | None:
        """The page that the same account was given before this one."""
        account = self.account
        return self._given.get((self.listing.routes[0], account)) if self._given and account is not None else None

    def count(self, *details: object, change: Change | None = None) -> None:
        """Count a fault that makes a difference, before the reply goes out: a client that has the reply finds the fault counted.

        It is counted under its kind and the details.
        """
        self._record.count_fault(" ".join(map(str, (self.kind, *details))), change)

    async def right_reply(self) -> WholeReply:
        """Return the API's own reply, not encoded."""
        plain = [(name, value) for name, value in self._scope["headers"] if name != b"accept-encoding"]

        async def receive() -> Message:
            return {"type": "http.request", "body": self.asked.body, "more_body": False}

        reply = await reply_of(self._app, {**self._scope, "headers": plain}, receive)
        # The layer that encodes the reply writes a new Vary.
        del reply.headers["vary"]
        return reply

    async def encoded(self, reply: WholeReply) -> WholeReply:
        """Return a reply in the encoding that the client accepts."""
        # A copy, as the layer that encodes the reply changes its headers in place.
        return await reply_of(GZipMiddleware(reply.changed(), minimum_size=1), self._scope, self.receive)

    async def give(self, reply: WholeReply) -> None:
        """Send a reply whole."""
        self.remember(reply)
        await (await self.encoded(reply))(self._scope, self.receive, self._send)

    async def send_head(self, reply: WholeReply) -> None:
        """Send the head of a reply, whose body follows in pieces."""
        await self._send({"type": "http.response.start", "status": reply.status_code, "headers": reply.raw_headers})

    async def send_piece(self, body: bytes, *, is_last: bool = False) -> None:
        """Send a piece of a body."""
        await self._send({"type": "http.response.body", "body": body, "more_body": not is_last})

    def remember(self, reply: WholeReply) -> None:
        """Keep a reply that the client will have whole, if it is a page."""
        if self._given is None or self._scope["method"] == "HEAD" or not ReplyPage.found_in(self.listing, reply):
            return
        account = self.account
        if account is not None:
            self._given.pop((self.listing.routes[0], account), None)
            self._given[self.listing.routes[0], account] = reply
            if len(self._given) > MOST_PAGES:
                del self._given[next(iter(self._given))]

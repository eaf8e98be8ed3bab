"""A request for a listing, with the ways to answer it rightly and wrongly."""

from random import Random
from sqlite3 import Connection

from attrs import field, frozen
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nft_holdings.sandbox._listing import ListingRequest, SandboxListing
from nft_holdings.sandbox._settings import Settings

from .connection import ResettableConnection, connection_of
from .page import ReplyPage
from .record import Change, FaultRecord
from .reply import WholeReply, reply_of

MOST_PAGES = 1000


class GivenPages:
    """The last page that each account was given, for as many accounts as fit."""

    def __init__(self) -> None:
        self._pages: dict[tuple[str, str], WholeReply] = {}

    def keep(self, schema: str, account: str, reply: WholeReply) -> None:
        """Keep a page in the place of the one before."""
        self._pages.pop((schema, account), None)
        self._pages[schema, account] = reply
        if len(self._pages) > MOST_PAGES:
            del self._pages[next(iter(self._pages))]

    def last(self, schema: str, account: str) -> WholeReply | None:
        """Return the page that an account was given last."""
        return self._pages.get((schema, account))


@frozen(kw_only=True)
class FaultyExchange:
    """A request for a listing, with all that its answer takes, right or wrong.

    Attributes:
        api: The API that is asked.
        listing: The listing.
        asked: The request.
        random: The source of randomness for the fault's choices.
        settings: The sandbox's settings.
        database: The sandbox's rows.
        receive: The client's further messages: none but that it is gone.
        send: Sends to the client.
    """

    api: str
    listing: SandboxListing
    asked: ListingRequest
    random: Random
    settings: Settings
    database: Connection
    receive: Receive
    send: Send
    _app: ASGIApp = field(alias="app")
    _scope: Scope = field(alias="scope")
    _record: FaultRecord = field(alias="record")
    _given: GivenPages | None = field(alias="given")

    @property
    def connection(self) -> ResettableConnection:
        """The connection that the request came on."""
        return connection_of(self._scope)

    @property
    def account(self) -> str | None:
        """The account of the request; None if it names none that can be read."""
        return self.listing.account(self.database, self.asked)

    @property
    def previous_page(self) -> WholeReply | None:
        """The page that the same account was given before this one."""
        account = self.account
        return self._given.last(self.listing.schema, account) if self._given and account is not None else None

    def count(self, name: str, change: Change | None = None) -> None:
        """Count a fault that makes a difference, before the reply goes out: a client that has the reply finds the fault counted."""
        self._record.count_fault(name, change)

    async def right_reply(self) -> WholeReply:
        """Return the API's own reply, not encoded."""
        plain = [(name, value) for name, value in self._scope["headers"] if name != b"accept-encoding"]

        async def receive() -> Message:
            return {"type": "http.request", "body": self.asked.body, "more_body": False}

        # The layer that encodes the reply writes a new Vary.
        return (await reply_of(self._app, {**self._scope, "headers": plain}, receive)).without("vary")

    async def encoded(self, reply: WholeReply) -> WholeReply:
        """Return a reply in the encoding that the client accepts."""
        return await reply_of(GZipMiddleware(reply, minimum_size=1), self._scope, self.receive)

    async def give(self, reply: WholeReply) -> None:
        """Send a reply whole."""
        self.remember(reply)
        await (await self.encoded(reply))(self._scope, self.receive, self.send)

    def remember(self, reply: WholeReply) -> None:
        """Keep a reply that the client will have whole, if it is a page."""
        if self._given is None or self._scope["method"] == "HEAD" or not ReplyPage.found_in(self.listing, reply):
            return
        account = self.account
        if account is not None:
            self._given.keep(self.listing.schema, account, reply)

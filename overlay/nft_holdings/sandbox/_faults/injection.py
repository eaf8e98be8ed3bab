"""The layer between server and application that injects faults."""

from collections.abc import Iterable
from random import Random
from sqlite3 import Connection

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.routing import compile_path
from starlette.types import ASGIApp, Receive, Scope, Send

from nft_holdings.sandbox._api import ListingRequest, SandboxApi, SandboxListing
from nft_holdings.sandbox._settings import Settings

from .exchange import FaultyExchange, GivenPages
from .kinds import KINDS
from .plan import FaultPlan, Schedule
from .record import FaultRecord

HEADER, OFF = "x-sandbox-faults", "off"
NO_CHANCE = Random(0)


class FaultInjection:
    """An application that answers requests for listings, rightly or with a fault, and passes all others on.

    Args:
        app: The application that answers rightly.
        apis: The APIs whose listings it watches over.
        settings: The sandbox's settings.
        connection: The sandbox's database.
        plan: The faults, and their requests.
        record: The record of the faults.
    """

    def __init__(
        self, app: ASGIApp, *, apis: Iterable[SandboxApi], settings: Settings, connection: Connection, plan: FaultPlan, record: FaultRecord
    ) -> None:
        self._app = app
        self._settings = settings
        self._database = connection
        self._record = record
        self._schedule = Schedule(plan)
        self._given: GivenPages | None = {} if any(rule.kind == "repeated_page" for rule in plan.rules) else None
        self._listings = [
            (compile_path(route)[0], api.name, listing) for api in apis for listing in api.listings for route in listing.routes
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        found = self._listing(scope) if scope["type"] == "http" else None
        if found is None:
            return await self._app(scope, receive, send)
        api, listing, path = found
        # Nothing is awaited before this: rules see requests in the order in which they came.
        self._record.count_request()
        rule, random = self._schedule.next(api) or (None, NO_CHANCE)
        try:
            body = await Request(scope, receive).body()
        except ClientDisconnect:
            return None
        query = scope["query_string"].decode("latin-1")
        asked = ListingRequest(path=path, query=query, body=body, settings=self._settings, database=self._database)
        exchange = FaultyExchange(
            kind=rule.kind if rule else "", api=api, listing=listing, asked=asked, random=random, receive=receive, send=send,
            app=self._app, scope=scope, record=self._record, given=self._given,
        )  # fmt: skip
        if rule is None:
            return await exchange.give(await exchange.right_reply())
        exchange.connection.held = True
        try:
            return await KINDS[rule.kind].answer(exchange, **rule.parameters)
        finally:
            exchange.connection.held = False

    def _listing(self, scope: Scope) -> tuple[str, SandboxListing, dict[str, str]] | None:
        """Return the API and the listing that a request asks for, with the parameters of its path; None if it is not to get a fault."""
        if Headers(scope=scope).get(HEADER, "").lower() == OFF:
            return None
        for pattern, api, listing in self._listings:
            found = pattern.match(scope["path"])
            if found and scope["method"] in listing.methods:
                return api, listing, found.groupdict()
        return None

"""The layer between server and application that injects faults."""

import re
from collections.abc import Iterable
from random import Random
from sqlite3 import Connection

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.routing import compile_path
from starlette.types import ASGIApp, Receive, Scope, Send

from nft_holdings.sandbox._api import SandboxApi
from nft_holdings.sandbox._faults.rows.wrong_pages import REPEATED
from nft_holdings.sandbox._listing import ListingRequest, SandboxListing
from nft_holdings.sandbox._settings import Settings

from .exchange import FaultyExchange, GivenPages
from .record import FaultRecord
from .schedule import FaultPlan, Schedule

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
        self._given = GivenPages() if any(rule.fault.name == REPEATED for rule in plan.rules) else None
        self._listings: list[tuple[re.Pattern[str], SandboxApi, SandboxListing]] = [
            (compile_path(route)[0], api, listing) for api in apis for listing in api.listings for route in listing.routes
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        for pattern, api, listing in self._listings if scope["type"] == "http" else ():
            found = pattern.match(scope["path"])
            if found and scope["method"] in listing.methods and Headers(scope=scope).get(HEADER, "").lower() != OFF:
                return await self._answer(api.name, listing, found.groupdict(), (scope, receive, send))
        return await self._app(scope, receive, send)

    async def _answer(self, api: str, listing: SandboxListing, path: dict[str, str], asgi: tuple[Scope, Receive, Send]) -> None:
        scope, receive, send = asgi
        # Nothing is awaited before this: rules see requests in the order in which they came.
        self._record.count_request()
        chosen = self._schedule.next(api)
        try:
            body = await Request(scope, receive).body()
        except ClientDisconnect:
            return
        asked = ListingRequest(path, scope["query_string"].decode("latin-1"), body)
        exchange = FaultyExchange(
            api=api, listing=listing, asked=asked, random=chosen.random if chosen else NO_CHANCE, settings=self._settings,
            database=self._database, receive=receive, send=send, app=self._app, scope=scope, record=self._record, given=self._given,
        )  # fmt: skip
        if chosen is None:
            await exchange.give(await exchange.right_reply())
            return
        exchange.connection.held = True
        try:
            await chosen.fault.answer(exchange)
        finally:
            exchange.connection.held = False

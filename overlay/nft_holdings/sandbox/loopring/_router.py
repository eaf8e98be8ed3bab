"""Loopring's routes."""

import sqlite3
from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from nft_holdings.sandbox._settings import Settings
from nft_holdings.sandbox._spec import Limits

from . import _balances, _collections
from ._account import check_key
from ._refusal import LoopringRefusal

JSON = "application/json"


def router(settings: Settings, connection: sqlite3.Connection) -> APIRouter:
    """Return the routes of both listings."""
    routes = APIRouter()

    def serve(path: str, page: Callable[[sqlite3.Connection, str, Limits], BaseModel], limits: Limits) -> None:
        def answer(request: Request) -> str:
            check_key(request.headers.get("x-api-key", ""))
            try:
                found = page(connection, request.scope["query_string"].decode("latin-1"), limits)
            except sqlite3.Error:
                raise LoopringRefusal(100000, "Unknown error", 503) from None
            return found.model_dump_json(by_alias=True, exclude_unset=True)

        async def listing(request: Request) -> Response:
            try:
                return Response(answer(request), media_type=JSON)
            except LoopringRefusal as refusal:
                return Response(refusal.body(), refusal.status, media_type=JSON)

        routes.add_api_route(path, listing, methods=["GET"])

    serve(_balances.PATH, _balances.balances_page, settings.loopring_limits)
    serve(_collections.PATH, _collections.collections_page, settings.loopring_collections_limits)
    return routes

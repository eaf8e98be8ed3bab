"""SwapChat's route."""

import sqlite3
from urllib.parse import unquote

from fastapi import APIRouter, Request, Response
from nft_holdings_server_models.swapchat import ErrorBody

from nft_holdings.sandbox._settings import Settings

from ._page import listing_body, page_of, refusal_body
from ._refusal import SwapChatRefusal
from ._request import JSON, check_token, read_body
from ._wallets import REFUSED_USER

PATH = "/users/{user_id}/nfts"
METHODS = ("POST",)


def router(settings: Settings, connection: sqlite3.Connection) -> APIRouter:
    """Return the route of the listing. Any user may list any wallet."""
    routes = APIRouter()

    async def nfts(request: Request) -> Response:
        try:
            return Response(await _answer(request, settings, connection), media_type=JSON)
        except SwapChatRefusal as refusal:
            return Response(refusal.body.model_dump_json(exclude_unset=True), refusal.status, media_type=JSON)

    routes.add_api_route(PATH, nfts, methods=[*METHODS])
    return routes


async def _answer(request: Request, settings: Settings, connection: sqlite3.Connection) -> bytes:
    check_token(request.headers.get("authorization", ""))
    asked = read_body(request.headers.get("content-type", ""), await request.body())
    if unquote(request.path_params["user_id"]) == REFUSED_USER:
        return refusal_body("user does not exist")
    try:
        page = page_of(connection, asked, settings.swapchat_largest_page)
    except sqlite3.Error:
        raise SwapChatRefusal(503, ErrorBody(message="service unavailable")) from None
    return listing_body(page, enveloped=settings.swapchat_envelope)

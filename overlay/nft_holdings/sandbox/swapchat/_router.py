"""SwapChat's route, and the pages of its listing."""

import sqlite3
from urllib.parse import unquote

from fastapi import APIRouter, Request, Response
from nft_holdings_server_models.swapchat import ErrorBody, NftAsset, NftList, NftListEnvelope, NftListRequest

from nft_holdings.sandbox._api import JSON, Refusal, sent_json
from nft_holdings.sandbox._settings import Settings

from ._request import check_token, read_body
from ._wallets import REFUSED_USER

PATH = "/users/{user_id}/nfts"
METHODS = ("POST",)


def router(settings: Settings, connection: sqlite3.Connection) -> APIRouter:
    """Return the route of the listing. Any user may list any wallet."""
    routes = APIRouter()

    async def nfts(request: Request) -> Response:
        check_token(request.headers.get("authorization", ""))
        asked = read_body(await request.body(), request.headers.get("content-type", ""))
        if unquote(request.path_params["user_id"]) == REFUSED_USER:
            # A refusal in a 200, which no bare listing can express.
            return Response(sent_json(NftListEnvelope(code=1, msg="user does not exist", data=None)), media_type=JSON)
        try:
            page = page_of(connection, asked, settings)
        except sqlite3.Error:
            raise Refusal(503, ErrorBody(message="service unavailable")) from None
        reply = NftListEnvelope(code=0, msg="ok", data=page) if settings.swapchat_envelope else page
        return Response(sent_json(reply), media_type=JSON)

    routes.add_api_route(PATH, nfts, methods=[*METHODS])
    return routes


def page_of(connection: sqlite3.Connection, request: NftListRequest, settings: Settings, later: int = 0) -> NftList:
    """Return the page that a request asks for, or one that starts so many rows later. A size above the maximum is the maximum."""
    held = "FROM swapchat_asset WHERE wallet_address = ?"
    (total,) = connection.execute(f"SELECT count(*) {held}", (request.wallet_address,)).fetchone()
    size = min(request.size, settings.swapchat_largest_page)
    start = max(0, (request.page - 1) * size + later)
    select = f"SELECT asset {held} ORDER BY position LIMIT ? OFFSET ?"
    # A page number has any number of digits, an OFFSET has not.
    rows = connection.execute(select, (request.wallet_address, size, start)) if start < total else ()
    return NftList(total=total, assets=[NftAsset.model_validate_json(asset) for (asset,) in rows])

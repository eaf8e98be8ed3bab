"""The mirror node's route."""

import hashlib
import sqlite3

from fastapi import APIRouter, Request, Response
from nft_holdings_server_models.hedera import Links, Nfts

from nft_holdings.sandbox._api import sent_json
from nft_holdings.sandbox._settings import Settings

from ._account import find_account
from ._filters import read_filters
from ._next import next_link
from ._query import read_query
from ._refusal import JSON, HederaRefusal
from ._rows import nft_of, pairs_within_bounds, parts_by_themselves, rows_of

PATH = "/api/v1/accounts/{account}/nfts"
# Validation Cloud puts the customer's key in front; the mirror node behind it does not know, nor do its links.
GATEWAY = "/v1/{api_key}"
ROUTES = tuple(f"{prefix}{PATH}{end}" for prefix in ("", GATEWAY) for end in ("", "/"))
METHODS = ("GET", "HEAD")
LARGEST_HEAD = 16 * 1024


def router(settings: Settings, connection: sqlite3.Connection) -> APIRouter:
    """Return the routes of the mirror node, bare and behind the gateway's prefix."""
    routes = APIRouter()

    async def nfts(request: Request) -> Response:
        if _head_size(request) > LARGEST_HEAD:
            return Response(status_code=431, headers={"Connection": "close"})
        if request.headers.get("authorization", "").lower().startswith("basic "):
            raise HederaRefusal(401, "Invalid credentials")
        try:
            # An account is judged before the query, which the server reads only then (`observed#path/first`).
            account = find_account(connection, request.path_params["account"])
            query = read_query(request.scope["query_string"].decode("latin-1"))
            filters = read_filters(query, settings.hedera_limits)
            select = parts_by_themselves if settings.hedera_quirks else pairs_within_bounds
            rows = rows_of(connection, select(account, filters), descending=filters.descending, limit=filters.limit)
        except sqlite3.Error:
            raise HederaRefusal(503, "Service unavailable") from None
        next_page = next_link(_path(request), query, filters, rows)
        page = Nfts(nfts=[nft_of(row) for row in rows], links=Links(next=next_page))
        return _reply(request, sent_json(page), next_page)

    for route in ROUTES:
        routes.add_api_route(route, nfts, methods=[*METHODS])
    return routes


def _path(request: Request) -> str:
    """Return the path as it was sent, capitals and all, without a gateway's prefix and a slash at the end."""
    path = str(request.scope["raw_path"].decode("latin-1"))
    return (path if "api_key" not in request.path_params else "/" + path.split("/", 3)[3]).removesuffix("/")


def _reply(request: Request, body: bytes, next_page: str | None) -> Response:
    etag = f'W/"{len(body):x}-{hashlib.sha256(body).hexdigest()[:27]}"'
    headers = {"Cache-Control": "public, max-age=1", "ETag": etag}
    if next_page:
        headers["Link"] = f'<{next_page}>; rel="next"'
    known = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    if "*" in known or etag.removeprefix("W/") in known:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=JSON)


def _head_size(request: Request) -> int:
    fields = sum(len(name) + len(value) for name, value in request.headers.raw)
    return len(request.scope["raw_path"]) + len(request.scope["query_string"]) + fields

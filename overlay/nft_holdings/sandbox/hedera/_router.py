"""The mirror node's routes."""

import hashlib
import sqlite3
from collections.abc import Callable, Mapping

from fastapi import APIRouter, Request, Response

from nft_holdings.sandbox._api import sent_json
from nft_holdings.sandbox._settings import Settings

from ._answers.account import account
from ._answers.account_nfts import account_nfts
from ._answers.account_tokens import account_tokens
from ._answers.answer import Answer, Question, Respond
from ._answers.nft_transactions import nft_transactions
from ._answers.token import token
from ._answers.token_balances import token_balances
from ._answers.token_nfts import nft, token_nfts
from ._refusal import JSON, HederaRefusal

# Validation Cloud puts the customer's key in front; the mirror node behind it does not know, nor do its links.
GATEWAY = "/v1/{api_key}"
METHODS = ("GET", "HEAD")
LARGEST_HEAD = 16 * 1024
ACCOUNT, ACCOUNT_NFTS, ACCOUNT_TOKENS = (f"/api/v1/accounts/{{account}}{end}" for end in ("", "/nfts", "/tokens"))
TOKEN, TOKEN_BALANCES, TOKEN_NFTS, NFT, NFT_TRANSACTIONS = (
    f"/api/v1/tokens/{{token}}{end}" for end in ("", "/balances", "/nfts", "/nfts/{serial}", "/nfts/{serial}/transactions")
)
ANSWERS: Mapping[str, Respond] = {
    ACCOUNT: account,
    ACCOUNT_NFTS: account_nfts,
    ACCOUNT_TOKENS: account_tokens,
    TOKEN: token,
    TOKEN_BALANCES: token_balances,
    TOKEN_NFTS: token_nfts,
    NFT: nft,
    NFT_TRANSACTIONS: nft_transactions,
}


def routes_of(path: str) -> tuple[str, ...]:
    """Return the routes of a path: bare and behind the gateway's prefix, without and with a slash at the end."""
    return tuple(f"{prefix}{path}{end}" for prefix in ("", GATEWAY) for end in ("", "/"))


def router(settings: Settings, connection: sqlite3.Connection) -> APIRouter:
    """Return the routes of the mirror node.

    Raises:
        sqlite3.DatabaseError: The database was written by a version without histories.
    """
    try:
        connection.execute("SELECT traced FROM hedera_nft LIMIT 0")
    except sqlite3.OperationalError:
        raise sqlite3.DatabaseError("an older version wrote it; use another file, or delete it") from None
    routes = APIRouter()
    for path, respond in ANSWERS.items():
        for route in routes_of(path):
            routes.add_api_route(route, _endpoint(respond, settings, connection), methods=[*METHODS])
    return routes


def _endpoint(respond: Respond, settings: Settings, connection: sqlite3.Connection) -> Callable[..., object]:
    async def endpoint(request: Request) -> Response:
        if _head_size(request) > LARGEST_HEAD:
            return Response(status_code=431, headers={"Connection": "close"})
        if request.headers.get("authorization", "").lower().startswith("basic "):
            raise HederaRefusal(401, "Invalid credentials")
        query = request.scope["query_string"].decode("latin-1")
        path = request.path_params
        question = Question(path=path, query=query, body=b"", settings=settings, database=connection, link_path=_path(request))
        try:
            answer = respond(question)
        except (sqlite3.Error, OverflowError):
            # Numbers that overflow are the database's errors too (`observed#tokens/timestamp-overflow`).
            raise HederaRefusal(503, "Service unavailable") from None
        return _reply(request, answer)

    return endpoint


def _path(request: Request) -> str:
    """Return the path as it was sent, capitals and all, without a gateway's prefix and a slash at the end."""
    path = str(request.scope["raw_path"].decode("latin-1"))
    return (path if "api_key" not in request.path_params else "/" + path.split("/", 3)[3]).removesuffix("/")


def _reply(request: Request, answer: Answer) -> Response:
    body = sent_json(answer.body)
    etag = f'W/"{len(body):x}-{hashlib.sha256(body).hexdigest()[:27]}"'
    headers = {"Cache-Control": f"public, max-age={answer.max_age}", "ETag": etag}
    if answer.next_page:
        headers["Link"] = f'<{answer.next_page}>; rel="next"'
    known = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    if "*" in known or etag.removeprefix("W/") in known:
        return Response(status_code=304, headers=headers)
    return Response(body, answer.status, headers=headers, media_type=JSON)


def _head_size(request: Request) -> int:
    fields = sum(len(name) + len(value) for name, value in request.headers.raw)
    return len(request.scope["raw_path"]) + len(request.scope["query_string"]) + fields

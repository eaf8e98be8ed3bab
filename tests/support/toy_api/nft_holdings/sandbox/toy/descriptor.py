"""The sandbox's descriptor of the toy API."""

import json
from random import Random
from sqlite3 import Connection
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from nft_holdings.sandbox._api import End, ListingRequest, Row, SandboxApi, SandboxListing
from nft_holdings.sandbox._document import Value
from nft_holdings.sandbox._settings import Settings

PATH = "/shelves/{child}/toys"
KEY = "sandbox-toy-key"
INSERT = "INSERT INTO toy_toy VALUES (?, ?, ?)"
MOST = 100


def seed(connection: Connection, settings: Settings, random: Random) -> None:
    """Give Ann seven toys, and Bob none."""
    connection.executemany(INSERT, [("ann", number, f"toy {random.randrange(100)}") for number in range(1, 8)])


def load(connection: Connection, section: Value) -> None:
    """Write the toys of a document."""
    for toy in section.fields((), {"toys": []})["toys"].items():
        fields = toy.fields({"child", "id", "name"}, {})
        connection.execute(
            INSERT, (fields["child"].text("a name", str), fields["id"].integer(1, 2**31), fields["name"].text("a name", str))
        )


def router(settings: Settings, connection: Connection) -> APIRouter:
    """Return the route."""
    routes = APIRouter()

    async def toys(request: Request) -> Response:
        if request.headers.get("x-toy-key") != KEY:
            return Response(refusal(401, f"wrong key {request.headers.get('x-toy-key')}"), 401, media_type="application/json")
        query = dict(parse_qsl(request.url.query, keep_blank_values=True))
        offset, limit = number(query.get("offset", "0"), 0), number(query.get("limit", str(MOST)), 1)
        if offset is None or limit is None:
            return Response(refusal(400, "offset and limit are whole numbers"), 400, media_type="application/json")
        rows = connection.execute("SELECT id, name FROM toy_toy WHERE child = ? ORDER BY id", (request.path_params["child"],)).fetchall()
        page = [{"id": number, "name": name} for number, name in rows[offset : offset + min(limit, MOST)]]
        return Response(json.dumps({"toys": page, "total": len(rows)}), media_type="application/json")

    routes.add_api_route(PATH, toys, methods=["GET"])
    return routes


def number(text: str, minimum: int) -> int | None:
    """Return a whole number; None if the text is none, or if it is too small."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4000 and int(text) >= minimum else None


def refusal(status: int, message: str) -> bytes:
    """Return the body of a refusal."""
    return json.dumps({"message": message}).encode()


def added(asked: ListingRequest, account: str, random: Random, end: End) -> Row:
    """Add a toy."""
    row = {"id": random.randrange(100, 10**6), "name": "new"}
    asked.database.execute(INSERT, (account, row["id"], row["name"]))
    return row


def removed(asked: ListingRequest, account: str, random: Random) -> Row | None:
    """Remove the first toy."""
    found = asked.database.execute(
        "DELETE FROM toy_toy WHERE id = (SELECT min(id) FROM toy_toy WHERE child = ?) RETURNING id, name", (account,)
    )
    row = found.fetchone()
    return row and {"id": row[0], "name": row[1]}


SANDBOX_API = SandboxApi(
    name="toy",
    tables="CREATE TABLE IF NOT EXISTS toy_toy (child TEXT, id INTEGER PRIMARY KEY, name TEXT)",
    seed=seed,
    load=load,
    router=router,
    listings=(
        SandboxListing(
            routes=(PATH,),
            methods=frozenset({"GET"}),
            schema="Plaything",
            key=("id",),
            rows="toys",
            total="total",
            refusal=refusal,
            account=lambda asked: asked.path["child"],
            added=added,
            removed=removed,
        ),
    ),
    accounts_to_try={"seven toys": "ann", "none": "bob"},
    credentials={"api_key": KEY},
)

"""The application: the routes of every API, their specs, and an index."""

from collections.abc import Iterable
from sqlite3 import Connection

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from ._api import Api
from ._settings import Settings
from ._spec import published_spec

READ = ["GET", "HEAD"]


class PathAsSent:
    """Matches paths as they were sent: an encoded `/` is part of a segment, as it is on the real servers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its path undecoded."""
        if scope["type"] == "http":
            scope = {**scope, "path": scope["raw_path"].decode("latin-1")}
        await self.app(scope, receive, send)


def make_app(apis: Iterable[Api], settings: Settings, connection: Connection) -> FastAPI:
    """The application that serves the APIs from the rows of a database."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.add_middleware(GZipMiddleware, minimum_size=1)
    app.add_middleware(PathAsSent)
    app.add_exception_handler(HTTPException, _not_found)
    index = []
    for api in apis:
        index.append({"name": api.name, "openapi": f"/openapi/{api.name}.json", "accounts": dict(api.accounts_to_try)})
        app.include_router(api.router(settings, connection))
        _serve_spec(app, api.name)

    @app.api_route("/", methods=READ)
    async def _index() -> JSONResponse:
        return JSONResponse({"name": "nft-holdings sandbox", "apis": index})

    return app


def _serve_spec(app: FastAPI, name: str) -> None:
    spec = published_spec(name)

    @app.api_route(f"/openapi/{name}.json", methods=READ)
    async def _spec() -> Response:
        return Response(spec, media_type="application/json")


async def _not_found(_: Request, __: Exception) -> Response:
    # A path that no API claims, or a method that its path does not have: the mirror node answers both alike.
    return JSONResponse({"_status": {"messages": [{"message": "Not found"}]}}, status_code=404)

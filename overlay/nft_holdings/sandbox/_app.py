"""The application: the routes of every API, their specs, and an index."""

import re
from collections.abc import Iterable
from sqlite3 import Connection

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Match, compile_path
from starlette.types import ASGIApp, Receive, Scope, Send

from nft_holdings._specs.access import spec_text

from ._api import JSON, Refusal, SandboxApi
from ._faults import FaultInjection, FaultPlan, FaultRecord
from ._gate import KnownHosts, SmallBodies
from ._settings import Settings

READ = ["GET", "HEAD"]


class PathAsSent:
    """An application that matches paths as they were sent: an encoded `/` is part of a segment, as on the real servers.

    Args:
        app: The application.
        any_case: The routes that are matched in any case. Their own words are given in the route's case, parameters as they were sent.
    """

    def __init__(self, app: ASGIApp, any_case: Iterable[str] = ()) -> None:
        self.app = app
        self._any_case = [(re.compile(found.pattern, re.IGNORECASE), form) for found, form, _ in map(compile_path, any_case)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its path undecoded."""
        if scope["type"] == "http":
            path = scope["raw_path"].decode("latin-1")
            matches = ((pattern.match(path), form) for pattern, form in self._any_case)
            scope = {**scope, "path": next((form.format(**found.groupdict()) for found, form in matches if found), path)}
        await self.app(scope, receive, send)


def make_app(
    apis: Iterable[SandboxApi], settings: Settings, connection: Connection, plan: FaultPlan | None, record: FaultRecord | None
) -> FastAPI:
    """Return the application that serves the APIs from a database. Faults follow the plan and are kept in the record."""
    apis = tuple(apis)
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.add_middleware(GZipMiddleware, minimum_size=1)
    if plan is not None and record is not None:
        app.add_middleware(FaultInjection, apis=apis, settings=settings, connection=connection, plan=plan, record=record)
    any_case = [route for api in apis if api.any_case for listing in api.listings for route in listing.routes]
    app.add_middleware(PathAsSent, any_case=any_case)
    if settings.allow_origin is not None:
        # Around all others: a browser's question whether it may ask is no request for a listing, so it gets no fault. Pages on
        # the open web ask a machine's own servers only if those answer the question about private networks too.
        app.add_middleware(
            CORSMiddleware,
            allow_origins=[settings.allow_origin],
            allow_methods=["GET", "HEAD", "POST"],
            allow_headers=["*"],
            expose_headers=["*"],
            allow_private_network=True,
        )
    app.add_middleware(SmallBodies)
    app.add_middleware(KnownHosts, allowed=settings.allow_host)
    index = {api.name: {"name": api.name, "openapi": f"/openapi/{api.name}.json", "accounts": dict(api.accounts_to_try)} for api in apis}
    hidden: list[BaseRoute] = []
    for api in apis:
        router = api.router(settings, connection)
        app.include_router(router)
        hidden += router.routes if api.hides_methods else []

    @app.exception_handler(Refusal)
    async def _refused(request: Request, refusal: Refusal) -> Response:
        return Response(refusal.body, refusal.status, media_type=refusal.media_type)

    @app.exception_handler(HTTPException)
    async def _no_route(request: Request, error: HTTPException) -> Response:
        if error.status_code == 405 and all(route.matches(request.scope)[0] == Match.NONE for route in hidden):
            return JSONResponse({"message": "Method not allowed"}, status_code=405, headers=error.headers)
        return JSONResponse({"_status": {"messages": [{"message": "Not found"}]}}, status_code=404)

    @app.api_route("/", methods=READ)
    async def _index() -> JSONResponse:
        return JSONResponse({"name": "nft-holdings sandbox", "apis": [*index.values()]})

    @app.api_route("/openapi/{name}.json", methods=READ)
    async def _spec(name: str) -> Response:
        if name not in index:
            raise HTTPException(404)
        return Response(spec_text(name), media_type=JSON)

    return app

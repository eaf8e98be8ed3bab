"""One sandbox for the tests of this folder, and a check that every reply they receive is what the spec says."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import httpx2
import jsonschema_rs
import pytest
from nft_holdings._apis import NAMES
from nft_holdings._paging.page_iterator import PageIterator
from nft_holdings._transport.messages import Reply
from nft_holdings.sandbox import Sandbox, _database

SPECS: dict[str, dict[str, Any]] = {api: json.loads((files(f"nft_holdings_api.{api}") / "openapi.json").read_text()) for api in NAMES}
NOT_THE_APIS = {304, 421}
"""HTTP's own answer to a conditional request, and the sandbox's to a request under a name that is not its own."""


def operations() -> Iterator[tuple[str, str, re.Pattern[str], dict[str, Any]]]:
    for api, spec in SPECS.items():
        for path, item in spec["paths"].items():
            pattern = re.compile(r"(?:/v1/[^/]+)?" + re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)))
            for method, operation in item.items():
                yield api, method.upper(), pattern, operation


OPERATIONS = list(operations())
checked_replies: dict[tuple[str, int], int] = {}


def check_reply(response: httpx2.Response) -> None:
    """Hold a reply to a documented operation against the spec: its status is documented, and its body fits."""
    path = response.request.url.raw_path.decode().partition("?")[0]
    for api, method, pattern, operation in OPERATIONS:
        if response.request.method == method and pattern.fullmatch(path) and response.status_code not in NOT_THE_APIS:
            documented = operation["responses"]
            status = str(response.status_code)
            described = documented.get(status) or documented.get(f"{status[0]}XX") or documented.get("default")
            assert described is not None, f"{operation['operationId']} answers {status}, which the spec does not list"
            if "content" in described:
                assert response.headers["content-type"].partition(";")[0] == "application/json"
                schema = {**described["content"]["application/json"]["schema"], "components": SPECS[api]["components"]}
                errors = [f"{error.instance_path}: {error.message}" for error in jsonschema_rs.iter_errors(schema, response.json())]
                assert not errors, f"{response.request.url}: {errors[:3]}"
            key = (operation["operationId"], response.status_code)
            checked_replies[key] = checked_replies.get(key, 0) + 1


@pytest.fixture(autouse=True, scope="module")
def replies_fit_the_spec() -> Iterator[None]:
    """Check every reply that httpx2 receives in this process, for as long as the tests of this folder run."""
    patch = pytest.MonkeyPatch()
    send, send_async, read = httpx2.Client.send, httpx2.AsyncClient.send, PageIterator._read

    def checked(client: httpx2.Client, request: httpx2.Request, **options: Any) -> httpx2.Response:
        response = send(client, request, **options)
        if not options.get("stream"):
            check_reply(response)
        return response

    async def checked_async(client: httpx2.AsyncClient, request: httpx2.Request, **options: Any) -> httpx2.Response:
        response = await send_async(client, request, **options)
        if not options.get("stream"):
            check_reply(response)
        return response

    def checked_read(pages: PageIterator[Any], reply: Reply) -> Any:
        assert reply.response is not None
        check_reply(reply.response())
        return read(pages, reply)

    patch.setattr(httpx2.Client, "send", checked)
    patch.setattr(httpx2.AsyncClient, "send", checked_async)
    # The package's own clients read the stream themselves, so their replies are looked at when they are whole.
    patch.setattr(PageIterator, "_read", checked_read)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture(scope="session")
def client(sandbox: Sandbox) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=sandbox.url) as plain:
        yield plain


@pytest.fixture
def made_up_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each sandbox makes its rows up, and has none that were kept of the one before."""
    monkeypatch.setattr(_database, "_made_up", _database._made_up.__wrapped__)

"""The site, built once for the whole run and served below a prefix, and a browser to look at it with."""

import fcntl
import os
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from attrs import field, frozen
from nft_holdings.sandbox import Sandbox, Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

ROOT = Path(__file__).parents[2]
PREFIX = "some/prefix"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
IN_CI = os.environ.get("CI") == "true"
OTHERS = ("http", "https", "ws", "wss")
NO_OTHER_HOST = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
HARMLESS = "Autofocus processing was blocked"
"""The search's field does not take the focus where an address names a place on the page; the browser remarks on it."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The site's folder. Of several processes that run tests, the first one builds it."""
    pytest.importorskip("zensical", reason="zensical is not there: scripts/publish installs it")
    from publication.site import build

    shared = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    folder = shared / "served" / PREFIX
    with (shared / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            build(folder)
    return folder


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a word; a page that is not there is the site's own."""

    def log_message(self, *_: object) -> None: ...

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        folder = Path(self.directory) / PREFIX
        body = (folder / "404.html").read_bytes() if code == 404 else b""
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@pytest.fixture(scope="session")
def origin(site: Path) -> Iterator[str]:
    """Scheme, host and port that the site is served from."""
    folder = site.parents[PREFIX.count("/")]
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture(scope="session")
def address(origin: str) -> str:
    """The site's front page."""
    return f"{origin}/{PREFIX}/"


@pytest.fixture(scope="session")
def sandbox(origin: str) -> Iterator[Sandbox]:
    """A sandbox that the site's pages may ask."""
    with Sandbox(Settings(allow_origin=origin)) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """A browser for the tests of one file. It is closed then, as playwright has an event loop that is in the way of asyncio.run."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        missing = "no browser is found, so the site is not looked at: apt-get install chromium"
        pytest.fail(missing) if IN_CI else pytest.skip(missing)
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not there: scripts/test installs it")
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", NO_OTHER_HOST])
        yield launched
        launched.close()


HEIGHT = 844
"""The height of windows, in pixels."""


@frozen
class Visit:
    """A visitor of the site, and what went wrong on the way.

    Attributes:
        context: The browser's profile.
        page: The page that is open.
        complaints: Errors and warnings on the console, and exceptions.
        strangers: Requests to other hosts.
    """

    context: "BrowserContext"
    page: "Page"
    complaints: list[str] = field(factory=list)
    strangers: list[str] = field(factory=list)


def is_stranger(url: str) -> bool:
    """Whether a request leaves this machine."""
    parts = urlsplit(url)
    return parts.scheme in OTHERS and parts.hostname != "127.0.0.1"


def told(message: "ConsoleMessage") -> str:
    """A line of the console, and where it comes from."""
    return f"{message.text} ({message.location['url']})"


def visit(browser: "Browser", *, scheme: str = "light", width: int = 1280, javascript: bool = True) -> Visit:
    """Open a browser's window for a visitor."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT}, color_scheme="dark" if scheme == "dark" else "light", java_script_enabled=javascript
    )
    context.set_default_timeout(15_000)
    made = Visit(context, context.new_page())
    made.page.on("request", lambda request: made.strangers.append(request.url) if is_stranger(request.url) else None)
    made.page.on("console", lambda message: made.complaints.append(told(message)) if HARMLESS not in message.text else None)
    made.page.on("pageerror", lambda error: made.complaints.append(str(error)))
    return made


@pytest.fixture
def visitor(browser: "Browser") -> Iterator[Visit]:
    """A visitor with a wide window; nothing may go wrong while it looks around."""
    made = visit(browser)
    yield made
    made.context.close()
    assert made.complaints == []
    assert made.strangers == []

"""Checks of the site's pages in a browser, by theme and width of window."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.site.conftest import HEIGHT, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDE, NARROW = 1280, 390
HIGHEST = 12_000
"""The highest page in a window of usual width, in pixels."""
SERIOUS = ("serious", "critical")
NOT_FOUND = "404.html"
INDEX = "search.json"
ONE_OF_EACH_KIND = [
    "",
    "guides/getting-started/",
    "guides/sandbox/",
    "reference/",
    "reference/hedera/",
    "reference/hedera/getNftsByAccountId/",
    "reference/hedera/Nft/",
    "provenance/hedera/",
    "rules/swapchat/",
    "python/options/",
    "specs/",
]
WITHOUT_COLOURS = {"color-contrast": {"enabled": False}, "link-in-text-block": {"enabled": False}}
"""Looking at the colours of each word and link takes longest, and pages of one kind have the same."""


def pages_of(site: Path) -> list[str]:
    """The addresses of the site's pages, from its front page; without the one that says that there is no such page."""
    found = sorted(path.relative_to(site).as_posix().removesuffix("index.html") for path in site.rglob("*.html"))
    assert len(found) > 30
    return [page for page in found if page != NOT_FOUND]


@contextmanager
def without_faults(browser: "Browser", address: str, *, scheme: str, width: int) -> Iterator[tuple["Page", list[str]]]:
    """Open a window and a list of faults, and fail in the end with all that went wrong and all that was put there."""
    made = visit(browser, scheme=scheme, width=width)
    # Each page reads the search's index anew, which takes a quarter of the time. test_finding.py searches.
    index = {**made.context.request.get(f"{address}{INDEX}").json(), "items": []}
    made.page.route(f"{address}{INDEX}", lambda route: route.fulfill(json=index))
    faults: list[str] = []
    yield made.page, faults
    made.context.close()
    assert not faults, "\n".join(faults)
    assert made.complaints == []
    assert made.strangers == []


def look_at_layout(browser: "Browser", pages: list[str], address: str) -> None:
    """Open pages one after another in a narrow window, and make it wide without another load."""
    with without_faults(browser, address, scheme="dark", width=NARROW) as (page, faults):
        for name in pages:
            open_page(page, name, address)
            found = [*faults_of(page, "dark"), *accessibility_faults(page, WITHOUT_COLOURS)]
            page.set_viewport_size({"width": WIDE, "height": HEIGHT})
            found += faults_of(page, "dark")
            page.set_viewport_size({"width": NARROW, "height": HEIGHT})
            faults += [f"{name}: {fault}" for fault in found]


def look_at_colours(browser: "Browser", pages: list[str], address: str, *, scheme: str, width: int) -> None:
    """Open pages one after another in one theme and width of window, and let axe look at all of them, with their colours."""
    with without_faults(browser, address, scheme=scheme, width=width) as (page, faults):
        for name in pages:
            open_page(page, name, address)
            faults += [f"{name}: {fault}" for fault in (*faults_of(page, scheme), *accessibility_faults(page, {}))]


def open_page(page: "Page", name: str, address: str) -> None:
    """Open a page that is there."""
    reply = page.goto(address + name)
    assert reply
    assert reply.ok, name


def faults_of(page: "Page", scheme: str) -> list[str]:
    """What is wrong with the page that is open."""
    faults = [] if page.locator("h1").first.is_visible() else ["it shows no heading"]
    if page.evaluate("document.body.dataset.mdColorScheme") != {"light": "default", "dark": "slate"}[scheme]:
        faults.append(f"it is not {scheme}")
    spilt = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    faults += [f"it is {spilt} pixels wider than the window"] if spilt > 0 else []
    height = page.evaluate("document.documentElement.scrollHeight")
    return [*faults, f"it is {height} pixels high"] if height > HIGHEST and page.evaluate("window.innerWidth") == WIDE else faults


def accessibility_faults(page: "Page", rules: dict[str, Any]) -> list[str]:
    """The serious faults that axe finds in the page that is open."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not there: scripts/test installs it").Axe()
    # Selectors of what is right, too, would take longer than everything else.
    options = {"resultTypes": ["violations"], "selectors": False, "iframes": False, "rules": rules}
    found: dict[str, Any] = axe.run(page, options=options).response
    return [
        f"{fault['id']} ({fault['impact']}) {len(fault['nodes'])} times, first at {' '.join(fault['nodes'][0]['html'].split())[:200]}"
        for fault in found["violations"]
        if fault["impact"] in SERIOUS
    ]

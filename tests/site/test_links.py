"""Every link of the site leads somewhere: to a page, to the place on it that it names, or to another host that it may name."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

from tests.support.browser_checks import pages_of

REFERENCES = {"a": "href", "link": "href", "script": "src", "img": "src", "iframe": "src", "form": "action", "source": "src"}
LOADED = {"link", "script", "img", "iframe", "source"}
"""What a browser asks for by itself."""


class Page(HTMLParser):
    """The links and anchors of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.anchors: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if attributes.get("id"):
            self.anchors.append(str(attributes["id"]))
        link = attributes.get(REFERENCES.get(tag, ""))
        if link is not None:
            self.links.append((tag, link))


def test_every_link_leads_somewhere(site: Path) -> None:
    pages = {path: Page(path) for path in site.rglob("*.html")}
    faults, counted = [], 0
    for path, page in pages.items():
        for tag, link in page.links:
            counted += 1
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                if tag in LOADED or parts.scheme not in ("http", "https"):
                    faults.append(f"{path}: {tag} {link}")
                continue
            if link.startswith("/"):
                faults.append(f"{path}: {link} does not work below a prefix")
                continue
            address, fragment = urldefrag(link)
            target = (path.parent / unquote(address)).resolve() if address else path
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file():
                faults.append(f"{path}: {link} leads nowhere")
            elif fragment and target in pages and unquote(fragment) not in pages[target].anchors:
                faults.append(f"{path}: {link} leads to a place that is not there")
    assert counted > 5000
    assert not faults, "\n".join(faults[:30])


def test_no_anchor_stands_twice(site: Path) -> None:
    for path in site.rglob("*.html"):
        anchors = Page(path).anchors
        assert sorted(set(anchors)) == sorted(anchors), f"{path}: {sorted({each for each in anchors if anchors.count(each) > 1})[:5]}"


def test_every_page_is_in_the_navigation(site: Path) -> None:
    front = Page(site / "index.html")
    linked = {link.removeprefix("./").partition("#")[0] for _, link in front.links}
    folders = {page.partition("/")[0] for page in pages_of(site) if page}
    for folder in folders:
        assert any(link.startswith(f"{folder}/") for link in linked), f"the front page does not lead to {folder}"
    reached, waiting = set(), [site / "index.html"]
    while waiting:
        path = waiting.pop()
        if path in reached or path.suffix != ".html":
            continue
        reached.add(path)
        for tag, link in Page(path).links:
            if tag == "a" and not urlsplit(link).scheme:
                target = (path.parent / unquote(urldefrag(link)[0])).resolve()
                waiting.append(target / "index.html" if target.is_dir() else target)
    assert {site / page / "index.html" for page in pages_of(site)} <= reached

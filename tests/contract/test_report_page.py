"""The report as a page: the rows that show a finding, all that was checked, and nothing that a server could put into it."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from nft_holdings import Loopring
from nft_holdings._safe_text import for_page
from nft_holdings.contract import FORMS, Exchange, Finding, Known, Outcome, Report, rules_of, write_reports
from nft_holdings.contract._reports import html
from nft_holdings.contract._server.exchange import Place

from tests.contract.test_harmless_text import TEXTS, is_harmless_line, tags_of
from tests.site.conftest import browser, visit
from tests.support.browser_checks import NARROW, WIDE, accessibility_faults

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["browser"]
ROWS = [{"token_id": f"0.0.{number}", "serial_number": number, "spender": None} for number in range(100)]
RULES = rules_of("hedera")


def reply(body: object, **more: Any) -> Exchange:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    given: dict[str, Any] = {
        "method": "GET", "url": "http://127.0.0.1:1/api/v1/accounts/0.0.1001/nfts", "request_headers": {}, "request_body": None,
        "status": 200, "headers": {"content-type": "application/json"}, "body": sent, "started": 0.0, "seconds": 0.01,
    }  # fmt: skip
    return Exchange(**given | more)


def stated(number: int) -> dict[str, Any]:
    rule = RULES[number]
    return {"check": f"hedera/{rule.id}", "operation": rule.operation, "says": rule.says, "source": rule.source}


def finding(body: object, *at: Place, rule: int = 0, found: str = "it is wrong", **more: Any) -> Finding:
    return Finding(**stated(rule), found=found, exchange=reply(body), at=at, **more)


def report(*outcomes: Outcome, **more: Any) -> Report:
    given: dict[str, Any] = {
        "api": "hedera", "server": "http://127.0.0.1:1", "accounts": ["0.0.1001"], "began": datetime(2026, 1, 1, tzinfo=UTC), "seed": 0,
        "own_server": False, "outcomes": outcomes,
    }  # fmt: skip
    return Report(**given | more)


def failing(findings: Sequence[Finding], **more: Any) -> Report:
    return report(Outcome(**stated(0), findings=findings), **more)


def page_of(report: Report) -> str:
    return html.as_html(report)


def rows_on(page: str) -> list[str]:
    return re.findall(r"<figure>.*?</figure>", page, re.DOTALL)


HELD = [Outcome(**stated(number)) for number in range(1, 9)]
UNCHECKED = [Outcome(**stated(number), why="needs an account with 2 NFTs") for number in range(9, 12)]
WELL = report(*HELD, exchanges=[reply({"nfts": ROWS, "links": {"next": None}})] * 3)
FEW = report(
    Outcome(**stated(0), findings=[finding({"nfts": ROWS}, ("nfts", 3, "token_id"), ("nfts", 4))]), *HELD, *UNCHECKED,
    ended="the limit of 400 requests is reached", stale=[Known("hedera/limit", "o", "")], exchanges=WELL.exchanges,
)  # fmt: skip
MANY = report(
    Outcome(**stated(0), findings=[finding({"nfts": ROWS * 9}, ("nfts", 3, "spender"), about=str(each)) for each in range(200)]),
    *(Outcome(**stated(each), findings=[finding({"nfts": ROWS * 9}, ("nfts", 3), rule=each)] * 4) for each in range(1, 26)),
)
DOWN = report(*UNCHECKED, unjudged="http://127.0.0.1:1 does not answer: Connection refused", accounts=())


def test_the_rows_alone_with_the_member_that_is_wrong() -> None:
    (row, whole) = rows_on(page_of(FEW))
    assert "Row 4 of 100: <code>$.nfts[3].token_id</code>" in row
    assert "<mark>&quot;token_id&quot;: &quot;0.0.3&quot;</mark>\n&quot;serial_number&quot;: 3\n" in row
    assert "0.0.4" not in row
    assert "<mark>" not in whole
    assert '<details class="reply"><summary>Whole reply: 200, application/json' in page_of(FEW)


@pytest.mark.parametrize(
    ("body", "at", "shown"),
    [
        ({"nfts": [{"a": 1}]}, ("nfts", 0, "spender"), "<mark>&quot;spender&quot; is missing</mark>"),
        ({"nfts": [7]}, ("nfts", 0), "<mark>7</mark>"),
        ({"links": {"next": "/x"}}, ("links", "next"), "<mark>&quot;next&quot;: &quot;/x&quot;</mark>"),
        ({"data": {"assets": [{"nft": {"a": [1, 2]}}]}}, ("data", "assets", 0, "nft", "a", 1), "<mark>&quot;nft&quot;: {\n"),
        ({"a.b": [{"c": 1}]}, ("a.b", 0, "c"), "$[&quot;a.b&quot;][0].c"),
        ({"nfts": [{str(each): each for each in range(5000)}]}, ("nfts", 0, "4999"), "<mark>&quot;4999&quot;: 4999</mark>\n… 5000 members"),
        ({"nfts": [{"metadata": "x" * 90_000}]}, ("nfts", 0, "metadata"), "… 90,002 characters in all</mark>"),
        (b'{"nfts": [{"a": ' + b"[" * 900 + b"]" * 900 + b"}]}", ("nfts", 0, "a"), "<mark>&quot;a&quot;: "),
    ],
    ids=["a missing member", "no object", "no row", "deep in a row", "an odd name", "many members", "a long value", "many levels"],
)  # fmt: skip
def test_excerpts(body: object, at: Place, shown: str) -> None:
    (row,) = rows_on(page_of(failing([finding(body, at)])))
    assert shown in row
    assert len(row) < 5000


@pytest.mark.parametrize("body", [b"", b"<html>", {"nfts": {}}, {"nfts": []}, {}, [], None])
def test_a_place_that_is_not_there_breaks_nothing(body: object) -> None:
    assert "Failed: 1" in page_of(failing([finding(body, ("nfts", 3, "a"), ("links", "next"))]))


def test_no_more_rows_than_a_few() -> None:
    page = page_of(failing([finding({"nfts": ROWS}, *(("nfts", number) for number in range(100)))]))
    assert len(rows_on(page)) == 3
    assert "97 more such places in this reply." in page


def test_something_to_see_when_all_is_well() -> None:
    page = page_of(WELL)
    for text in ("conforms", "All 8 rules and checks hold.", "300 in 3 replies", "3 with 200", "getNftsByAccountId", "<details open>"):
        assert text in page
    assert all(f"<code>{each.check}</code>" in page for each in HELD)


def test_what_was_not_checked_is_grouped_by_its_cause() -> None:
    assert page_of(FEW).count("3: needs an account with 2 NFTs") == 1


def test_many_findings_are_a_page_of_reasonable_size() -> None:
    page = page_of(MANY)
    assert len(MANY.findings) == 300
    assert len(page) < 700_000
    assert page.count('<details class="finding">') == html.MOST_IN_FULL
    assert "195 more findings of this rule. The JSON report has the requests and replies of all." in page
    assert "These are the first 3,000 bytes." in page
    assert len(page_of(failing([finding({}, about=str(each), found="x" * 500) for each in range(5000)]))) < 700_000


@pytest.mark.parametrize("text", TEXTS)
def test_rows_of_a_hostile_server(text: str) -> None:
    pages = []
    for each in (text, "plain"):
        body = {each: [{each: each, "nested": {each: [each]}}], each * 2: each}
        pages.append(page_of(failing([finding(body, (each, 0, each), (each, 0), (each * 2,), found=each)])))
    assert tags_of(pages[0]) == tags_of(pages[1])
    assert all(map(is_harmless_line, pages[0].splitlines()))


def test_the_page_forbids_scripts_and_requests() -> None:
    page = page_of(FEW)
    assert "default-src 'none'" in page
    assert not {"script", "img", "link", "iframe", "form"} & {*tags_of(page)}
    assert "url(" not in page


@pytest.mark.parametrize("key", ["k3y-of-a-client-0123", 'a<b&"c\\d-long-enough'])
def test_keys_are_hidden_in_rows_and_replies(key: str, tmp_path: Path) -> None:
    escaped = "".join(f"\\u{ord(each):04x}" for each in key)  # which is read where rows are shown
    body = b'{"data": [{"plain": %s, "escaped": "%s"}]}' % (json.dumps(key).encode(), escaped.encode())
    with Loopring(api_key=key):
        paths = write_reports(failing([finding(body, ("data", 0, "escaped"))], exchanges=[reply(body)]), tmp_path, FORMS)
    for path in paths:
        written = path.read_text()
        assert not any(form in written for form in (key, json.dumps(key)[1:-1], for_page(key))), path.name
    assert "<mark>&quot;escaped&quot;: &quot;***&quot;</mark>" in (tmp_path / "hedera.html").read_text()


def test_rules_link_to_the_site_if_its_address_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "<a " not in page_of(FEW)
    monkeypatch.setattr(html, "documentation", lambda: "https://docs.example/x")
    page = page_of(report(*HELD, Outcome(check="schemathesis/not_a_server_error", operation="o", says="No reply is a 5xx.")))
    assert f'<a href="https://docs.example/x/rules/hedera/#{RULES[1].id}">' in page
    assert '<a href="https://docs.example/x/guides/contract/#what-is-checked">' in page


@pytest.mark.parametrize("api", ["hedera", "loopring", "swapchat"])
def test_links_lead_to_places_of_the_site(api: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from publication.contract_rules import rules_page
    from publication.spec import Spec

    monkeypatch.setattr(html, "documentation", lambda: "https://docs.example")
    published = rules_page(Spec.read(api))
    for rule in rules_of(api):
        anchor = html._name(f"{api}/{rule.id}").partition('"')[2].partition('"')[0].partition(f"/rules/{api}/")[2]
        assert f"{{ {anchor} }}" in published


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[list[str]]:
    """The addresses of pages of all kinds."""
    reports = {"well": WELL, "few": FEW, "many": MANY, "down": DOWN}
    yield [(tmp_path / name / f"{write_reports(each, tmp_path / name, ['html'])[0].name}").as_uri() for name, each in reports.items()]


@pytest.mark.parametrize(("scheme", "width"), [("light", WIDE), ("dark", NARROW), ("dark", WIDE), ("light", NARROW)])
def test_in_a_browser(browser: "Browser", pages: list[str], scheme: str, width: int) -> None:
    made = visit(browser, scheme=scheme, width=width)
    for address in pages:
        made.page.goto(address)
        assert made.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, address
        assert (made.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)") == (scheme == "light")
        made.page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        assert made.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, address
        assert accessibility_faults(made.page, {}) == [], address
    made.context.close()
    assert made.complaints == []
    assert made.strangers == []


def test_on_paper_rules_are_unfolded_and_replies_left_out(browser: "Browser", pages: list[str]) -> None:
    made = visit(browser, javascript=False)
    made.page.goto(pages[1])
    rule = made.page.get_by_text(UNCHECKED[0].check, exact=True)
    assert not rule.is_visible()
    made.page.emulate_media(media="print")
    assert rule.bounding_box()
    assert not made.page.locator(".reply").first.is_visible()
    made.context.close()

"""A reader finds things: by searching, by clicking, and without JavaScript; and what a wrong address gives."""

import re
from typing import TYPE_CHECKING

import pytest

from .conftest import Visit, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

NON_ZERO = "reference/loopring/getUserNftBalances/#getUserNftBalances-nonZero"
FIELDS = {
    "nonZero": NON_ZERO,
    "deployStatus": "reference/loopring/Collection/#Collection-deployStatus",
    "delegating_spender": "reference/hedera/Nft/#Nft-delegating_spender",
    "owner_addresses": "reference/swapchat/NftInfo/#NftInfo-owner_addresses",
    "IncompleteListing": "python/errors/#nft_holdings.IncompleteListing",
    "link-advances": "rules/hedera/#link-advances",
}


def facts(visitor: Visit, anchor: str) -> dict[str, str]:
    """The facts of an element, behind one click."""
    visitor.page.locator(".field", has=visitor.page.locator(f'[id="{anchor}"]')).get_by_text("Details and sources").click()
    found = visitor.page.evaluate(
        """anchor => {
            const list = document.getElementById(anchor)
            return [...list.closest(".field").querySelectorAll("details[open] dt")].map(term => [term.innerText, term.nextElementSibling.innerText])
        }""",
        anchor,
    )
    return {term: says.strip() for term, says in found}


def search_for(visitor: Visit, address: str, words: str) -> "Locator":
    """The links of what the search finds."""
    visitor.page.goto(address)
    search = visitor.page.get_by_role("combobox", name="Search")
    for _ in range(20):  # the search listens to its key a moment after the page is there
        if search.is_visible():
            break
        visitor.page.keyboard.press("Control+k")
        visitor.page.wait_for_timeout(500)
    search.fill(words)
    found = visitor.page.locator(f'a[href*="?h={words}"]')
    found.first.wait_for()
    return found


def test_search_finds_fields(visitor: Visit, address: str) -> None:
    for words, address_of_it in FIELDS.items():
        page, _, anchor = address_of_it.partition("#")
        search_for(visitor, address, words)
        found = visitor.page.locator(f'a[href*="{page}?h={words}#{anchor}"]').first
        found.wait_for()
        found.click()
        visitor.page.wait_for_url(re.compile(f"{re.escape(page)}.*#{re.escape(anchor)}$"))
        assert visitor.page.locator(f'[id="{anchor}"]').is_visible()


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("changelog", "changelog/"),
        ("download", "specs/"),
        ("nonZero", "reference/loopring/getUser"),
        ("owner", "reference/loopring/Collection/"),
        ("metadata", "guides/metadata/"),
    ],
)
def test_search_finds_the_reference_before_rules_and_provenance(visitor: Visit, address: str, words: str, first: str) -> None:
    addresses = [str(link.get_attribute("href")).partition(address)[2] for link in search_for(visitor, address, words).all()]
    assert addresses[0].startswith(first)
    folders = [each.partition("/")[0] for each in addresses]
    assert not {"rules", "provenance"} & set(folders[: folders.index("reference")] if "reference" in folders else folders)
    assert not any("/version-" in each for each in addresses), "an earlier version repeats what is found"


def test_the_minute_of_a_stranger(visitor: Visit, address: str) -> None:
    """What nonZero defaults to, where that is documented, and how to list it in Python; by clicks from the front page."""
    visitor.page.goto(address)
    visitor.page.get_by_role("link", name="API reference").locator("visible=true").first.click()
    visitor.page.get_by_role("link", name="nonZero").locator("visible=true").first.click()
    visitor.page.wait_for_url(re.compile(re.escape(NON_ZERO)))
    field = visitor.page.locator(".field", has=visitor.page.locator('[id="getUserNftBalances-nonZero"]'))
    assert "boolean · in the query · optional · default true · Python non_zero" in field.inner_text()
    assert "Get NFT Assets" not in field.inner_text()
    found = facts(visitor, "getUserNftBalances-nonZero")
    assert found["Default"].startswith("true")
    assert "Get NFT Assets" in found["Default"]
    assert "loopring.nft_balances(account_id=20007, non_zero=False)" in found["In Python"]
    visitor.page.get_by_role("link", name="Get NFT Assets: request/nonZero/default").first.click()
    visitor.page.wait_for_url(re.compile("provenance/loopring/#balances-request-nonZero-default$"))
    row = visitor.page.locator("tr", has=visitor.page.locator('[id="balances-request-nonZero-default"]'))
    assert "true" in row.inner_text().lower()
    row.get_by_role("link", name="getUserNftBalances-nonZero").click()
    visitor.page.wait_for_url(re.compile(re.escape(NON_ZERO)))


def test_without_javascript(browser: "Browser", address: str) -> None:
    made = visit(browser, javascript=False)
    made.page.goto(address + NON_ZERO)
    assert made.page.locator('[id="getUserNftBalances-nonZero"]').is_visible()
    source = made.page.get_by_role("link", name="Get NFT Assets: request/nonZero/default").first
    assert not source.is_visible()
    made.page.locator(".field", has=made.page.locator('[id="getUserNftBalances-nonZero"]')).get_by_text("Details and sources").click()
    assert source.is_visible()
    assert made.page.get_by_text("with Loopring(").first.is_visible()
    assert made.page.get_by_text("This form needs JavaScript.").first.is_visible()
    for page in ("", "guides/filters/", "provenance/hedera/", "python/hedera/", "specs/"):
        made.page.goto(address + page)
        assert made.page.locator("h1").first.is_visible()
        assert len(made.page.locator("main").inner_text()) > 500, page
    made.page.get_by_role("link", name="Hedera").locator("visible=true").first.wait_for()
    made.context.close()


def test_the_theme_can_be_chosen(visitor: Visit, address: str) -> None:
    visitor.page.goto(address)
    light = visitor.page.evaluate("getComputedStyle(document.body).backgroundColor")
    visitor.page.get_by_title("Switch to the dark theme").locator("visible=true").click()
    assert visitor.page.evaluate("document.body.dataset.mdColorScheme") == "slate"
    assert visitor.page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    visitor.page.goto(address + "reference/hedera/")
    assert visitor.page.evaluate("document.body.dataset.mdColorScheme") == "slate", "the choice is forgotten on the next page"


@pytest.mark.parametrize("wrong", ["nonsense", "reference/nonsense/deeper/"])
def test_a_wrong_address(browser: "Browser", address: str, wrong: str) -> None:
    made = visit(browser)
    reply = made.page.goto(address + wrong)
    assert reply
    assert reply.status == 404
    made.page.get_by_role("link", name="The front page of this site").click()
    made.page.wait_for_url(address)
    made.context.close()
    assert made.strangers == []

"""Pages of the API reference: the essential first, the example beside the reply; addresses of before still lead there."""

from typing import TYPE_CHECKING

import pytest

from tests.support.browser_checks import NARROW, WIDE

from .conftest import Visit, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OPERATION = "reference/loopring/getUserNftBalances/"


def test_an_example_stands_beside_the_reply(browser: "Browser", address: str) -> None:
    for page in (OPERATION, "reference/hedera/Nft/"):
        boxes = {}
        for width in (WIDE, NARROW):
            made = visit(browser, width=width)
            made.page.goto(address + page)
            example = made.page.locator(".beside").last
            fields = made.page.locator(".columns", has=example).locator(".about").last
            assert "token" in example.inner_text()
            boxes[width] = fields.bounding_box(), example.bounding_box()
            made.context.close()
        (fields_box, example_box), (narrow_fields, narrow_example) = boxes[WIDE], boxes[NARROW]
        assert fields_box and example_box and narrow_fields and narrow_example
        assert example_box["x"] >= fields_box["x"] + fields_box["width"]
        assert abs(example_box["y"] - fields_box["y"]) < 10
        assert narrow_example["y"] >= narrow_fields["y"] + narrow_fields["height"]


def test_the_navigation_has_operations_and_schemas(visitor: Visit, address: str) -> None:
    visitor.page.goto(address + "reference/loopring/CombinedBalance/")
    navigation = visitor.page.locator("nav.md-nav--primary")
    for name in ("List the collections that an account's NFTs belong to", "CombinedBalance", "NftMetadata"):
        assert navigation.get_by_role("link", name=name).first.is_visible()
    navigation.get_by_role("link", name="NftMetadata", exact=True).click()
    visitor.page.wait_for_url("**/reference/loopring/NftMetadata/")


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("reference/loopring/#getUserNftBalances-nonZero", f"{OPERATION}#getUserNftBalances-nonZero"),
        ("reference/hedera/#Nft", "reference/hedera/Nft/#Nft"),
        ("reference/hedera/#example-DocumentedNfts", "reference/hedera/examples/#example-DocumentedNfts"),
        ("reference/hedera/#server-mainnet", "reference/hedera/#server-mainnet"),
        ("reference/hedera/#nothing", "reference/hedera/#nothing"),
    ],
)
def test_addresses_of_before_lead_to_the_element(visitor: Visit, address: str, before: str, now: str) -> None:
    visitor.page.goto(address + before)
    visitor.page.wait_for_url(address + now)


def test_a_source_is_unfolded_where_it_is_asked_for(visitor: Visit, address: str) -> None:
    for anchor in ("balances-request-nonZero-default", "decision-getUserNftBalances-nonZero-1"):
        visitor.page.goto(address + "provenance/loopring/")
        assert not visitor.page.locator(f'[id="{anchor}"]').locator("xpath=..").is_visible()
        visitor.page.goto(f"{address}provenance/loopring/#{anchor}")
        visitor.page.locator(f'[id="{anchor}"]').locator("xpath=..").wait_for()


def test_earlier_versions_can_be_chosen(visitor: Visit, address: str) -> None:
    visitor.page.goto(address + "reference/hedera/")
    visitor.page.get_by_text("Version 2.0.0").click()
    visitor.page.get_by_role("link", name="1.0.0").first.click()
    visitor.page.wait_for_url("**/reference/hedera/version-1.0.0/")
    assert "An earlier version" in visitor.page.locator("main").inner_text()
    assert visitor.page.locator('[id="getNftsByAccountId-spender.id"]').is_visible()
    visitor.page.get_by_role("link", name="Version 2.0.0").click()
    visitor.page.wait_for_url("**/reference/hedera/")

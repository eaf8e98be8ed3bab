"""Every page in a browser, in the light theme: no complaint, no other host, no serious accessibility fault, nothing too wide."""

from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.browser_checks import NARROW, ONE_OF_EACH_KIND, WIDE, look_at, pages_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_every_page(browser: "Browser", site: Path, address: str) -> None:
    look_at(browser, pages_of(site), address, scheme="light", width=WIDE, axe_rules=None)


def test_one_of_each_kind(browser: "Browser", address: str) -> None:
    look_at(browser, ONE_OF_EACH_KIND, address, scheme="light", width=NARROW, axe_rules={})

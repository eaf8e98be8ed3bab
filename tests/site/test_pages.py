"""Every page in a browser, in a narrow and a wide window: no complaint, no other host, no serious accessibility fault, nothing too wide.

Pages of one kind have the same colours, so that one of each kind is looked at in both themes.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.browser_checks import NARROW, ONE_OF_EACH_KIND, WIDE, look_at_colours, look_at_layout, pages_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PARTS = 4
"""Processes that run tests share the pages."""


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page(browser: "Browser", site: Path, address: str, part: int) -> None:
    look_at_layout(browser, pages_of(site)[part::PARTS], address)


@pytest.mark.parametrize(("scheme", "width"), [("dark", WIDE), ("light", NARROW)])
def test_one_of_each_kind(browser: "Browser", address: str, scheme: str, width: int) -> None:
    look_at_colours(browser, ONE_OF_EACH_KIND, address, scheme=scheme, width=width)

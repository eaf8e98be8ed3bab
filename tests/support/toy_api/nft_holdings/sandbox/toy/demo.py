"""The toy API's part of the demo."""

from collections.abc import Iterator
from typing import Any

from nft_holdings.sandbox._api import DemoStep


def demo(toy: Any) -> Iterator[DemoStep]:
    """List Ann's toys."""
    yield DemoStep("Toy: what Ann has", 'toy.toys("ann")', listing=toy.toys("ann"), name="toys")

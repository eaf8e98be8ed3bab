"""The rows that accounts hold: the sandbox loads them, and each answer is compared with them."""

from collections.abc import Mapping
from random import Random
from typing import Any

from attrs import frozen
from nft_holdings._apis import Api, api_named
from per_api import modules_of

from .chaos_api import ChaosApi, ChaosListing, Key, Row

SIZES = (0, 1, 2, 3, 19, 20, 21, 49, 50, 51, 99, 100, 101, 150, 230)
CHAOS_APIS: Mapping[str, ChaosApi] = {name: module.CHAOS_API for name, module in modules_of(f"{__package__}.apis").items()}


@frozen
class HeldListing:
    """A listing of one account."""

    api: str
    listing: ChaosListing
    account: str

    @property
    def client_api(self) -> Api:
        """The descriptor of the API."""
        return api_named(self.api)

    def __str__(self) -> str:
        """Return the listing in reports."""
        return f"{self.api}.{self.listing.method} of {self.account}"


class ExpectedHoldings:
    """Accounts of every size for every listing.

    Attributes:
        rows: The rows of each listing, by their keys.
    """

    def __init__(self, random: Random) -> None:
        self.rows: dict[HeldListing, dict[Key, Row]] = {}
        for number, size in enumerate(SIZES):
            for name, api in CHAOS_APIS.items():
                for listing in api.listings:
                    held = HeldListing(name, listing, listing.account(number))
                    self.rows[held] = {listing.key(row): row for row in listing.rows(random, number, size)}

    def document(self) -> Mapping[str, object]:
        """Return the rows as the sandbox loads them."""
        return {name: api.document({each.method: self._rows_of(name, each) for each in api.listings}) for name, api in CHAOS_APIS.items()}

    def _rows_of(self, api: str, listing: ChaosListing) -> dict[str, list[Row]]:
        return {held.account: list(rows.values()) for held, rows in self.rows.items() if (held.api, held.listing) == (api, listing)}

    def apply(self, change: Any) -> tuple[HeldListing, Key, Row]:
        """Apply a change that the sandbox made, and return the listing, the key and the row that it concerns."""
        listing = next(each for each in CHAOS_APIS[change.api].listings if each.has(change.row))
        owner = listing.owner(change.row, change.account)
        held, key = HeldListing(change.api, listing, owner), listing.key(change.row)
        if change.kind == "row_added":
            self.rows[held][key] = change.row
        elif change.kind == "row_removed":
            self.rows[held].pop(key, None)
        return held, key, change.row

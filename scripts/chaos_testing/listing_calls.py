"""Listing calls, made up at random: an account, a filter, an order and a page size."""

from random import Random

from attrs import frozen

from .chaos_api import Call
from .expected_holdings import ExpectedHoldings, HeldListing

PAGE_SIZES = (None, 1, 2, 7, 20, 50, 100)


@frozen
class ListingCall:
    """A call that lists what an account holds."""

    held: HeldListing
    call: Call

    def __str__(self) -> str:
        """Return the call in reports."""
        return f"{self.held} with {self.call}"


def listing_call(random: Random, holdings: ExpectedHoldings) -> ListingCall:
    """Make up a call for one of the accounts."""
    held = random.choice(list(holdings.rows))
    return ListingCall(held, held.listing.call(random, held.account, random.choice(PAGE_SIZES)))

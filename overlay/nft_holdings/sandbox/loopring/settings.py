"""The sandbox's settings for Loopring."""

from attrs import field, frozen

from nft_holdings.sandbox._setting_checks import Limits, allows, chosen_limits, page_size


@frozen(kw_only=True, slots=False)  # several such classes are joined in one
class LoopringSettings:
    """The sandbox's settings for Loopring.

    Attributes:
        loopring_default_limit: NFTs on a page if the request does not say; None is the spec's default.
        loopring_maximum_limit: NFTs on a page at most; None is the spec's documented maximum.
        loopring_collections_default_limit: Collections on a page if the request does not say. No document gives it.
        loopring_collections_maximum_limit: Collections on a page at most, whatever the default. No document gives it.
    """

    loopring_default_limit: int | None = field(default=None, validator=page_size)
    loopring_maximum_limit: int | None = field(default=None, validator=[page_size, allows("loopring_limits")])
    loopring_collections_default_limit: int = field(default=20, validator=page_size)
    loopring_collections_maximum_limit: int = field(default=50, validator=page_size)

    @property
    def loopring_limits(self) -> Limits:
        """The limits of NFTs, with the spec's in place of those that are not set."""
        return chosen_limits("loopring", "BalancesLimit", self.loopring_default_limit, self.loopring_maximum_limit)

    @property
    def loopring_collections_limits(self) -> Limits:
        """The limits of collections, which the spec leaves open."""
        return Limits(self.loopring_collections_default_limit, self.loopring_collections_maximum_limit)

"""The sandbox's settings for Hedera."""

from attrs import field, frozen

from nft_holdings.sandbox._setting_checks import Limits, allows, chosen_limits, flag, page_size, within

MOST_NFTS = 1_000_000


@frozen(kw_only=True, slots=False)  # several such classes are joined in one
class HederaSettings:
    """The sandbox's settings for Hedera.

    Attributes:
        hedera_default_limit: Rows on a page if the request does not say; None is the spec's default.
        hedera_maximum_limit: Rows on a page at most; None is the spec's documented maximum.
        hedera_quirks: True gives pages the mirror node's own defects: some of its links lead in a circle or lose a bound, and bounds
            that contradict each other list rows.
        hedera_token_nfts: The number of NFTs of the token with the most, 0.0.705.
        hedera_wrong_counts: The share, in percent, of the balances of accounts that are wrong, as counters of mirror nodes have been.
        hedera_unknown_tokens: The share, in percent, of the tokens that the node does not know, although it lists their NFTs.
    """

    hedera_default_limit: int | None = field(default=None, validator=page_size)
    hedera_maximum_limit: int | None = field(default=None, validator=[page_size, allows("hedera_limits")])
    hedera_quirks: bool = field(default=False, validator=flag)
    hedera_token_nfts: int = field(default=250, validator=within(1, MOST_NFTS))
    hedera_wrong_counts: int = field(default=0, validator=within(0, 100))
    hedera_unknown_tokens: int = field(default=0, validator=within(0, 100))

    @property
    def hedera_limits(self) -> Limits:
        """The limits, with the spec's in place of those that are not set."""
        return chosen_limits("hedera", "Limit", self.hedera_default_limit, self.hedera_maximum_limit)

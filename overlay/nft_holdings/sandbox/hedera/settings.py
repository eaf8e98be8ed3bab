"""The sandbox's settings for Hedera."""

from attrs import field, frozen

from nft_holdings.sandbox._setting_checks import Limits, allows, chosen_limits, flag, page_size


@frozen(kw_only=True, slots=False)  # several such classes are joined in one
class HederaSettings:
    """The sandbox's settings for Hedera.

    Attributes:
        hedera_default_limit: Rows on a page if the request does not say; None is the spec's default.
        hedera_maximum_limit: Rows on a page at most; None is the spec's documented maximum.
        hedera_quirks: True gives pages the mirror node's own defect: some of its links lead in a circle, and bounds that contradict
            each other list rows.
    """

    hedera_default_limit: int | None = field(default=None, validator=page_size)
    hedera_maximum_limit: int | None = field(default=None, validator=[page_size, allows("hedera_limits")])
    hedera_quirks: bool = field(default=False, validator=flag)

    @property
    def hedera_limits(self) -> Limits:
        """The limits, with the spec's in place of those that are not set."""
        return chosen_limits("hedera", "Limit", self.hedera_default_limit, self.hedera_maximum_limit)

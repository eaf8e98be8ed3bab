"""The sandbox's settings for SwapChat."""

from collections.abc import Mapping

from attrs import field, frozen

from nft_holdings._specs.access import spec_of
from nft_holdings.sandbox._setting_checks import flag, page_size


@frozen(kw_only=True, slots=False)  # several such classes are joined in one
class SwapChatSettings:
    """The sandbox's settings for SwapChat.

    Attributes:
        swapchat_envelope: True sends listings in an envelope of `code`, `msg` and `data`; False sends them bare.
        swapchat_maximum_size: Rows on a page at most; None is the spec's documented maximum.
    """

    swapchat_envelope: bool = field(default=True, validator=flag)
    swapchat_maximum_size: int | None = field(default=None, validator=page_size)

    @property
    def swapchat_largest_page(self) -> int:
        """The maximum size, the spec's if none is set."""
        size: Mapping[str, int] = spec_of("swapchat")["components"]["schemas"]["NftListRequest"]["properties"]["size"]
        return size["x-documented-maximum"] if self.swapchat_maximum_size is None else self.swapchat_maximum_size

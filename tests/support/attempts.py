"""How often clients try again, whatever their options say."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from nft_holdings._errors import NftHoldingsError
from nft_holdings._transport.retry import RetryState


@contextmanager
def attempts_at_once(most: int) -> Iterator[None]:
    """Let clients make up to so many attempts, without a wait between them."""

    def seconds_to_next(state: RetryState, error: NftHoldingsError) -> float | None:
        if state._retry is None or not error.temporary or state.number >= most:
            return None
        state.number += 1
        return 0.0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RetryState, "seconds_to_next", seconds_to_next)
        yield


@contextmanager
def attempts_as_granted() -> Iterator[None]:
    """Let clients try again as their options say."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RetryState, "seconds_to_next", AS_GRANTED)
        yield


AS_GRANTED = RetryState.seconds_to_next

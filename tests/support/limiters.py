"""Rate limiters by themselves, for threads and for tasks."""

from nft_holdings import RateLimit
from nft_holdings._transport.place import CallingThread, OnLoop
from nft_holdings._transport.rate_limit import RateLimiter
from nft_holdings._transport.tasks import stepped


def limiter_of(limit: RateLimit, *, blocking: bool = True) -> RateLimiter:
    """Return the rate limiter of a blocking client, or of an async one."""
    return RateLimiter(limit, CallingThread() if blocking else OnLoop())


def acquire(limiter: RateLimiter) -> float:
    """Wait on the calling thread until a request may leave; return the seconds that it took."""
    return stepped(limiter.acquire).waited

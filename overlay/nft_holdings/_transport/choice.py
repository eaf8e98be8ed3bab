"""What a client sends with, of all that there is."""

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from nft_holdings._options import Options

from .httpx_transport import AwaitingEngine, BlockingEngine
from .loop_thread import BackgroundEngine, Behind
from .proxies import proxy_setting
from .transport import Engine

if TYPE_CHECKING:
    from .aiohttp_transport import FastEngine


def async_engine(options: Options, http_client: Any) -> Engine:
    """What an async client sends with: the caller's HTTP client; else the fast engine, if it is installed; else httpx2."""
    fast = _fast_engine(options, http_client)
    return fast(options) if fast else AwaitingEngine(options, http_client)


def blocking_engine(options: Options, http_client: Any, behind: Behind | None) -> Engine:
    """The same for a client that blocks. The fast engine sends on a loop in another thread, which costs it less than httpx2 does."""
    fast = None if behind is None else _fast_engine(options, http_client)
    return BackgroundEngine(behind, fast.errors) if behind and fast else BlockingEngine(options, http_client)


def _fast_engine(options: Options, http_client: Any) -> "type[FastEngine] | None":
    """Return the fast engine if it can be used. Proxies are left to httpx2, which knows more kinds of them."""
    if http_client is not None or find_spec("aiohttp") is None or proxy_setting(options.base_url) is not None:
        return None
    try:
        from .aiohttp_transport import FastEngine
    except OSError:
        return None  # it is imported with certificates, and fails if SSLKEYLOGFILE names a file that cannot be written
    return FastEngine

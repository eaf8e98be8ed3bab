"""What a client sends with, of all that there is."""

from importlib.util import find_spec
from typing import Any

from ._background import BackgroundEngine, Behind
from ._engine import Engine
from ._httpx_engines import AwaitingEngine, BlockingEngine
from ._options import Options
from ._proxies import proxy_setting


def async_engine(options: Options, http_client: Any) -> Engine:
    """What an async client sends with: the caller's HTTP client; else the fast engine, if it is installed; else httpx2."""
    if not _may_be_fast(options, http_client):
        return AwaitingEngine(options, http_client)
    from ._fast_engine import FastEngine

    return FastEngine(options)


def blocking_engine(options: Options, http_client: Any, behind: Behind | None) -> Engine:
    """The same for a client that blocks. The fast engine sends on a loop in another thread, which costs it less than httpx2 does."""
    if behind is None or not _may_be_fast(options, http_client):
        return BlockingEngine(options, http_client)
    from ._fast_engine import FastEngine

    return BackgroundEngine(behind, FastEngine.errors)


def _may_be_fast(options: Options, http_client: Any) -> bool:
    # Proxies are left to httpx2, which knows more kinds of them.
    return http_client is None and find_spec("aiohttp") is not None and proxy_setting(options.base_url) is None

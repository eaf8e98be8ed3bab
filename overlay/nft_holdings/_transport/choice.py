"""Choose the transport for a client."""

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from nft_holdings._options import Options

from .httpx_transport import AsyncTransport
from .proxies import proxy_setting
from .transport import Transport

if TYPE_CHECKING:
    from .aiohttp_transport import AiohttpTransport


def async_transport(options: Options, http_client: Any = None) -> Transport:
    """Return the transport for an event loop: the caller's HTTP client, else aiohttp if it is installed, else httpx2."""
    aiohttp = None if http_client is not None else _aiohttp_transport(options)
    return aiohttp(options) if aiohttp else AsyncTransport(options, http_client)


def _aiohttp_transport(options: Options) -> "type[AiohttpTransport] | None":
    """Return aiohttp's transport if it can be used. httpx2 takes proxies, as it supports more kinds of them."""
    if find_spec("aiohttp") is None or proxy_setting(options.base_url) is not None:
        return None
    try:
        from .aiohttp_transport import AiohttpTransport
    except OSError:
        return None  # importing it loads certificates, which fails if SSLKEYLOGFILE names a file that cannot be written
    return AiohttpTransport

"""The proxy that environment variables, or the system's settings, name for a server.

The package reads the settings, not the HTTP libraries, so that all transports agree: requests to loopback addresses never go through a
proxy, and an unusable setting is an error only where it applies.
"""

import ipaddress
import os
import re
from importlib.util import find_spec
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx2
from attrs import field, frozen

from nft_holdings._errors import ConnectionFailed
from nft_holdings._hosts import is_loopback, labels_fit

from .certificates import trusted

PORTS = {"http": 80, "https": 443}
HOST = re.compile(rb"[A-Za-z0-9._:-]+")
SYSTEM = "the proxy of the system's settings"
ENCODE = "has a #, / or ? before its @: in a user name or a password write %23, %2F and %3F"
KIND = "is of a kind that is not known: write http://, https://, socks5:// or socks5h:// at its beginning"
FORM = "is no address of a proxy: write one such as http://proxy.example:3128"
SOCKS = 'is a SOCKS proxy, which takes one more package: pip install "httpx2[socks]"'


@frozen
class ProxySetting:
    """A proxy as the environment or the system names it.

    Attributes:
        variable: The environment variable that names it, in its spelling.
        value: The URL of the proxy. It may contain a password.
    """

    variable: str
    value: str = field(repr=False)


def proxy_setting(url: str) -> ProxySetting | None:
    """Return the setting for the server of a URL; None if requests go to it directly."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    if is_loopback(host):
        return None
    settings = getproxies()
    name = next((name for name in (parts.scheme, "all") if settings.get(name)), None)
    if name is None or _is_excepted(host, port, settings.get("no", "")):
        return None
    lower, value = f"{name}_proxy", settings[name]
    spellings = [each for each in (lower, *os.environ) if each.lower() == lower and os.environ.get(each) == value]
    return ProxySetting(spellings[0] if spellings else SYSTEM, value if "://" in value else f"http://{value}")


def proxy_for(url: str) -> httpx2.Proxy | None:
    """Return the proxy for the server of a URL; None if requests go to it directly.

    Raises:
        ConnectionFailed: The proxy that is set, or the certificates for it, cannot be used. The error shows no value.
    """
    setting = proxy_setting(url)
    if setting is None:
        return None
    proxy = _usable(setting.value)
    if isinstance(proxy, str):
        what = SYSTEM if setting.variable == SYSTEM else f"the proxy in {setting.variable}"
        raise ConnectionFailed(f"nothing was sent to {url}: {what} {proxy}", sent=False, temporary=False)
    if proxy.url.scheme == "https":
        proxy.ssl_context = trusted()
    return proxy


def _is_excepted(host: str, port: int, exceptions: str) -> bool:
    """Return True if `NO_PROXY` or the system's settings exempt a host: a name with its subdomains, an address, or a network."""
    if proxy_bypass(f"{host}:{port}"):
        return True
    for entry in (each.strip().lower() for each in exceptions.split(",")):
        if entry == "*" or (entry.startswith("*.") and host.endswith(entry[1:])):
            return True
        try:
            if ipaddress.ip_address(host) in ipaddress.ip_network(entry.replace("[", "").replace("]", ""), strict=False):
                return True
        except ValueError:
            continue  # one of the two is a name
    return False


def _usable(value: str) -> httpx2.Proxy | str:
    """Return the proxy, or the reason why it cannot be used, which does not contain the value."""
    end_of_host = re.search(r"[/?#]", value.partition("://")[2])
    if end_of_host and "@" in value.partition("://")[2][end_of_host.start() :]:
        return ENCODE
    try:
        proxy = httpx2.Proxy(value)
        port = proxy.url.port
    except httpx2.InvalidURL:
        return FORM
    except ValueError:
        return KIND
    name = proxy.url.raw_host
    fits = HOST.fullmatch(name) and labels_fit(name.decode()) and (port is None or 0 < port < 2**16)
    if not fits or proxy.url.path not in ("", "/"):  # a path belongs to a file that configures browsers
        return FORM
    if proxy.url.scheme.startswith("socks") and find_spec("socksio") is None:
        return SOCKS
    return proxy

"""Addresses of the stores in which processes share a rate limit: a file's path, or a database's URL."""

import os
import re
from importlib.util import find_spec
from os import PathLike
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from nft_holdings._errors import InvalidArgument
from nft_holdings._installation import install_command
from nft_holdings._redaction import HIDDEN, Secrets

EXTRAS = {"redis": "redis", "rediss": "redis", "postgresql": "postgres", "postgres": "postgres"}
"""The extra of this package that each scheme needs."""
DRIVERS = {"redis": "redis", "postgres": "psycopg"}
"""The driver that each extra installs."""
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
ADVICE = "give a file's path, redis://… or postgresql://…"


def store_address(value: object) -> str:
    """Return the address of a store: a URL, or a file's absolute path.

    Raises:
        InvalidArgument: It is no address of a store, or its folder or its driver is missing.
    """
    try:
        address = os.fspath(value) if isinstance(value, str | PathLike) else None
    except TypeError:
        address = None
    if not isinstance(address, str) or not address.strip() or "\0" in address:
        raise _refused(f"must be a text or a path, not {type(value).__name__}" if not isinstance(address, str) else "is empty")
    scheme = scheme_of(address)
    return _file(address) if scheme is None else _url(address, scheme)


def scheme_of(address: str) -> str | None:
    """Return the scheme of a URL; None for a path."""
    found = SCHEME.match(address)
    return found[1].lower() if found else None


def _file(address: str) -> str:
    path = Path(address).absolute()
    if not path.parent.is_dir():
        raise _refused(f"is the file {path}, whose folder does not exist: make the folder, or give another path")
    if path.is_dir():
        raise _refused(f"is {path}, which is a folder: give the path of a file in it")
    return str(path)


def _url(address: str, scheme: str) -> str:
    if scheme not in EXTRAS:
        raise _refused(f"has the unknown scheme {scheme}://: {ADVICE}")
    user = address.partition("://")[2].rpartition("@")[0]
    if any(character in user for character in "/?#[]"):
        raise _refused("has a user name or a password with one of / ? # [ ] in it: write %2F, %3F, %23, %5B or %5D")
    extra = EXTRAS[scheme]
    try:
        port = urlsplit(address).port if extra == "redis" else None
    except ValueError:
        raise _refused("has a port that is not a number from 1 to 65535") from None
    if port == 0:
        raise _refused("has a port that is not a number from 1 to 65535")
    if find_spec(DRIVERS[extra]) is None:
        raise _refused(f"needs the extra {extra}: {install_command(extra)}")
    return address


def _refused(reason: str) -> InvalidArgument:
    return InvalidArgument(f"RateLimit: shared {reason}", argument="rate_limit")


def without_password(address: str | None) -> str:
    """Return the repr of an address, with user name, password and URL parameters hidden."""
    if address is None or scheme_of(address) is None:
        return repr(address)
    start, _, rest = address.partition("://")
    user, _, rest = rest.rpartition("@")
    rest, mark, _ = rest.partition("?")
    return repr(f"{start}://{f'{HIDDEN}@' if user else ''}{rest}{f'{mark}{HIDDEN}' if mark else ''}")


def secrets_in(address: str) -> Secrets:
    """Return the passwords in an address. They are hidden everywhere as long as the result is kept."""
    if scheme_of(address) is None:
        return Secrets([])
    user = address.partition("://")[2].rpartition("@")[0]
    password = user.partition(":")[2]
    parameters = [value for name, value in parse_qsl(urlsplit(address).query) if "password" in name.lower()]
    return Secrets([password, unquote(password), *([f"{user}@"] if password else []), *parameters])

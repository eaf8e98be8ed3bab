"""Places where processes share a rate limit: a file, or a database's URL."""

import os
import re
from importlib.util import find_spec
from os import PathLike
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from nft_holdings._errors import FilterError
from nft_holdings._redaction import HIDDEN, Secrets

EXTRAS = {"redis": "redis", "rediss": "redis", "postgresql": "postgres", "postgres": "postgres"}
"""The extra that each scheme takes."""
DRIVERS = {"redis": "redis", "postgres": "psycopg"}
"""The package that each extra brings."""
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
ADVICE = "give a file's path, redis://… or postgresql://…"


def place_of(value: object) -> str:
    """Return a place as a URL, or as a file's absolute path.

    Raises:
        FilterError: It is none, its folder is missing, or its driver is.
    """
    try:
        place = os.fspath(value) if isinstance(value, str | PathLike) else None
    except TypeError:
        place = None
    if not isinstance(place, str) or not place.strip() or "\0" in place:
        raise _refused(f"must be a text or a path, not {type(value).__name__}" if not isinstance(place, str) else "is empty")
    scheme = scheme_of(place)
    return _file(place) if scheme is None else _url(place, scheme)


def scheme_of(place: str) -> str | None:
    """Return the scheme of a URL, None for a path."""
    found = SCHEME.match(place)
    return found[1].lower() if found else None


def _file(place: str) -> str:
    path = Path(place).absolute()
    if not path.parent.is_dir():
        raise _refused(f"is the file {path}, whose folder does not exist: make the folder, or give another path")
    if path.is_dir():
        raise _refused(f"is {path}, which is a folder: give the path of a file in it")
    return str(path)


def _url(place: str, scheme: str) -> str:
    if scheme not in EXTRAS:
        raise _refused(f"has the scheme {scheme}://, which is not known: {ADVICE}")
    user = place.partition("://")[2].rpartition("@")[0]
    if any(character in user for character in "/?#[]"):
        raise _refused("has a user name or a password with one of / ? # [ ] in it: write %2F, %3F, %23, %5B or %5D")
    extra = EXTRAS[scheme]
    try:
        port = urlsplit(place).port if extra == "redis" else None
    except ValueError:
        raise _refused("has a port that is no number from 1 to 65535") from None
    if port == 0:
        raise _refused("has a port that is no number from 1 to 65535")
    if find_spec(DRIVERS[extra]) is None:
        raise _refused(f'needs the extra {extra}: in a clone of nft-holdings, run pip install ".[{extra}]"')
    return place


def _refused(reason: str) -> FilterError:
    return FilterError(f"RateLimit: shared {reason}", rule="rate_limit")


def without_password(place: str | None) -> str:
    """Return the repr of a place, without a user name, a password and a URL's parameters."""
    if place is None or scheme_of(place) is None:
        return repr(place)
    start, _, rest = place.partition("://")
    user, _, rest = rest.rpartition("@")
    rest, mark, _ = rest.partition("?")
    return repr(f"{start}://{f'{HIDDEN}@' if user else ''}{rest}{f'{mark}{HIDDEN}' if mark else ''}")


def secrets_in(place: str) -> Secrets:
    """Return the passwords of a place. They are hidden everywhere as long as this is kept."""
    if scheme_of(place) is None:
        return Secrets([])
    user = place.partition("://")[2].rpartition("@")[0]
    password = user.partition(":")[2]
    parameters = [value for name, value in parse_qsl(urlsplit(place).query) if "password" in name.lower()]
    return Secrets([password, unquote(password), *([f"{user}@"] if password else []), *parameters])

"""Keeping keys out of everything that is shown. A server may repeat in its reply what it was sent."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from ._errors import NftHoldingsError
from ._spec import spec_of

HIDDEN = "***"
SHORTEST_SECRET = 4  # shorter ones protect nothing, and stand inside of ordinary words

Hide = Callable[[str], str]


def hide_in(error: NftHoldingsError, hide: Hide) -> None:
    """Rewrite an error's message and attributes, as far as they are text or JSON."""
    error.args = _hidden(error.args, hide)
    for name, value in vars(error).items():
        try:
            setattr(error, name, _hidden(value, hide))
        except RecursionError:
            setattr(error, name, None)  # nested too deeply to be searched for keys, so it is not kept


def _hidden(value: Any, hide: Hide) -> Any:
    match value:
        case str():
            return hide(value)
        case tuple():
            return tuple(_hidden(each, hide) for each in value)
        case list():
            return [_hidden(each, hide) for each in value]
        case dict():
            return {_hidden(key, hide): _hidden(each, hide) for key, each in value.items()}
        case _:
            return value


def without(text: str, credentials: Iterable[str], api: str, base_url: str) -> str:
    """A text without credentials, the key in a base URL's path, and its user name and password."""
    keys = [key for pattern in secret_urls(api) if (found := pattern.match(base_url)) for key in found.groups()]
    for secret in (*credentials, *keys):
        if len(secret) >= SHORTEST_SECRET:
            text = text.replace(secret, HIDDEN)
    user = urlsplit(base_url).netloc.rpartition("@")[0]
    return text.replace(f"{user}@", f"{HIDDEN}@") if user else text


@cache
def secret_urls(api: str) -> tuple[re.Pattern[str], ...]:
    """Patterns of the spec's server URLs that carry a key, on any port; the groups are the keys."""
    patterns = []
    for server in spec_of(api)["servers"]:
        variables = server.get("variables", {})
        if any(variable.get("x-secret") for variable in variables.values()):
            host, slash, path = server["url"].partition("://")[2].partition("/")
            pattern = f"https?://(?:[^/@]*@)?{re.escape(host)}(?::[0-9]*)?{slash}+{re.escape(path)}"
            for name, variable in variables.items():
                pattern = pattern.replace(re.escape(f"{{{name}}}"), "([^/]+)" if variable.get("x-secret") else "[^/]+?")
            patterns.append(re.compile(pattern, re.IGNORECASE))
    return tuple(patterns)

"""How a client asks: where, with which credentials, how long and how far. Nothing here is ever shown with a key in it."""

import os
import re
import sys
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from attrs import evolve, field, frozen

from ._arguments import whole_number
from ._errors import FilterError
from ._spec import spec_of
from ._wire import Request

DEFAULT_TIMEOUT = 30.0
CHANGEABLE = ("timeout", "max_pages")
HIDDEN = "***"


@frozen
class Options:
    """How a client asks, apart from its connections.

    Attributes:
        api: The API's name, that of its spec.
        base_url: What every request's path is appended to.
        credentials: Headers that go with each request.
        timeout: Seconds for connecting, and for each wait for data; None for no limit.
        max_pages: The most pages that one iteration reads; None for no limit.
    """

    api: str
    base_url: str = field(repr=False)
    credentials: Mapping[str, str] = field(repr=False, factory=dict)
    timeout: float | None = DEFAULT_TIMEOUT
    max_pages: int | None = None

    def __attrs_post_init__(self) -> None:
        _check_url(self.base_url)
        if self.timeout is not None and (
            isinstance(self.timeout, bool) or not isinstance(self.timeout, int | float) or not self.timeout > 0
        ):
            raise FilterError(f"timeout must be a number of seconds above 0, or None for no limit, not {self.timeout!r}", rule="timeout")
        if self.max_pages is not None:
            whole_number(self.max_pages, "max_pages", minimum=1, maximum=sys.maxsize)

    def changed(self, changes: Mapping[str, Any]) -> "Options":
        """These options with some of them changed.

        Raises:
            FilterError: There is no such option, or its value is refused.
        """
        if unknown := sorted(changes.keys() - set(CHANGEABLE)):
            raise FilterError(f"with_options takes {' and '.join(CHANGEABLE)}, not {', '.join(unknown)}", rule="options")
        return evolve(self, **changes)

    def arguments(self, request: Request) -> dict[str, Any]:
        """The arguments of an HTTP client's `request`."""
        arguments: dict[str, Any] = {
            "method": request.method,
            "url": self.base_url.rstrip("/") + request.target,
            "headers": {"Accept": "application/json", **self.credentials},
            "timeout": self.timeout,
        }
        if request.body is not None:
            arguments["json"] = request.body
        return arguments

    def hide_secrets(self, text: str) -> str:
        """A text without the keys and passwords that these options hold."""
        for secret in self._secrets():
            text = text.replace(secret, HIDDEN)
        return text

    def _secrets(self) -> list[str]:
        found = [value.removeprefix("Bearer ") for value in self.credentials.values()]
        found += [group for pattern in secret_urls(self.api) if (match := pattern.match(self.base_url)) for group in match.groups()]
        parts = urlsplit(self.base_url)
        return [secret for secret in [*found, parts.password, parts.username] if secret]


def secret_urls(api: str) -> list[re.Pattern[str]]:
    """Patterns of the spec's server URLs that carry a key; the groups are the keys."""
    patterns = []
    for server in spec_of(api)["servers"]:
        variables = server.get("variables", {})
        if any(variable.get("x-secret") for variable in variables.values()):
            pattern = re.escape(server["url"])
            for name, variable in variables.items():
                pattern = pattern.replace(re.escape(f"{{{name}}}"), "([^/]+)" if variable.get("x-secret") else "[^/]+")
            patterns.append(re.compile(pattern))
    return patterns


def _check_url(url: object) -> None:
    if isinstance(url, str) and url.isprintable() and not set(url) & set("?# "):
        try:
            parts = urlsplit(url)
            if parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0):
                return
        except ValueError:
            pass
    raise FilterError(
        "base_url must be an http:// or https:// URL without a query, such as https://mainnet.mirrornode.hedera.com", rule="base_url"
    )


def secret_from(given: str | None, variable: str, name: str) -> str | None:
    """A key or token: as given, or from the environment.

    Raises:
        FilterError: It has characters that a header cannot carry. The error does not show it.
    """
    secret = os.environ.get(variable) if given is None else given
    if secret is not None and (not isinstance(secret, str) or not secret.isascii() or not secret.isprintable() or secret != secret.strip()):
        raise FilterError(f"{name} has characters that a header cannot carry: look for a line break or a space at its end", rule=name)
    return secret or None

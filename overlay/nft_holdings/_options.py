"""How a client asks: where, with which credentials, how long and how far. Nothing here is ever shown with a key in it."""

import os
import sys
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from attrs import evolve, field, frozen

from ._arguments import whole_number
from ._errors import FilterError, shown
from ._secrets import without
from ._wire import Request

DEFAULT_TIMEOUT = 30.0
CHANGEABLE = ("timeout", "max_pages")
LONGEST_TIMEOUT = 86_400


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
        if "@" in self.base_url and self.credentials:
            raise FilterError("base_url has a user name in it, which would take the place of the key: leave it out", rule="base_url")
        if self.timeout is not None and (
            isinstance(self.timeout, bool) or not isinstance(self.timeout, int | float) or not 0 < self.timeout <= LONGEST_TIMEOUT
        ):
            raise FilterError(
                f"timeout must be a number of seconds above 0 and up to {LONGEST_TIMEOUT}, or None for no limit, not {shown(self.timeout)}",
                rule="timeout",
            )
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
            "follow_redirects": False,
        }
        if request.body is not None:
            arguments["json"] = request.body
        return arguments

    def hide_secrets(self, text: str) -> str:
        """A text without the keys and passwords that these options hold."""
        return without(text, [value.removeprefix("Bearer ") for value in self.credentials.values()], self.api, self.base_url)


def _check_url(url: object) -> None:
    advice = "give one such as https://mainnet.mirrornode.hedera.com"
    if not isinstance(url, str) or not url.isprintable() or " " in url:
        raise FilterError(f"base_url must be a text without white space: {advice}", rule="base_url")
    if not url.lower().startswith(("http://", "https://")):
        raise FilterError(f"base_url must start with http:// or https://: {advice}", rule="base_url")
    if set(url) & set("?#"):
        raise FilterError(f"base_url must have no query and no fragment: {advice}", rule="base_url")
    try:
        parts = urlsplit(url)
        good = parts.hostname and _labels_fit(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good:
        raise FilterError(f"base_url must have a host, and a port from 1 to 65535 if any: {advice}", rule="base_url")


def _labels_fit(host: str) -> bool:
    """Whether DNS could carry the name; the HTTP library fails over one that it cannot."""
    return all(0 < len(label) < 64 for label in host.removesuffix(".").split("."))


def secret_from(given: str | None, variable: str, name: str) -> str | None:
    """A key or token: as given, or from the environment.

    Raises:
        FilterError: It has characters that a header cannot carry. The error does not show it.
    """
    secret = os.environ.get(variable) if given is None else given
    if secret is not None and (not isinstance(secret, str) or not secret.isascii() or not secret.isprintable() or secret != secret.strip()):
        raise FilterError(f"{name} has characters that a header cannot carry: look for a line break or a space at its end", rule=name)
    return secret or None

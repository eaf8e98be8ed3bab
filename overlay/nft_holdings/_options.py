"""The options of a client: its server, its credentials, its limits. None is ever shown with a key in it."""

import os
import re
import sys
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal, TypedDict, get_args
from urllib.parse import urlsplit

from attrs import evolve, field, frozen

from nft_holdings._specs.access import spec_of

from ._errors import FilterError
from ._hosts import is_loopback, labels_fit
from ._option_values import Drift, OnDrift, RateLimit, Retry, documented_rate_limit
from ._redaction import Credentials, Secrets, hidden, secrets_of, shown
from ._store_address import secrets_in
from ._validation import whole_number

ACCEPTED = "gzip, deflate"
DEFAULT_TIMEOUT = 30.0
DEFAULT_CONCURRENCY = 32
MOST_AT_ONCE = 1000
LONGEST_TIMEOUT = 86_400
VERSION = re.compile(r"v[0-9]+")
MOST_BYTES = 64 * 2**20

BadRows = Literal["raise", "deliver"]


class ClientOptions(TypedDict, total=False):
    """The options that all clients take, by name.

    Attributes:
        http_client: A client of httpx2, or of httpx, to use in place of the client's own. It stays the caller's to close.
        timeout: Seconds for one attempt, from connecting to the last byte of the reply; None for no limit.
        retry: When and how often to try again; None for trying once only.
        rate_limit: The most requests in a stretch of time, all threads and tasks together, and several processes if it is
            shared; the documented limit of the API and its server if not given, None for none.
        concurrency: The most requests at once that one iteration sends; with 1 a listing is read page by page.
        max_pages: The most pages that one iteration reads; more raise IncompleteListing. None for no limit.
        on_drift: Called with a Drift for each place where a reply is not what the spec says and could be read all the same.
        strict: Whether such a place raises DecodeError instead.
        bad_rows: What becomes of a row that cannot be read: "raise" its DecodeError, or "deliver" that error in its place.
        max_reply_bytes: The largest reply to take, in bytes after decompression.
        allow_plain_http: Whether a key may be sent over plain http to another machine.
    """

    http_client: Any
    timeout: float | None
    retry: Retry | None
    rate_limit: RateLimit | None
    concurrency: int
    max_pages: int | None
    on_drift: OnDrift | None
    strict: bool
    bad_rows: BadRows
    max_reply_bytes: int
    allow_plain_http: bool


@frozen
class Options:
    """The options of a client apart from its connections: those of ClientOptions, the API, its server and its keys."""

    api: str
    base_url: str = field(repr=False)
    credentials: Mapping[str, str] = field(repr=False, factory=dict, converter=Credentials)
    timeout: float | None = DEFAULT_TIMEOUT
    concurrency: int = DEFAULT_CONCURRENCY
    max_pages: int | None = None
    retry: Retry | None = field(factory=Retry)
    rate_limit: RateLimit | None = None
    on_drift: OnDrift | None = field(default=None, repr=False)
    strict: bool = False
    bad_rows: BadRows = "raise"
    max_reply_bytes: int = MOST_BYTES
    allow_plain_http: bool = False
    secrets: Secrets = field(init=False, repr=False, eq=False)
    _store_secrets: Secrets | None = field(init=False, repr=False, eq=False)  # hidden for as long as the client is there

    @classmethod
    def of(cls, api: str, base_url: str, credentials: Mapping[str, str], given: Mapping[str, Any]) -> "Options":
        """Return a caller's options, with the documented rate limit of the API and its server as the default.

        Raises:
            FilterError: There is no such option, or its value is refused.
        """
        _check_names(given, ClientOptions.__annotations__)
        if "rate_limit" not in given:
            _check_url(base_url)
            given = {"rate_limit": documented_rate_limit(api, base_url), **given}
        return cls(api, base_url, credentials, **{name: value for name, value in given.items() if name != "http_client"})

    def __attrs_post_init__(self) -> None:
        _check_url(self.base_url)
        _check_path(self.api, self.base_url)
        object.__setattr__(self, "secrets", secrets_of(self.api, self.base_url, self.credentials))
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
        whole_number(self.concurrency, "concurrency", minimum=1, maximum=MOST_AT_ONCE)
        whole_number(self.max_reply_bytes, "max_reply_bytes", minimum=1, maximum=sys.maxsize)
        _check_kind(self.retry, Retry, "retry", "Retry(attempts=3)")
        _check_kind(self.rate_limit, RateLimit, "rate_limit", "RateLimit(5, 1.0)")
        if self.on_drift is not None and not callable(self.on_drift):
            raise FilterError(f"on_drift must be a function of one Drift, or None, not {shown(self.on_drift)}", rule="on_drift")
        for name in ("strict", "allow_plain_http"):
            if not isinstance(getattr(self, name), bool):
                raise FilterError(f"{name} must be True or False, not {shown(getattr(self, name))}", rule=name)
        if self.bad_rows not in get_args(BadRows):
            raise FilterError(f"bad_rows must be 'raise' or 'deliver', not {shown(self.bad_rows)}", rule="bad_rows")
        self.check_transport(any_key=bool(self.secrets))
        shared = None if self.rate_limit is None else self.rate_limit.shared
        object.__setattr__(self, "_store_secrets", None if shared is None else secrets_in(shared))

    def check_transport(self, *, any_key: bool) -> None:
        """Check that no key is sent over plain http.

        Raises:
            FilterError: A key would go over plain http to another machine, which is not allowed.
        """
        parts = urlsplit(self.base_url)
        if any_key and parts.scheme == "http" and not self.allow_plain_http and not is_loopback(parts.hostname or ""):
            raise FilterError(
                "this would send a key over plain http, where others can read it: use https, or allow it with allow_plain_http=True",
                rule="plain-http",
            )

    def changed(self, changes: Mapping[str, Any]) -> "Options":
        """Return these options with some changes.

        Raises:
            FilterError: There is no such option, or its value is refused.
        """
        _check_names(changes, ClientOptions.__annotations__.keys() - {"http_client", "allow_plain_http"})
        return evolve(self, **changes)

    @cached_property
    def one_by_one(self) -> "Options":
        """The same options, for reading page by page."""
        return evolve(self, concurrency=1)

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of every request."""
        return {"Accept": "application/json", "Accept-Encoding": ACCEPTED, **self.credentials}

    @property
    def wants_drifts(self) -> bool:
        """True if drifts are reported or refused."""
        return self.strict or self.on_drift is not None

    def report(self, drift: Drift) -> None:
        """Report a drift to the caller, without keys."""
        if self.on_drift is not None:
            self.on_drift(evolve(drift, path=hidden(drift.path), got=hidden(drift.got)))


def _check_names(given: Mapping[str, Any], known: Any) -> None:
    if unknown := sorted(given.keys() - set(known)):
        raise FilterError(f"unknown option {', '.join(unknown)}; known options are {', '.join(sorted(known))}", rule="options")


def _check_kind(value: object, kind: type, name: str, example: str) -> None:
    if value is not None and not isinstance(value, kind):
        raise FilterError(f"{name} must be a {kind.__name__}, such as {example}, or None, not {shown(value)}", rule=name)


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
        good = parts.hostname and labels_fit(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good:
        raise FilterError(f"base_url must have a host, and a port from 1 to 65535 if any: {advice}", rule="base_url")


def _check_path(api: str, url: str) -> None:
    ours = urlsplit(url).path.rstrip("/")
    for path in spec_of(api)["paths"]:
        steps = path.partition("{")[0].rstrip("/").split("/")
        version = next((number for number, step in enumerate(steps) if VERSION.fullmatch(step)), len(steps))
        for end in range(version, len(steps)):
            if ours.endswith(added := "/".join(steps[: end + 1])):
                raise FilterError(f"base_url must end before {added}, which the client adds by itself: leave it off", rule="base_url")


def secret_from(given: str | None, variable: str, name: str) -> str | None:
    """Return a key or token: as given, or from the environment.

    Raises:
        FilterError: It has characters that a header cannot carry. The error does not show it.
    """
    secret = os.environ.get(variable) if given is None else given
    if secret is not None and (not isinstance(secret, str) or not secret.isascii() or not secret.isprintable() or secret != secret.strip()):
        raise FilterError(f"{name} has characters that a header cannot carry: look for a line break or a space at its end", rule=name)
    return secret or None

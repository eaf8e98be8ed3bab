"""The options of a client: its server, its credentials, its limits. None is ever shown with a key in it."""

import os
import platform
import re
import sys
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal, TypedDict, get_args
from urllib.parse import urlsplit

from attrs import evolve, field, fields, frozen

from nft_holdings._specs.access import spec_of

from ._errors import InvalidArgument
from ._hosts import is_loopback, labels_fit
from ._installation import package_version
from ._option_values import Drift, OnDrift, RateLimit, Retry, TimeLimits, documented_rate_limit, time_limits
from ._redaction import Credentials, Secrets, hidden, secrets_of, shown
from ._store_address import secrets_in
from ._validation import whole_number

ACCEPTED = "gzip, deflate"
DEFAULT_TIMEOUT = 30.0
DEFAULT_CONCURRENCY = 32
MOST_AT_ONCE = 1000
VERSION = re.compile(r"v[0-9]+")
HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
SET_BY_PACKAGE = frozenset({"accept", "accept-encoding", "connection", "content-length", "content-type", "transfer-encoding"})
MOST_BYTES = 64 * 2**20

OPTION_ADVICE = {
    "network": "write .mainnet(), .testnet() or .previewnet() after the name of the class",
    **dict.fromkeys(("proxy", "proxies", "verify"), "give it to an HTTP client, and that as http_client=…"),
}
"""Options that users of other libraries try, and what to write."""

BadRows = Literal["raise", "deliver"]


class ClientOptions(TypedDict, total=False):
    """The options that all clients take, by name.

    One more is an argument of each client: `bad_rows`, what becomes of a row that cannot be read: "raise" its DecodeError, or "deliver"
    that error in its place. It has a part in the type: the rows of a `Hedera[DecodeError]` may be such errors.

    Attributes:
        http_client: A client of httpx2, or of httpx, to use in place of the client's own. It stays the caller's to close.
        headers: Further headers for every request, by name; their keys are hidden like those of the API.
        timeout: Seconds for one attempt, from connecting to the last byte of the reply; or the timeout object of httpx2, httpx or
            aiohttp, whichever of them sends; None for no limit.
        retry: When and how often to try again; None for trying once only.
        rate_limit: The most requests in a stretch of time, all threads and tasks together, and several processes if it is
            shared; the documented limit of the API and its server if not given, None for none.
        concurrency: The most requests at once that one iteration sends; with 1 a listing is read page by page.
        max_pages: The most pages that one iteration reads; more raise IncompleteListing. None for no limit.
        on_drift: Called with a Drift for each place where a reply is not what the spec says and could be read all the same.
        strict: Whether such a place raises DecodeError instead.
        max_reply_bytes: The largest reply to take, in bytes after decompression.
        allow_plain_http: Whether a key may be sent over plain http to another machine.
    """

    http_client: Any
    headers: Mapping[str, str]
    timeout: Any
    retry: Retry | None
    rate_limit: RateLimit | None
    concurrency: int
    max_pages: int | None
    on_drift: OnDrift | None
    strict: bool
    max_reply_bytes: int
    allow_plain_http: bool


ClientOptions.__module__ = "nft_holdings"
OPTIONS = ClientOptions.__annotations__.keys() | {"bad_rows"}


def _extra_headers(headers: Any) -> Mapping[str, str]:
    if not isinstance(headers, Mapping):
        raise InvalidArgument(f"headers must be a mapping of names to texts, not {type(headers).__name__}", argument="headers")
    for name, value in headers.items():
        if not isinstance(name, str) or not HEADER_NAME.fullmatch(name):
            raise InvalidArgument(f"headers has {shown(name)}, which is no name of a header", argument="headers")
        header_value(value, f"the value of {name}", "headers")
        if name.lower() in SET_BY_PACKAGE:
            raise InvalidArgument(f"headers has {name}, which the client sets itself", argument="headers", hint="leave it out")
    return Credentials(headers)


def user_agent() -> str:
    """Return the header User-Agent."""
    return f"nft-holdings/{package_version() or 'unknown'} python/{platform.python_version()}"


@frozen
class Options:
    """The options of a client apart from its connections: those of ClientOptions, the API, its server and its keys."""

    api: str
    base_url: str = field(repr=False)
    credentials: Mapping[str, str] = field(repr=False, factory=dict, converter=Credentials)
    headers: Mapping[str, str] = field(repr=False, factory=dict, converter=_extra_headers)
    timeout: Any = DEFAULT_TIMEOUT
    concurrency: int = DEFAULT_CONCURRENCY
    max_pages: int | None = None
    retry: Retry | None = field(factory=Retry)
    rate_limit: RateLimit | None = None
    on_drift: OnDrift | None = field(default=None, repr=False)
    strict: bool = False
    bad_rows: BadRows = "raise"
    max_reply_bytes: int = MOST_BYTES
    allow_plain_http: bool = False
    time_limits: TimeLimits = field(init=False, repr=False, eq=False)
    secrets: Secrets = field(init=False, repr=False, eq=False)
    _store_secrets: Secrets | None = field(init=False, repr=False, eq=False)  # hidden for as long as the client is there

    @classmethod
    def of(cls, api: str, base_url: str, credentials: Mapping[str, str], given: Mapping[str, Any]) -> "Options":
        """Return a caller's options, with the documented rate limit of the API and its server as the default.

        Raises:
            InvalidArgument: There is no such option, or its value is refused.
        """
        _check_names(given, OPTIONS | {"base_url"})
        if "rate_limit" not in given:
            _check_url(api, base_url)
            given = {"rate_limit": documented_rate_limit(api, base_url), **given}
        return cls(api, base_url, credentials, **{name: value for name, value in given.items() if name != "http_client"})

    def __attrs_post_init__(self) -> None:
        _check_url(self.api, self.base_url)
        _check_path(self.api, self.base_url)
        object.__setattr__(self, "secrets", secrets_of(self.api, self.base_url, {**self.headers, **self.credentials}))
        _check_headers(self.headers, self.credentials)
        if "@" in self.base_url and self.credentials:
            raise InvalidArgument(
                "base_url has a user name in it, which would take the place of the key", argument="base_url", hint="leave it out"
            )
        object.__setattr__(self, "time_limits", time_limits(self.timeout))
        if self.max_pages is not None:
            whole_number(self.max_pages, "max_pages", minimum=1, maximum=sys.maxsize)
        whole_number(self.concurrency, "concurrency", minimum=1, maximum=MOST_AT_ONCE)
        whole_number(self.max_reply_bytes, "max_reply_bytes", minimum=1, maximum=sys.maxsize)
        _check_kind(self.retry, Retry, "retry", "Retry(attempts=3)")
        _check_kind(self.rate_limit, RateLimit, "rate_limit", "RateLimit(5, 1.0)")
        if self.on_drift is not None and not callable(self.on_drift):
            raise InvalidArgument(f"on_drift must be a function of one Drift, or None, not {shown(self.on_drift)}", argument="on_drift")
        for name in ("strict", "allow_plain_http"):
            if not isinstance(getattr(self, name), bool):
                raise InvalidArgument(f"{name} must be True or False, not {shown(getattr(self, name))}", argument=name)
        if self.bad_rows not in get_args(BadRows):
            raise InvalidArgument(f"bad_rows must be 'raise' or 'deliver', not {shown(self.bad_rows)}", argument="bad_rows")
        self.check_transport(any_key=bool(self.secrets))
        shared = None if self.rate_limit is None else self.rate_limit.shared
        object.__setattr__(self, "_store_secrets", None if shared is None else secrets_in(shared))

    def check_transport(self, *, any_key: bool) -> None:
        """Check that no key is sent over plain http.

        Raises:
            InvalidArgument: A key would go over plain http to another machine, which is not allowed.
        """
        parts = urlsplit(self.base_url)
        if any_key and parts.scheme == "http" and not self.allow_plain_http and not is_loopback(parts.hostname or ""):
            raise InvalidArgument(
                "this would send a key over plain http, where others can read it",
                argument="base_url",
                rule="plain-http",
                hint="use https, or allow it with allow_plain_http=True",
            )

    def changed(self, changes: Mapping[str, Any]) -> "Options":
        """Return these options with some changes.

        Raises:
            InvalidArgument: There is no such option, or its value is refused.
        """
        _check_names(changes, OPTIONS - {"http_client", "allow_plain_http"})
        return evolve(self, **changes)

    @property
    def given(self) -> ClientOptions:
        """The options that a caller can give, but for the HTTP client."""
        names = OPTIONS - {"http_client"}
        values: Any = {each.name: getattr(self, each.name) for each in fields(Options) if each.name in names}
        return values  # type: ignore[no-any-return]

    def changes(self) -> Mapping[str, object]:
        """Return the options that differ from the defaults, with the names of headers only."""
        defaults: dict[str, Any] = {"rate_limit": documented_rate_limit(self.api, self.base_url), "retry": Retry(), "headers": {}}
        defaults = {**{each.name: each.default for each in fields(Options)}, **defaults}
        differ = {name: value for name, value in self.given.items() if value != defaults[name]}
        return {name: [*self.headers] if name == "headers" else value for name, value in differ.items()}

    @cached_property
    def one_by_one(self) -> "Options":
        """The same options, for reading page by page."""
        return evolve(self, concurrency=1)

    @property
    def own_headers(self) -> Mapping[str, str]:
        """The headers of every request but for those of the caller."""
        return {"Accept": "application/json", "Accept-Encoding": ACCEPTED, "User-Agent": user_agent(), **self.credentials}

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
        advice = next((OPTION_ADVICE[name] for name in unknown if name in OPTION_ADVICE), None)
        message = f"unknown option {', '.join(unknown)}" + (f"; known options are {', '.join(sorted(known))}" if advice is None else "")
        raise InvalidArgument(message, argument="options", hint=advice)


def _check_kind(value: object, kind: type, name: str, example: str) -> None:
    if value is not None and not isinstance(value, kind):
        raise InvalidArgument(f"{name} must be a {kind.__name__}, such as {example}, or None, not {shown(value)}", argument=name)


def _check_url(api: str, url: object, name: str = "base_url") -> None:
    servers = {each["x-name"]: each["url"] for each in spec_of(api)["servers"]}
    network = url if url in ("testnet", "previewnet") else "mainnet"
    hint = f"give one such as {servers.get(network, 'https://server.example')}"
    if not isinstance(url, str) or not url.isprintable() or " " in url:
        raise InvalidArgument(f"{name} must be a text without white space", argument="base_url", hint=hint)
    if not url.lower().startswith(("http://", "https://")):
        raise InvalidArgument(f"{name} must start with http:// or https://", argument="base_url", hint=hint)
    if set(url) & set("?#"):
        raise InvalidArgument(f"{name} must have no query and no fragment", argument="base_url", hint=hint)
    try:
        parts = urlsplit(url)
        good = parts.hostname and labels_fit(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good:
        raise InvalidArgument(f"{name} must have a host, and a port from 1 to 65535 if any", argument="base_url", hint=hint)


def _check_path(api: str, url: str, name: str = "base_url") -> None:
    ours = urlsplit(url).path.rstrip("/")
    for path in spec_of(api)["paths"]:
        steps = path.partition("{")[0].rstrip("/").split("/")
        version = next((number for number, step in enumerate(steps) if VERSION.fullmatch(step)), len(steps))
        for end in range(version, len(steps)):
            added = "/".join(steps[: end + 1])
            if ours.endswith(added) or (end == len(steps) - 1 and f"{added}/" in ours):
                raise InvalidArgument(
                    f"{name} must end before {added}, which the client adds by itself", argument="base_url", hint="leave it off"
                )


def _check_headers(headers: Mapping[str, str], credentials: Mapping[str, str]) -> None:
    known = {name.lower() for name in credentials}
    if taken := [name for name in headers if name.lower() in known]:
        raise InvalidArgument(
            f"headers has {taken[0]}, which carries the key of the client",
            argument="headers",
            hint="give the key as the client's own argument",
        )


def header_value(value: object, what: str, argument: str, *, rule: str = "") -> str:
    """Return a text that a header can carry.

    Args:
        value: The text. The error does not show it.
        what: Its name in the message of the error.
        argument: The argument that the error is about.
        rule: The rule that the error names.

    Raises:
        InvalidArgument: It is no such text.
    """
    if not isinstance(value, str):
        raise InvalidArgument(f"{what} must be a text, not {type(value).__name__}", argument=argument, rule=rule)
    if not value.isascii() or not value.isprintable() or value != value.strip():
        raise InvalidArgument(
            f"{what} has characters that a header cannot carry",
            argument=argument,
            rule=rule,
            hint="look for a line break or a space at its end",
        )
    return value


def url_variable(api: str) -> str:
    """Return the environment variable that has an API's base URL."""
    return f"NFT_HOLDINGS_{api.upper()}_URL"


def url_from(given: str | None, api: str, default: str | None) -> str:
    """Return a base URL: as given, or from the environment variable NFT_HOLDINGS_<API>_URL, or the default.

    Raises:
        InvalidArgument: There is none, or that of the environment variable is refused.
    """
    variable = url_variable(api)
    url = given if given is not None else os.environ.get(variable) or default
    if given is None and url != default:
        _check_url(api, url, variable)
        _check_path(api, str(url), variable)
    if url is None:
        raise InvalidArgument(
            "no server of this API is known to be alive",
            argument="base_url",
            rule="server-required",
            hint=f"give base_url=…, or set {variable}",
        )
    return url


def secret_from(given: str | None, variable: str, name: str) -> str | None:
    """Return a key or token: as given, or from the environment.

    Raises:
        InvalidArgument: It has characters that a header cannot carry. The error does not show it.
    """
    secret = os.environ.get(variable) if given is None else given
    return None if secret is None else header_value(secret, variable if given is None else name, name, rule="key-form") or None

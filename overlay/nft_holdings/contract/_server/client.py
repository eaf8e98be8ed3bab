"""The server under check, and the bounds of what the checks may cost it.

All requests pass through here, also those of schemathesis. They keep the rate limit, wait for `Retry-After`, and end with the bounds
on their number and on time. Keys are put into a request last, so that nothing else ever has them.
"""

import logging
import time
from collections.abc import Callable, Sequence
from functools import partial
from http.cookiejar import DefaultCookiePolicy
from json import dumps
from typing import Any, cast
from urllib.parse import urlencode

import requests
from attrs import frozen
from requests.adapters import HTTPAdapter
from schemathesis.transport.requests import ManagedCookiesSession

from nft_holdings._apis import api_named
from nft_holdings._errors import cut
from nft_holdings._option_values import RateLimit
from nft_holdings._options import Options
from nft_holdings._redaction import hidden
from nft_holdings._safe_text import for_terminal
from nft_holdings._transport.place import CallingThread
from nft_holdings._transport.proxies import proxy_for, proxy_setting
from nft_holdings._transport.rate_limit import RateLimiter
from nft_holdings._transport.retry_after import seconds_to_wait

from .exchange import Exchange

LARGEST_REPLY = 32 * 2**20
PIECE = 2**16
ATTEMPTS = 5
LONGEST_WAIT = 120.0
TIMEOUT = 30.0


def _in_one_harmless_line(record: logging.LogRecord) -> bool:
    """Let a log record pass, without what a server says in it: urllib3 warns of odd headers, and quotes them in a traceback."""
    record.msg, record.args, record.exc_info = for_terminal(hidden(record.getMessage())), None, None
    return True


logging.getLogger("urllib3.connection").addFilter(_in_one_harmless_line)
logging.getLogger("urllib3.connectionpool").addFilter(_in_one_harmless_line)


class RequestsStopped(requests.ConnectionError):
    """No more requests may be sent, or the server refuses to be asked. The text says why."""


@frozen(kw_only=True)
class Bounds:
    """The bounds of what the checks may cost the server.

    Attributes:
        rate: The rate limit; None for none.
        requests: The most requests in all.
        seconds: The most seconds in all.
    """

    rate: RateLimit | None
    requests: int
    seconds: float

    def __str__(self) -> str:
        rate = "as fast as the server answers"
        if self.rate is not None:
            rate = f"{self.rate.requests:,} {'a second' if self.rate.seconds == 1 else f'in {self.rate.seconds:g} s'}"
        return f"at most {self.requests:,} requests, {rate}, and at most {self.time}"

    @property
    def time(self) -> str:
        """The most time in all, as a text."""
        return f"{self.seconds / 60:.3g} min" if self.seconds >= 60 else f"{self.seconds:g} s"


class Server:
    """The server under check.

    Args:
        options: The options of a client of the server, with its keys.
        bounds: The bounds of what the checks may cost it.

    Attributes:
        api: Its API.
        base_url: Its base URL, with the names of environment variables in place of keys.
        headers: The headers of each request, with the same names in place of keys.
        bounds: The bounds of what the checks may cost it.
        exchanges: All requests and replies so far.
        sent: The number of sent requests.
        stopped: Why no more requests are sent; empty until then.
        doing: The step of the check, for whoever watches it.
        on_progress: Called after each reply, with the step and the number of sent requests.
    """

    def __init__(self, options: Options, bounds: Bounds) -> None:
        self._options = options  # whoever holds the options keeps their keys among those that are hidden
        self._placeholder = f"${api_named(options.api).key.variable}"
        self._key = min(options.secrets.values(), key=len, default="")  # the longer ones have it inside: `Bearer KEY`
        self.api = options.api
        self.base_url = self._without_key(options.base_url.rstrip("/"))
        self.headers = {name: self._without_key(text) for name, text in options.credentials.items()}
        self.bounds = bounds
        self.exchanges: list[Exchange] = []
        self.sent = 0
        self.stopped = ""
        self.doing = "looking for accounts"
        self.on_progress: Callable[[str, int], object] = lambda *_: None
        self._began = time.monotonic()
        self._place = CallingThread()
        self._limiter = RateLimiter(bounds.rate, self._place)
        self._session = self.new_session()

    def new_session(self, *, asks_again: bool = False) -> requests.Session:
        """Return a session whose requests keep this server's bounds.

        Args:
            asks_again: Send a request once more if the reply is a 5xx, and take the second reply: gateways fail now and then.

        Raises:
            ConnectionFailed: The proxy that the environment names for this server cannot be used.
        """
        session = ManagedCookiesSession()
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))  # none is kept, as a server may send more and more
        session.trust_env = False  # a .netrc would add credentials of its own
        proxy = proxy_setting(self.base_url) if proxy_for(self.base_url) else None
        session.proxies = {"all": proxy.value} if proxy else {}
        session.headers = dict(self.headers)  # type: ignore[assignment]
        for scheme in ("http://", "https://"):
            session.mount(scheme, _Adapter(self, asks_again=asks_again))
        return session

    def ask(
        self, path: str, query: Sequence[tuple[str, object]] = (), *, method: str = "GET", body: object = None, **headers: str
    ) -> Exchange:
        """Send one request, and return it with its reply.

        Args:
            path: The path below the base URL, percent-encoded; it may have a query if `query` is empty.
            query: Names and values.
            method: The method.
            body: The body, which is sent as JSON; None for none.
            **headers: More headers, with `_` for `-`; an empty one leaves out that of the server.

        Raises:
            RequestsStopped: No more requests may be sent.
            requests.RequestException: No reply came.
        """
        # `:` is left as it is, as the servers' own links have it.
        text = urlencode([(name, str(value)) for name, value in query], safe=":/,")
        kind = {} if body is None else {"Content-Type": "application/json"}
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        wanted = {**self.headers, "Accept": "application/json", **kind, **more}
        self._session.request(
            method,
            f"{self.base_url}{path}{'?' if text else ''}{text}",
            headers=cast("dict[str, str]", {name: value or None for name, value in wanted.items()}),  # None leaves one out
            data=None if body is None else dumps(body).encode(),
            allow_redirects=False,
            timeout=TIMEOUT,
        ).close()
        return self.exchanges[-1]

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    @property
    def seconds_left(self) -> float:
        """Return the seconds that are left."""
        return self.bounds.seconds - (time.monotonic() - self._began)

    def carry(self, request: requests.PreparedRequest, send: Callable[[requests.PreparedRequest], requests.Response]) -> requests.Response:
        """Send a request within the bounds, and again if the server asks to wait."""
        status = 0
        for attempt in range(ATTEMPTS):
            self._check_bounds()
            permit = self._place.run(self._limiter.acquire)
            self.sent += 1
            started, clock = time.time(), time.monotonic()
            try:
                response = send(self._with_key(request))
                _read(response, clock + min(TIMEOUT, max(1.0, self.seconds_left)))
                self._limiter.note_reply(permit)
            except requests.RequestException as error:
                error.request = request  # the one without keys
                raise
            self._keep(request, response, started, time.monotonic() - clock)
            wait = seconds_to_wait({name.lower(): value for name, value in response.headers.items()})
            status = response.status_code
            if status != 429 and not (status == 503 and wait is not None):
                return response
            wait = 2.0**attempt if wait is None else wait
            if wait > min(LONGEST_WAIT, self.seconds_left):
                raise self._stop(f"the server asks to wait for {wait:.0f} s, which is longer than is left")
            time.sleep(wait)
        raise self._stop(f"the server refused {ATTEMPTS} times in a row with {status}: lower --rate")

    def _check_bounds(self) -> None:
        if self.sent >= self.bounds.requests:
            raise self._stop(f"the limit of {self.bounds.requests} requests is reached")
        if self.seconds_left <= 0:
            raise self._stop(f"the {self.bounds.seconds:g} s are over")

    def _stop(self, why: str) -> RequestsStopped:
        self.stopped = why
        return RequestsStopped(why)

    def _without_key(self, text: str) -> str:
        return text.replace(self._key, self._placeholder) if self._key else text

    def _with_key(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        real = request.copy()
        if self._key:
            real.url = (real.url or "").replace(self._placeholder, self._key)
            for name, text in real.headers.items():
                if isinstance(text, str):
                    real.headers[name] = text.replace(self._placeholder, self._key)
        return real

    def _keep(self, request: requests.PreparedRequest, response: requests.Response, started: float, seconds: float) -> None:
        """Keep request and reply, both without keys: a server may repeat the request."""
        response.request = request
        response.url = request.url or ""
        if self._key:
            for name, value in list(response.headers.items()):
                response.headers[name] = hidden(value)
            if self._key.encode() in response.content:
                text = response.content.decode("utf-8", "surrogateescape")
                response._content = hidden(text).encode("utf-8", "surrogateescape")
        self.exchanges.append(
            Exchange.of(request, response.status_code, response.headers, response.content, started=started, seconds=seconds)
        )
        self.on_progress(self.doing, self.sent)


class _Adapter(HTTPAdapter):
    def __init__(self, server: Server, *, asks_again: bool) -> None:
        super().__init__()
        self._server, self._asks_again = server, asks_again

    def send(self, request: requests.PreparedRequest, *_: Any, **kwargs: Any) -> requests.Response:
        send = partial(super().send, **kwargs | {"stream": True})
        response = self._server.carry(request, send)
        return self._server.carry(request, send) if self._asks_again and response.status_code >= 500 else response


def _read(response: requests.Response, deadline: float) -> None:
    """Read a reply to its end, unless it has no end."""
    content = bytearray()
    for piece in response.iter_content(PIECE):
        content += piece
        if len(content) > LARGEST_REPLY or time.monotonic() > deadline:
            response.close()
            raise requests.ConnectionError("the reply is larger than 32 MiB, or does not end")
    response._content = bytes(content)
    response._content_consumed = True


def why_no_reply(error: requests.RequestException) -> str:
    """Return why no reply came: in the words of the operating system, if it is the cause."""
    if isinstance(error, requests.Timeout):
        return f"nothing came within {TIMEOUT:g} s"
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and not isinstance(cause, requests.RequestException):
            return cut(hidden(cause.strerror or str(cause)))
        cause = cause.__cause__ or cause.__context__
    return f"{type(error).__name__}: {cut(hidden(str(error)))}"

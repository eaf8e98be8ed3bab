"""Tell what is sent: the logger `nft_holdings`, and spans of OpenTelemetry where `opentelemetry-api` is installed."""

import logging
import time
from collections.abc import Callable
from contextlib import nullcontext
from functools import cache
from typing import Any, Self
from urllib.parse import urlsplit

from nft_holdings._errors import RequestInfo
from nft_holdings._installation import package_version
from nft_holdings._redaction import hidden

from .messages import Reply

LOG = logging.getLogger("nft_holdings")
LOG.addHandler(logging.NullHandler())


@cache
def _api() -> Any:
    try:
        from opentelemetry import trace
    except ImportError:
        return None
    return trace


def tracer() -> Any:
    """Return the tracer of OpenTelemetry; None if its API is not installed, or the application has not set a provider of tracers."""
    api = _api()
    if api is None or isinstance(provider := api.get_tracer_provider(), api.ProxyTracerProvider):
        return None
    return provider.get_tracer("nft_holdings", package_version())


class ListingSpan:
    """The span of one iteration of a listing. The spans of its requests are below it.

    Args:
        name: The name of the listing, such as `hedera.nfts`.
    """

    def __init__(self, name: str) -> None:
        traced = tracer()
        self._span = None if traced is None else traced.start_span(name, attributes={"nft_holdings.listing": name})

    def current(self) -> Any:
        """Return a context manager that makes it the current span."""
        if self._span is None:
            return nullcontext()
        from opentelemetry import trace

        return trace.use_span(self._span, end_on_exit=False, record_exception=False, set_status_on_exception=False)

    def end(self, error: BaseException | None = None) -> None:
        """End the span, with the error that ended the listing."""
        if self._span is not None:
            if error is not None:
                _set_error(self._span, error)
            self._span.end()
            self._span = None


class Attempt:
    """One attempt to send a request, logged and traced when it ends.

    Args:
        info: A function that returns the request; called if anybody wants to know.
        number: The number of the attempt, from 1.

    Attributes:
        reply: The reply, once it has come.
    """

    def __init__(self, info: Callable[[], RequestInfo], number: int) -> None:
        self.reply: Reply | None = None
        self._number = number
        self._tracer = tracer()
        self._request = info() if self._tracer is not None or LOG.isEnabledFor(logging.DEBUG) else None

    def __enter__(self) -> Self:
        if self._request is not None:
            self._began = time.perf_counter()
            self._span = _started(self._tracer, self._request, self._number)
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if self._request is None:
            return
        self._log(self._request, 1000 * (time.perf_counter() - self._began), error)
        if self._span is not None:
            if self.reply is not None:
                self._span.set_attribute("http.response.status_code", self.reply.status)
            if error is not None:
                _set_error(self._span, error)
            self._span.end()

    def _log(self, request: RequestInfo, milliseconds: float, error: BaseException | None) -> None:
        if self.reply is None:
            outcome = f"no reply after {milliseconds:.1f} ms ({type(error).__name__}: {error})"
        else:
            outcome = f"status {self.reply.status} after {milliseconds:.1f} ms, {len(self.reply.content)} bytes"
        LOG.debug("%s %s: %s, attempt %d", request.method, request.url, outcome, self._number)


def _started(traced: Any, request: RequestInfo, number: int) -> Any:
    if traced is None:
        return None
    from opentelemetry.trace import SpanKind

    return traced.start_span(request.method, kind=SpanKind.CLIENT, attributes=_attributes(request, number))


def _attributes(request: RequestInfo, number: int) -> dict[str, Any]:
    """Return the attributes of a request's span, by the HTTP conventions of OpenTelemetry."""
    parts = urlsplit(request.url)
    found: dict[str, Any] = {
        "http.request.method": request.method,
        "url.full": request.url,
        "server.address": parts.hostname or "",
        "server.port": parts.port or (443 if parts.scheme == "https" else 80),
    }
    return found if number == 1 else {**found, "http.request.resend_count": number - 1}


def _set_error(span: Any, error: BaseException) -> None:
    from opentelemetry.trace import Status, StatusCode

    span.set_attribute("error.type", str(getattr(error, "status", "")) or type(error).__name__)
    span.set_status(Status(StatusCode.ERROR, hidden(str(error))))

"""The log of requests and waits, and the spans of OpenTelemetry. No key is in them."""

import asyncio
import json
import logging
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from nft_holdings import ApiError, AsyncHedera, Hedera, IncompleteListing, RateLimit, Retry, TimedOut

from tests.support.servers.raw_server import BODY, Peer, RawServer, always, silent, well, whole

LINE = re.compile(r"GET http://127\.0\.0\.1:\d+/api/v1/accounts/0\.0\.1/nfts\?limit=100: status 200 after \d+\.\d ms, \d+ bytes, attempt 1")


def records(caplog: pytest.LogCaptureFixture, level: int) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "nft_holdings" and record.levelno == level]


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("kind", ["blocking", "async", "http_client"])
def test_each_request_is_a_line_whatever_sends(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "nft_holdings")

    async def read(url: str) -> None:
        async with AsyncHedera(url) as client:
            await client.nfts("0.0.1").all()

    with RawServer(well) as server:
        if kind == "async":
            asyncio.run(read(server.url))
        else:
            http_client = httpx2.Client() if kind == "http_client" else None
            with Hedera(server.url, http_client=http_client) as client:
                client.nfts("0.0.1").all()
            if http_client is not None:
                http_client.close()
    (line,) = records(caplog, logging.DEBUG)
    assert LINE.fullmatch(line)


def broken_then_well(peer: Peer) -> None:
    while peer.request():
        broken = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"
        peer.send(broken if len(peer.server.arrivals) == 1 else whole(BODY))


def test_each_wait_is_a_line_with_its_reason(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "nft_holdings")
    retry = Retry(wait_initial=0.01, wait_jitter=0.0)
    with RawServer(broken_then_well) as server, Hedera(server.url, retry=retry, rate_limit=RateLimit(1, 0.2)) as client:
        client.nfts("0.0.1").all()
    again, limited = records(caplog, logging.INFO)
    assert again == "waiting 0.01 s before attempt 2: the server gave no reason (HTTP 503)"
    assert re.fullmatch(r"waited 0\.\d\d s for the rate limit", limited)


def test_no_key_is_logged_and_nothing_is_printed_unless_asked() -> None:
    program = """
import logging, sys
from nft_holdings import Hedera
if sys.argv[2] == "logs":
    logging.basicConfig(level=logging.DEBUG)
Hedera(sys.argv[1], headers={"X-Api-Key": "k3y-k3y-k3y"}).nfts("0.0.1").all()
"""
    with RawServer(well) as server:
        for logs, lines in (("logs", 1), ("none", 0)):
            url = f"{server.url}/v1/k3y-k3y-k3y"
            done = subprocess.run([sys.executable, "-c", program, url, logs], capture_output=True, text=True, timeout=60)
            assert done.returncode == 0
            assert done.stderr.count("DEBUG:nft_holdings:GET") == lines
            assert "k3y" not in done.stderr.replace("%s", "")
            assert "***" in done.stderr or not lines


@pytest.fixture
def spans() -> Any:
    trace_sdk = pytest.importorskip("opentelemetry.sdk.trace")
    export = pytest.importorskip("opentelemetry.sdk.trace.export.in_memory_span_exporter")
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor

    exporter = export.InMemorySpanExporter()
    provider = trace_sdk.TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nft_holdings._transport.telemetry.tracer", lambda: provider.get_tracer("nft_holdings"))
        yield lambda: exporter.get_finished_spans()
    provider.shutdown()


def of_two_pages(peer: Peer) -> None:
    rows = json.loads(BODY)["nfts"]
    while peer.request():
        link = "/api/v1/accounts/0.0.1/nfts?limit=100&token.id=lte:0.0.9&serialnumber=lt:2"
        page = {"nfts": [], "links": {"next": link}} if len(peer.server.arrivals) == 1 else {"nfts": rows, "links": {"next": None}}
        peer.send(whole(json.dumps(page).encode()))


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("concurrency", [1, 8])
def test_a_listing_is_a_span_above_those_of_its_requests(spans: Callable[[], Any], concurrency: int) -> None:
    with RawServer(broken_then_well) as server, Hedera(server.url, concurrency=concurrency, retry=Retry(wait_initial=0.01)) as client:
        url = server.url
        client.nfts("0.0.1").all()
    *requests, listing = spans()
    assert (listing.name, listing.parent, listing.attributes["nft_holdings.listing"]) == ("hedera.nfts", None, "hedera.nfts")
    assert [each.parent.span_id for each in requests] == [listing.context.span_id] * 2
    first, second = (dict(each.attributes) for each in requests)
    assert first["http.request.method"] == "GET"
    assert first["http.response.status_code"] == 503
    assert first["error.type"] == "503"
    assert (first["server.address"], first["server.port"]) == ("127.0.0.1", int(url.rpartition(":")[2]))
    assert first["url.full"] == f"{url}/api/v1/accounts/0.0.1/nfts?limit=100"
    assert (second["http.response.status_code"], second["http.request.resend_count"]) == (200, 1)


def test_every_ending_ends_the_span_of_a_listing(spans: Callable[[], Any]) -> None:
    with RawServer(of_two_pages) as server, Hedera(server.url) as client:
        client.nfts("0.0.1").first()
    with RawServer(always(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")) as server, Hedera(server.url) as client:
        url = server.url
        with pytest.raises(ApiError) as refused:
            client.nfts("0.0.1").all()
        list(client.nfts_of(["0.0.1"]))
    assert refused.value.request is not None
    assert refused.value.request.url == f"{url}/api/v1/accounts/0.0.1/nfts?limit=100"
    listings = [each for each in spans() if each.name == "hedera.nfts"]
    assert [each.attributes.get("error.type") for each in listings] == [None, "404", "404"]


def test_no_key_is_in_a_span(spans: Callable[[], Any]) -> None:
    key = "-".join(["s3cret", "key", "of", "the", "test"])
    body = b'{"_status": {"messages": [{"message": "no ' + key.encode() + b'"}]}}'
    refusal = b"HTTP/1.1 400 No\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    with (
        RawServer(always(refusal)) as server,
        Hedera(f"{server.url}/{key}", headers={"X-Api-Key": key}) as client,
        pytest.raises(ApiError),
    ):
        client.nfts("0.0.1").all()
    seen = [each.to_json() for each in spans()]
    assert len(seen) == 2
    assert all("***" in text and key not in text for text in seen)


def test_a_timeout_is_an_error_of_its_own_with_the_request() -> None:
    with RawServer(silent) as server, Hedera(server.url, retry=None, timeout=0.2) as client, pytest.raises(TimeoutError) as late:
        client.nfts("0.0.1").all()
    assert isinstance(late.value, TimedOut)
    assert late.value.request is not None
    assert late.value.request.method == "GET"
    assert not isinstance(late.value, IncompleteListing)

"""`.temporary` is true to the cause: certificates, statuses of gateways, and the causes of listings that stopped."""

import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from nft_holdings import ApiError, BadRequest, ConnectionFailed, Hedera, IncompleteListing, InvalidArgument, Loopring, SwapChat

from tests.support.loopback_reads import read
from tests.support.mocked_clients import HEDERA, PROMPT, Answer, Flavour, both, in_json, outcome, own
from tests.support.servers.raw_server import RawServer, well

GATEWAYS = [502, 520, 521, 522, 523, 524, 527, 529, 598, 599]


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ssl.SSLContext]:
    """A server's self-signed certificate."""
    folder: Path = tmp_path_factory.mktemp("tls")
    subject = ["-subj", "/CN=127.0.0.1", "-keyout", str(folder / "key"), "-out", str(folder / "certificate")]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate", folder / "key")
    yield context


@own
@pytest.mark.usefixtures("engine")
def test_a_certificate_that_does_not_fit_is_not_tried_again(blocking: bool, foreign: ssl.SSLContext) -> None:
    with RawServer(well, tls=foreign) as server:
        with pytest.raises(ConnectionFailed, match=r"(?i)certificate") as raised:
            read(blocking, server.url, retry=PROMPT)
        assert (raised.value.temporary, raised.value.sent, server.connections) == (False, False, 1)


@both
@pytest.mark.parametrize("status", GATEWAYS)
def test_what_a_gateway_says_is_tried_again(flavour: Flavour, status: int) -> None:
    found = outcome(flavour, [Answer(status), *map(in_json, HEDERA)], retry=PROMPT, concurrency=1)
    assert len(found.rows) == 5


@both
@pytest.mark.parametrize(
    ("cause", "temporary"), [(Answer(503), True), (Answer(520), True), (Answer(400), False), (Answer(error="ReadError"), True)]
)
def test_a_listing_that_stopped_may_go_on_if_its_cause_passes(flavour: Flavour, cause: Answer, temporary: bool) -> None:
    found = outcome(flavour, [in_json(HEDERA[0]), cause], retry=None)
    assert isinstance(found.error, IncompleteListing)
    assert isinstance(found.error.cause, ApiError | ConnectionFailed)
    assert found.error.temporary == temporary


REASONS = {
    "message and detail": ({"message": "Bad Request", "detail": "the realm is invalid", "data": None}, "Bad Request: the realm is invalid"),
    "detail alone": ({"detail": "the realm is invalid"}, "the realm is invalid"),
    "the same twice": ({"message": "no", "detail": "no"}, "no"),
    "an empty detail": ({"message": "Bad Request", "detail": ""}, "Bad Request"),
}


@both
@pytest.mark.parametrize("reason", REASONS)
def test_the_error_has_the_detail_of_a_refusal(flavour: Flavour, reason: str) -> None:
    message, shown = REASONS[reason]
    found = outcome(flavour, [in_json({"_status": {"messages": [message]}}, 400)], retry=None)
    assert isinstance(found.error, BadRequest)
    assert found.error.message == shown


ENDINGS = [
    (Hedera, {}, "https://a.example/api/v1"),
    (Hedera, {}, "https://a.example/gate/api/v1/"),
    (Hedera, {}, "https://a.example/api/v1/accounts"),
    (Loopring, {"api_key": "key"}, "https://a.example/api/v3"),
    (Loopring, {"api_key": "key"}, "https://a.example/api/v3/user/nft"),
]


@pytest.mark.parametrize(("client", "keys", "url"), ENDINGS, ids=[f"{kind.__name__} {url}" for kind, _, url in ENDINGS])
def test_a_base_url_with_the_apis_own_path_is_refused(client: type, keys: dict[str, str], url: str) -> None:
    with pytest.raises(InvalidArgument, match="must end before /api/v") as refused:
        client(url, **keys)
    assert refused.value.rule == "base_url"


@pytest.mark.parametrize(
    ("client", "keys", "url"),
    [(Hedera, {}, "https://a.example/api"), (Hedera, {}, "https://a.example/v1/key"), (SwapChat, {}, "https://a.example/v1")],
)
def test_other_paths_are_taken(client: type, keys: dict[str, str], url: str) -> None:
    client(url, **keys).close()


@own
@pytest.mark.usefixtures("engine")
def test_a_connection_over_tls_is_used_again(blocking: bool, foreign: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the server's session tickets are read behind the handshake."""
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    for module in ("transport", "aiohttp_transport"):
        monkeypatch.setattr(f"nft_holdings._transport.{module}.trusted", lambda: trusting)
    with RawServer(well, tls=foreign) as server:
        assert len(read(blocking, server.url, times=4, retry=None)) == 2
        assert server.connections == 1

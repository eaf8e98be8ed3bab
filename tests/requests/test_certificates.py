"""Certificates that the environment names: only those that can be read are used, and only where there is TLS."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from nft_holdings import ConnectionFailed, NftHoldingsError
from nft_holdings._transport.certificates import trusted

from tests.support.environment_variables import only, refusal_of, rows_of
from tests.support.mocked_clients import own
from tests.support.servers.raw_server import RawServer, well

pytestmark = pytest.mark.usefixtures("engine")
SECURE = "https://127.0.0.1:9"
NO_CERTIFICATE = "-----BEGIN CERTIFICATE-----\nbm9uZQ==\n-----END CERTIFICATE-----\n"


@pytest.fixture
def one() -> str:
    """A certificate, of the many that requests comes with."""
    certifi = pytest.importorskip("certifi")
    begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    return f"{begin}{certifi.contents().split(begin)[1].partition(end)[0]}{end}\n"


def made(folder: Path, kind: str, one: str) -> dict[str, str]:
    """The variables of an environment whose certificates cannot be used."""
    file = folder / "private-name.pem"
    match kind:
        case "a file that is not there":
            return {"SSL_CERT_FILE": str(file)}
        case "a folder in the place of a file":
            return {"SSL_CERT_FILE": str(folder)}
        case "a file below a file":
            file.touch()
            return {"SSL_CERT_FILE": str(file / "x")}
        case "an empty file" | "an HTML file" | "a broken certificate" | "bytes":
            file.write_bytes({"an H": b"<html>", "a br": NO_CERTIFICATE.encode(), "byte": b"\xff\x00\x01"}.get(kind[:4], b""))
            return {"SSL_CERT_FILE": str(file)}
        case "a good folder beside a bad file":
            (folder / "0a1b2c3d.0").write_text(one)
            return {"SSL_CERT_FILE": str(file), "SSL_CERT_DIR": str(folder)}
        case "a folder that is not there":
            return {"SSL_CERT_DIR": str(folder / "private-name")}
        case "a file in the place of a folder":
            file.write_text(one)
            return {"SSL_CERT_DIR": str(file)}
        case "an empty folder":
            return {"SSL_CERT_DIR": str(folder)}
        case "a folder that was not hashed":
            file.write_text(one)
            return {"SSL_CERT_DIR": str(folder)}
        case _:
            (folder / "0a1b2c3d.0").write_text(NO_CERTIFICATE)
            return {"SSL_CERT_DIR": f"{folder}:/nowhere"}


KINDS = (
    "a file that is not there",
    "a folder in the place of a file",
    "a file below a file",
    "an empty file",
    "an HTML file",
    "a broken certificate",
    "bytes",
    "a good folder beside a bad file",
    "a folder that is not there",
    "a file in the place of a folder",
    "an empty folder",
    "a folder that was not hashed",
    "folders of no certificates",
)


@own
@pytest.mark.parametrize("kind", KINDS)
def test_certificates_that_cannot_be_used(kind: str, one: str, blocking: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    variables = made(tmp_path, kind, one)
    only(monkeypatch, **variables)
    error = refusal_of(SECURE, blocking)
    assert next(iter(variables)) in str(error)
    assert "private-name" not in f"{error!r}"
    assert str(tmp_path) not in f"{error!r}"
    # A proxy gets plain text; what is sent through it is not.
    only(monkeypatch, https_proxy="http://127.0.0.1:9", **variables)
    assert next(iter(variables)) in str(refusal_of("https://mirror.example", blocking))


@own
@pytest.mark.parametrize("kind", KINDS)
def test_plain_http_takes_no_certificates(kind: str, one: str, blocking: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    variables = made(tmp_path, kind, one)
    with RawServer(well) as server:
        only(monkeypatch, **variables)
        assert len(rows_of(server.url, blocking)) == 2
        only(monkeypatch, http_proxy=server.url, **variables)
        assert len(rows_of("http://mirror.example", blocking)) == 2
    only(monkeypatch, http_proxy="https://127.0.0.1:9", **variables)
    assert next(iter(variables)) in str(refusal_of("http://mirror.example", blocking))


@own
@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR", "SSL_CERT_DIR with another"])
def test_certificates_that_can_be_used(variable: str, one: str, blocking: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "0a1b2c3d.0"
    file.write_text(one)
    name, _, more = variable.partition(" ")
    only(monkeypatch, **{name: str(file) if name == "SSL_CERT_FILE" else f"/nowhere:{tmp_path}" if more else str(tmp_path)})
    with pytest.raises(NftHoldingsError) as raised:
        rows_of(SECURE, blocking, retry=None)
    assert isinstance(raised.value, ConnectionFailed)
    assert "SSL_CERT" not in str(raised.value)  # nobody listens there, and that is all


PROGRAM = """
import sys
from nft_holdings import Hedera, NftHoldingsError
for url in sys.argv[1:]:
    try:
        with Hedera(url, retry=None) as client:
            print(len(client.nfts("0.0.1").all()))
    except NftHoldingsError as error:
        print(error.temporary, error)
"""


def test_a_log_of_keys_that_cannot_be_written(one: str, tmp_path: Path) -> None:
    """In a separate process, as aiohttp loads its certificates when it is imported."""
    file = tmp_path / "one.pem"
    file.write_text(one)
    environment = {**os.environ, "SSLKEYLOGFILE": "/nowhere/private-name", "SSL_CERT_FILE": str(file)}
    with RawServer(well) as server:
        line = [sys.executable, "-c", PROGRAM, server.url, SECURE]
        done = subprocess.run(line, capture_output=True, text=True, env=environment, timeout=60)
    rows, error = done.stdout.splitlines()
    assert rows == "2"
    assert error.startswith("False nothing was sent")
    assert "SSLKEYLOGFILE" in error
    assert "private-name" not in error


def test_certificates_are_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch)
    assert trusted() is trusted()


def test_the_systems_certificates_may_be_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable() -> None:
        raise PermissionError(13, "Permission denied", "/etc/ssl/private-name.pem")

    only(monkeypatch, SSL_CERT_FILE="")
    monkeypatch.setattr("nft_holdings._transport.certificates.httpx2.create_ssl_context", unreadable)
    monkeypatch.setattr("nft_holdings._transport.certificates._loaded", trusted.__globals__["_loaded"].__wrapped__)
    with pytest.raises(ConnectionFailed, match="system's file of certificates cannot be read"):
        trusted()

"""Archives as browsers and proxies write them: what is in them is compared, and what is not is told."""

import gzip
import json
import subprocess
import sys
import zlib
from base64 import b64encode, urlsafe_b64encode
from pathlib import Path
from typing import Any

import attrs
import pytest
from nft_holdings import Drift
from nft_holdings._redaction import hidden, names_key
from nft_holdings.cli._app import run
from nft_holdings.traffic import drift_of, read_traffic

from tests.support.canned_replies import NFT

HOLDINGS = "https://api.example/api/v1/accounts/0.0.1001/nfts"
JSON = "application/json; charset=utf-8"
NEW = json.dumps({"nfts": [{**NFT, "new_field": "größer 😀"}], "links": {"next": None}}, ensure_ascii=False)
"""A page with a drift."""
PLAIN = json.dumps({"nfts": [NFT], "links": {"next": None}})
"""A page without."""
PACKED = gzip.compress(NEW.encode())
RAW = zlib.compressobj(wbits=-15)
RAW_DEFLATE = RAW.compress(NEW.encode()) + RAW.flush()
KEY = "Zq8fK2mWx91LtB"


def base64(content: str | bytes) -> str:
    return b64encode(content.encode() if isinstance(content, str) else content).decode()


def entry(content: Any = None, *, url: str = HOLDINGS, status: Any = 200, headers: Any = (), method: str = "GET", **response: Any) -> Any:
    return {
        "startedDateTime": "2026-01-01T00:00:00.000Z",
        "time": -1,
        "request": {"method": method, "url": url, "headers": [], "cookies": [], "headersSize": -1, "bodySize": -1},
        "response": {"status": status, "headers": headers, "content": content, "redirectURL": "", "bodySize": -1, **response},
        "cache": {},
    }


def body(text: Any = NEW, kind: Any = JSON, **more: Any) -> dict[str, Any]:
    return {"size": -1, "mimeType": kind, "text": text, **more}


def archive(folder: Path, *entries: Any, ascii_only: bool = True) -> Path:
    path = folder / "traffic.har"
    document = {"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": list(entries)}}
    path.write_text(json.dumps(document, ensure_ascii=ascii_only), encoding="utf-8")
    return path


def header(name: str, value: str) -> list[dict[str, str]]:
    return [{"name": name, "value": value}]


READ = {
    "text": entry(body()),
    "base64": entry(body(base64(NEW), encoding="base64")),
    "base64 in lines": entry(body("\r\n".join(base64(NEW)[at : at + 76] for at in range(0, 1000, 76)), encoding="base64")),
    "base64 for URLs, without its end": entry(body(urlsafe_b64encode(NEW.encode()).decode().rstrip("="), encoding="BASE64")),
    "base64 that is not said": entry(body(base64(NEW))),
    "base64 that is none": entry(body(NEW, encoding="base64")),
    "another encoding": entry(body(NEW, encoding="utf-8")),
    "compressed": entry(body(base64(PACKED), encoding="base64"), headers=header("Content-Encoding", "gzip")),
    "compressed, which is not said": entry(body(base64(zlib.compress(NEW.encode())), encoding="base64")),
    "deflated without a head": entry(body(base64(RAW_DEFLATE), encoding="base64"), headers=header("content-encoding", "deflate")),
    "compressed, as characters": entry(body(PACKED.decode("latin-1")), headers=header("content-encoding", "gzip")),
    "decoded, with a header that says more": entry(body(), headers=header("content-encoding", "br")),
    "UTF-16": entry(body(base64(NEW.encode("utf-16")), encoding="base64")),
    "a byte order mark": entry(body(f"\ufeff{NEW}")),
    "no content type": entry(body(kind="")),
    "a content type of null": entry(body(kind=None)),
    "no content type at all": entry({"text": NEW}),
    "an unknown content type": entry(body(kind="x-unknown"), headers=header("content-type", JSON)),
    "another unknown content type": entry(body(kind="content/unknown")),
    "a content type that was guessed": entry(body(kind="text/plain"), headers=header("Content-Type", "Application/JSON")),
    "a content type that is a list": entry(body(kind=["a"]), headers=header("Content-Type", "application/json, application/json")),
    "a status that is text": entry(body(), status="200"),
    "a status that is a float": entry(body(), status=200.0),
    "size": entry(body(size=len(NEW.encode()))),
    "a path before it, a user and a port": entry(body(), url=HOLDINGS.replace("api.example", "user:word@api.example:8443/gateway")),
    "a number of many digits": entry(body(NEW.replace('"größer', '123456789012345678901234567890, "b": "größer'))),
    "half a surrogate pair": entry(body(NEW.replace("größer", r"\ud800"))),
}


@pytest.mark.parametrize("name", READ)
def test_bodies_are_found_in_whatever_form_they_are_kept(name: str, tmp_path: Path) -> None:
    found = drift_of(read_traffic(archive(tmp_path, READ[name])))
    assert (found.compared, found.left_out) == (1, "")
    assert "new_field" in [each.name for each in found.proposals]
    assert {each.pointer for each in found.proposals} == {"/components/schemas/Nft"}


NO_STATUSES: tuple[Any, ...] = (0, -1, -999, 99, 101, None, "", "OK", True, [], 1e30)
NOT_READ = {
    "no content": (entry(), "1 missing from the archive"),
    "no content, not even its name": ({"request": entry()["request"], "response": {"status": 200}}, "1 missing from the archive"),
    "no text": (entry({"size": 900, "mimeType": JSON}), "1 missing from the archive"),
    "empty text": (entry(body("")), "1 missing from the archive"),
    "a file": (entry({"size": 900, "mimeType": JSON, "_file": "a.json"}), "1 in files beside the archive"),
    "a file by its hash": (entry({"size": 900, "mimeType": JSON, "_sha1": "a.json"}), "1 in files beside the archive"),
    "cut off": (entry(body(NEW[:80])), "1 cut off"),
    "cut off, which the size says": (entry(body("<html", "text/html", size=900), status=503), "1 cut off"),
    "cut off in base64": (entry(body(base64(NEW)[:81], encoding="base64")), "1 cut off"),
    "cut off inside of a character": (entry(body(base64(NEW.encode()[: NEW.encode().index(b"\xc3") + 1]), encoding="base64")), "1 cut off"),
    "cut off when compressed": (entry(body(base64(PACKED[:-20]), encoding="base64")), "1 cut off"),
    "compressed in a way of its own": (
        entry(body(base64(b"\x1b\x2f\xff\xf8\x25\x02\xb2"), encoding="base64"), headers=header("content-encoding", "br")),
        "1 that cannot be decoded",
    ),
    "compressed, as characters that were lost": (entry(body("\x1f\ufffd\b\0\0")), "1 that cannot be decoded"),
    "compressed, and broken": (entry(body(base64(PACKED[:20] + b"xxxx" + PACKED[24:]), encoding="base64")), "1 that cannot be decoded"),
    "too many levels": (entry(body("[" * 100_000 + "]" * 100_000)), "1 that cannot be decoded"),
    "many levels": (entry(body("[" * 100 + "]" * 100)), "1 that cannot be decoded"),
    "a number out of range": (entry(body(NEW.replace('"größer 😀"', "1e400"))), "1 that cannot be decoded"),
    "not JSON": (entry(body("<html></html>")), "1 not JSON"),
    "no number": (entry(body(NEW.replace('"größer 😀"', "NaN"))), "1 not JSON"),
    "a failure in another form": (entry(body('"sorry"', "application/problem+json"), status=503), "1 of failures, in forms that the spec leaves open"),
    "nothing new": (entry(body(), status=304), "1 with a status that has no body"),
    "no response": ({"request": entry()["request"]}, "1 without a reply"),
    "a response of null": (entry() | {"response": None}, "1 without a reply"),
    "an aborted request": (entry({"size": -1, "mimeType": "x-unknown"}, _failureText="net::ERR_ABORTED"), "1 without a reply"),
    "an aborted request in Chrome": (entry({"size": 0, "mimeType": "x-unknown"}, status=0, _error="net::ERR_FAILED"), "1 without a reply"),
    "a redirect that the browser made": (entry(status=307, headers=header("Non-Authoritative-Reason", "HSTS")), "1 without a reply"),
    **{f"status {status!r}": (entry(body(), status=status), "1 without a reply") for status in NO_STATUSES},
    "null": (None, "1 malformed"),
    "a number": (5, "1 malformed"),
    "no request": ({"response": {}}, "1 malformed"),
    "a request without a method": ({"request": {"url": HOLDINGS}, "response": {}}, "1 malformed"),
    "a text that is a number": (entry(body(5)), "1 malformed"),
    "headers that are text": (entry(body(), headers="abc"), "1 malformed"),
    "headers that are texts": (entry(body(), headers=["abc"]), "1 malformed"),
    "a broken URL": (entry(body(), url="https://[::1/x"), "1 of other sites or APIs"),
    "data in a URL": (entry(body(), url="data:application/json,/api/v1/accounts/0.0.1001/nfts"), "1 of other sites or APIs"),
    "a web socket": (entry(status=101, url=HOLDINGS.replace("https", "wss")), "1 of other sites or APIs"),
    "another method": (entry(status=204, method="OPTIONS"), "1 of other sites or APIs"),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_READ)
def test_what_cannot_be_compared_is_told_and_what_can_is_compared(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd, told = NOT_READ[name]
    assert run(["drift", str(archive(tmp_path, odd))]) == 2
    output = capsys.readouterr()
    assert told in output.out
    assert output.out.endswith("0 things that the specs do not say\n")
    assert output.err == f"nft-holdings: nothing could be compared: {told}\n"
    for entries in ([odd, entry(body())], [entry(body()), odd]):
        assert run(["drift", str(archive(tmp_path, *entries)), "--format", "patch"]) == 1
        output = capsys.readouterr()
        (operation,) = json.loads(output.out)["hedera"]
        assert operation["path"] == "/components/schemas/Nft/properties/new_field"
        assert told in output.err


ODD = {
    "no response": {"request": {"method": "GET", "url": "https://cdn.example/a.js"}},
    "base64 that is none": entry(body("abcde", "image/png", encoding="base64"), url="https://cdn.example/a.png"),
    "a text that is a number": entry(body(5, 7), url="https://cdn.example/b", status={}),
    "a text with half a surrogate pair": entry(body("\ud800", "image/png"), url="https://cdn.example/c"),
    "time that is no number": entry(body("", "image/png"), url="https://cdn.example/c") | {"time": float("nan")},
    "headers that are text": entry(headers="abc", url="https://cdn.example/d"),
}


@pytest.mark.parametrize("name", ODD)
def test_entries_of_other_sites_are_counted_whatever_they_are(name: str, tmp_path: Path) -> None:
    found = drift_of(read_traffic(archive(tmp_path, ODD[name], entry(body()), ODD[name])))
    assert ([each.name for each in found.proposals], found.compared, found.left_out) == (["new_field"], 1, "2 of other sites or APIs")


def test_bytes_that_are_no_text_harm_nothing_else(tmp_path: Path) -> None:
    path = archive(tmp_path, entry(body("PICTURE", "image/png"), url="https://cdn.example/c"), entry(body(NEW.replace("größer", "BYTES"))))
    path.write_bytes(path.read_bytes().replace(b"PICTURE", b"\xff\xd8").replace(b"BYTES", b"\xff\xfe"))
    assert [each.name for each in drift_of(read_traffic(path)).proposals] == ["new_field"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_archives_and_logs_in_other_encodings(encoding: str, tmp_path: Path) -> None:
    path = archive(tmp_path, entry(body()), ascii_only=False)
    log = tmp_path / "drift.jsonl"
    drift = Drift("hedera.nfts", "$.nfts[0].neu", "no field of this name", '"größer\u2028"')
    log.write_text(f"{json.dumps(attrs.asdict(drift), ensure_ascii=False)}\n" * 2, encoding=encoding)
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    found = drift_of([*read_traffic(path), *read_traffic(log)])
    assert [(each.name, each.times) for each in found.proposals] == [("neu", 2), ("new_field", 1)]


def test_a_redirect_is_a_status_and_no_content(tmp_path: Path) -> None:
    redirect = entry({"size": 0, "mimeType": "x-unknown"}, status=302, headers=header("location", "/"))
    found = drift_of(read_traffic(archive(tmp_path, redirect, entry(body(PLAIN)))))
    assert [(each.kind.name, each.name) for each in found.proposals] == [("STATUS", "302")]
    assert found.left_out == "1 with a status that has no body"


def test_a_new_content_type_hides_nothing(tmp_path: Path) -> None:
    found = drift_of(read_traffic(archive(tmp_path, entry(body(kind="application/hal+json")))))
    assert sorted(each.name for each in found.proposals) == ["application/hal+json", "new_field"]


KEYS = (
    *(
        "apikey",
        "api_key",
        "api-key",
        "apiKey",
        "key",
        "x-api-key",
        "access_token",
        "accessToken",
        "token",
        "id_token",
        "signature",
        "sig",
        "apiSig",
    ),
    *(
        "X-Amz-Signature",
        "X-Amz-Credential",
        "X-Amz-Security-Token",
        "AWSAccessKeyId",
        "Key-Pair-Id",
        "password",
        "passwd",
        "pwd",
        "secret",
    ),
    *(
        "client_secret",
        "auth",
        "oauth_token",
        "authorization",
        "code",
        "code_verifier",
        "jwt",
        "session",
        "session_id",
        "sid",
        "otp",
        "hmac",
        "keys[]",
    ),
)
NO_KEYS = (
    "limit",
    "order",
    "token.id",
    "tokenIds",
    "tokenAddrs",
    "tokenAddress",
    "serialnumber",
    "spender.id",
    "account.publickey",
    "nftDatas",
    "author",
    "status_code",
    "page",
)


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize("form", ["text", "patch"])
def test_keys_in_a_url_are_not_printed(name: str, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    echo = json.dumps({"nfts": [{**NFT, "url": f"https://u:{KEY}@api.example/?{name}={KEY}#", "key_was": KEY}], "links": {"next": None}})
    sent = entry(
        body(echo), url=f"{HOLDINGS.replace('//', f'//user:{KEY}@')}?a=b&{name}={KEY}&q=1;{name}={KEY}&r={name}={KEY}&unknown=visible"
    )
    assert run(["drift", str(archive(tmp_path, sent)), "--format", form]) == 1
    output = capsys.readouterr()
    assert name in output.out
    assert KEY not in output.out + output.err
    assert form == "patch" or '"visible"' in output.out


def test_names_of_parameters_say_whether_they_are_keys() -> None:
    assert [name for name in KEYS if not names_key(name) or KEY in hidden(f"/nfts?a=1&{name}={KEY}")] == []
    assert [name for name in NO_KEYS if names_key(name) or KEY not in hidden(f"/nfts?a=1&{name}={KEY}")] == []


COMMAND = """
import sys
from nft_holdings.cli._app import run
code = run(["drift", sys.argv[1]])
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(peak, file=sys.stderr)
sys.exit(code)
"""


def peak_of(path: Path) -> int:
    """The most bytes of memory that the command had. The system's own figure for a child counts what the parent had too."""
    done = subprocess.run([sys.executable, "-c", COMMAND, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    return int(done.stderr) * 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell the peak of a process")
def test_a_large_archive_takes_little_more_memory_than_its_size(tmp_path: Path) -> None:
    small = peak_of(archive(tmp_path, entry(body())))
    page = json.dumps({"nfts": [{**NFT, "new_field": number} for number in range(1000)], "links": {"next": None}})
    others = [
        entry(body("x" * 1_000_000, "text/plain"), url="https://cdn.example/a"),
        entry(body("ö" * 150_000), url="https://cdn.example/b"),
    ]
    large = archive(tmp_path, *[entry(body(page))] * 60, *others * 8)
    size = large.stat().st_size
    assert size > 30_000_000
    assert peak_of(large) - small < 1.6 * size

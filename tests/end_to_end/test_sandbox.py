"""The sandbox as a server: errors, specs, settings, documents of rows, starting and stopping."""

import asyncio
import http.client
import json
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import pytest
from nft_holdings._installation import install_command
from nft_holdings.sandbox import LoadError, Sandbox, Settings, StartError
from nft_holdings.sandbox.hedera import _accounts as known

from tests.support.hedera_requests import MAXIMUM, messages, nft, pairs, path_of

SPEC = files("nft_holdings_api.hedera") / "openapi.json"


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", path_of("1001")), ("DELETE", path_of("1001")), ("GET", "/nonsense"), ("GET", "/api/v1/accounts")],
)
def test_no_such_route(client: httpx2.Client, method: str, path: str) -> None:
    assert messages(client.request(method, path), 404) == ["Not found"]


def test_other_errors(client: httpx2.Client) -> None:
    path = path_of("1001")
    for query in ("token.id[a]=1", "order[a]=asc", "foo[a]=1", "token.id[a][b]=1"):
        assert messages(client.get(f"{path}?{query}"), 500) == ["Internal error"]
    assert messages(client.get(path, headers={"Authorization": "Basic eDp5"}), 401) == ["Invalid credentials"]
    assert client.get(path, headers={"Authorization": "Bearer x"}).status_code == 200
    for size in (20_000, 100_000):
        with closing(http.client.HTTPConnection(client.base_url.host, client.base_url.port)) as connection:
            connection.request("GET", f"{path}?spender.id={'1' * size}")
            with connection.getresponse() as reply:
                assert (reply.status, reply.read(), reply.getheader("content-type")) == (431, b"", None)
    assert client.get(f"{path}?{'&'.join(['order=asc'] * 100)}").status_code == 200


# The sandbox itself


def test_index_and_specs(client: httpx2.Client) -> None:
    (hedera,) = (api for api in client.get("/").json()["apis"] if api["name"] == "hedera")
    assert client.get(hedera["openapi"]).content == SPEC.read_bytes()
    for account in hedera["accounts"].values():
        assert client.get(path_of(account)).status_code == (404 if account == known.DELETED_EVM_ADDRESS else 200)
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert client.get(path).status_code == 404


def contents(sandbox: Sandbox, account: str = known.LARGEST) -> bytes:
    return httpx2.get(f"{sandbox.url}{path_of(account)}?limit=100").content


@pytest.mark.usefixtures("made_up_anew")
def test_the_same_seed_makes_the_same_rows() -> None:
    with Sandbox() as one, Sandbox() as same, Sandbox(Settings(seed=1)) as other:
        assert len({one.url, same.url, other.url}) == 3
        assert contents(one) == contents(same) != contents(other)
        assert contents(one, "0.0.1119") == contents(same, "0.0.1119")
    with Sandbox(Settings(accounts=0, nfts=3)) as small:
        assert len(json.loads(contents(small))["nfts"]) == 3
        assert json.loads(contents(small, "0.0.1100"))["nfts"] == []


def test_rows_are_made_up_once_and_each_sandbox_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(seed=77, accounts=0, nfts=3)
    with Sandbox(settings, faults={"faults": [{"fault": "row_removed", "count": 9}]}) as first:
        assert all(json.loads(contents(first))["nfts"] for _ in range(2))
        assert first.faults
        assert first.faults.changes
    monkeypatch.setattr(Random, "randrange", None)
    with Sandbox(settings) as second:
        assert len(json.loads(contents(second))["nfts"]) == 3


def test_limits_are_settings() -> None:
    with Sandbox(Settings(hedera_default_limit=2, hedera_maximum_limit=3)) as sandbox:
        lengths = [len(pairs(httpx2.get(f"{sandbox.url}{path_of('1001')}?{query}"))) for query in ("", "limit=1", "limit=3", "limit=4")]
    assert lengths == [2, 1, 3, 3]
    assert Settings(hedera_maximum_limit=10).hedera_limits.default == 10


@pytest.mark.parametrize(
    ("wrong", "message"),
    [({name: value}, name) for name in ("nfts", "hedera_default_limit", "hedera_maximum_limit") for value in (0, -1, True, 1.5, "1")]
    + [
        ({"accounts": -1}, "accounts"),
        ({"seed": "x"}, "seed"),
        ({"nfts": 10**22}, "nfts"),
        ({"accounts": 10**9}, "accounts"),
        ({"hedera_default_limit": 101}, "101 is above 100"),
    ]
    + [({"hedera_default_limit": 5, "hedera_maximum_limit": 4}, "5 is above 4")],
)
def test_settings_are_checked(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Settings(**wrong)


def test_a_database_file_keeps_its_rows(tmp_path: Path) -> None:
    settings = Settings(database=tmp_path / "rows.sqlite", nfts=5)
    with Sandbox(settings) as sandbox:
        before = contents(sandbox)
    with Sandbox(Settings(database=settings.database, nfts=7, seed=3)) as sandbox:
        assert contents(sandbox) == before
    with pytest.raises(LoadError), Sandbox(settings, load={"hedera": {"nfts": [nft(0, 1, 1)]}}):
        pass
    with Sandbox(settings) as sandbox:
        assert contents(sandbox) == before
    with Sandbox(settings, load={"hedera": {"nfts": [nft(1001, 1, 1)]}}):
        pass
    with Sandbox(settings) as sandbox:
        assert [row["token_id"] for row in json.loads(contents(sandbox))["nfts"]] == ["0.0.1"]
    (tmp_path / "other").write_text("this is no database at all" * 100)
    with pytest.raises(StartError, match="other cannot be used"), Sandbox(Settings(database=tmp_path / "other")):
        pass


def test_a_document_is_read(tmp_path: Path) -> None:
    times = {"created_timestamp": "1.5", "modified_timestamp": "2"}
    rows = [nft("0.0.7", 9, 3, metadata="aGk=", deleted=None, spender=5, delegating_spender="0.1.6", **times), nft(7, "0.0.8", 1)]
    document = tmp_path / "rows.json"
    document.write_text(json.dumps({"hedera": {"tokens": [{"token_id": 8, "deleted": True}], "nfts": rows}}))
    with Sandbox(load=document) as sandbox:
        first, second = json.loads(contents(sandbox, "7"))["nfts"]
        assert json.loads(contents(sandbox))["nfts"] == []
    assert first == {
        "account_id": "0.0.7", "token_id": "0.0.9", "serial_number": 3, "spender": "0.0.5", "delegating_spender": "0.1.6",
        "created_timestamp": "1.500000000", "modified_timestamp": "2.000000000", "metadata": "aGk=", "deleted": None,
    }  # fmt: skip
    assert (second["deleted"], second["metadata"], second["spender"]) == (True, None, None)
    with Sandbox(load={}) as sandbox:
        assert json.loads(contents(sandbox))["nfts"] == []


GOOD = nft(1, 2, 3)
WRONG = [
    ({"hedera": {"nfts": [GOOD, nft(1, 2, 0)]}}, f"hedera.nfts[1].serial_number: expected an integer from 1 to {MAXIMUM}, got 0"),
    (
        {"hedera": {"nfts": [nft(1, 2, MAXIMUM + 1)]}},
        f"hedera.nfts[0].serial_number: expected an integer from 1 to {MAXIMUM}, got {MAXIMUM + 1}",
    ),
    ({"hedera": {"nfts": [GOOD, GOOD]}}, "hedera.nfts[1]: token 0.0.2 serial 3 is listed already, at hedera.nfts[0]"),
    (
        {"hedera": {"tokens": [{"token_id": 5}, {"token_id": "0.0.5"}]}},
        "hedera.tokens[1]: token 0.0.5 is listed already, at hedera.tokens[0]",
    ),
    (
        {"hedera": {"accounts": [{"number": 5}, {"number": "0.5"}]}},
        "hedera.accounts[1]: account 0.0.5 is listed already, at hedera.accounts[0]",
    ),
    ({"hedera": {"nft": []}}, 'hedera: unknown key "nft"; known are accounts, associations, changes, nfts, snapshots, tokens'),
    ({"hedera": {"tokens": [{"token_id": 5, "x": 1}]}}, 'hedera.tokens[0]: unknown key "x"; known are created_timestamp, '),
    ({"hedera": {"tokens": [{}]}}, "hedera.tokens[0]: token_id is missing"),
    ({"hedera": {"tokens": [5]}}, "hedera.tokens[0]: expected an object, got 5"),
    ({"hedera": {"tokens": {}}}, "hedera.tokens: expected an array, got {}"),
    ({"hedera": []}, "hedera: expected an object, got []"),
    ({"hedera": {"tokens": [{"token_id": 5, "deleted": 1}]}}, "hedera.tokens[0].deleted: expected true or false, got 1"),
    ({"hedera": {"accounts": [{"number": "0.0.x"}]}}, 'hedera.accounts[0].number: expected an id such as 0.0.1001, got "0.0.x"'),
    ({"hedera": {"accounts": [{"number": 0}]}}, "hedera.accounts[0].number: expected an id other than 0.0.0, got 0"),
    (
        {"hedera": {"accounts": [{"number": 1, "alias": "abc"}]}},
        'alias: expected an alias in base32, in capitals and without padding, got "abc"',
    ),
    (
        {"hedera": {"accounts": [{"number": 1, "evm_address": "0x1"}]}},
        'evm_address: expected an EVM address of 40 hexadecimal digits, got "0x1"',
    ),
    ({"hedera": {"nfts": [{**GOOD, "metadata": "?"}]}}, 'hedera.nfts[0].metadata: expected base64, got "?"'),
    ({"hedera": {"nfts": [{**GOOD, "metadata": "é"}]}}, 'hedera.nfts[0].metadata: expected base64, got "é"'),
    ({"hedera": {"nfts": [{**GOOD, "created_timestamp": 5}]}}, "hedera.nfts[0].created_timestamp: expected seconds since 1970 as a string"),
    ({"hedera": {"nfts": [{**GOOD, "spender": True}]}}, "hedera.nfts[0].spender: expected an id such as 0.0.1001, got true"),
    ({"mina": {}}, 'unknown section "mina"; known are '),
]


@pytest.mark.parametrize(("document", "message"), WRONG)
def test_wrong_documents(document: dict[str, object], message: str) -> None:
    with pytest.raises(LoadError) as raised, Sandbox(load=document):
        pass
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"hedera":\n {,}}', "line 2 column 3: "),
        ("[]", "expected an object"),
        (b"\xff", "is not UTF-8"),
        (None, "No such file"),
        ('{"hedera": {}, "hedera": {}}', 'the key "hedera" twice'),
    ],
)
def test_malformed_files(tmp_path: Path, text: str | bytes | None, message: str) -> None:
    document = tmp_path / "rows.json"
    if text is not None:
        document.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(LoadError, match=message), Sandbox(load=document):
        pass


def test_a_document_may_start_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "rows.json").write_bytes(b'\xef\xbb\xbf{"hedera": {}}')
    with Sandbox(load=tmp_path / "rows.json") as sandbox:
        assert sandbox.url


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE mine (x)")
        other.commit()
    before = (tmp_path / "other.db").read_bytes()
    with pytest.raises(StartError, match="another program"), Sandbox(Settings(database=tmp_path / "other.db")):
        pass
    assert (tmp_path / "other.db").read_bytes() == before


def test_unknown_apis_are_named() -> None:
    with Sandbox(load={}) as sandbox, pytest.raises(ValueError, match="hedera, loopring, swapchat"):
        sandbox.credentials("nope")


def test_nothing_is_left_behind() -> None:
    before = set(threading.enumerate())
    sandbox = Sandbox(Settings(nfts=1))
    for _ in range(2):
        began = time.monotonic()
        with sandbox, httpx2.Client(base_url=sandbox.url) as client:
            assert client.get("/").status_code == 200
            port = client.base_url.port
            with pytest.raises(StartError, match="running already"):
                sandbox.start()
        assert time.monotonic() - began < 5
        assert set(threading.enumerate()) == before
        with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port or 0)):
            pass
        with pytest.raises(StartError, match="not running"):
            _ = sandbox.url


def test_a_port_that_is_taken() -> None:
    before = set(threading.enumerate())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StartError, match=f"port {port} on 127.0.0.1 cannot be used: Address already in use"), Sandbox(port=port):
            pass
    assert set(threading.enumerate()) == before
    with Sandbox(port=port) as sandbox:
        assert sandbox.url == f"http://127.0.0.1:{port}"


def test_async_with() -> None:
    async def first_page() -> int:
        async with Sandbox() as sandbox, httpx2.AsyncClient(base_url=sandbox.url) as client:
            replies = await asyncio.gather(*(client.get(path_of("1001")) for _ in range(20)))
            return sum(len(pairs(reply)) for reply in replies)

    assert asyncio.run(first_page()) == 500


def test_serve_prints_its_url_and_ends_on_interrupt() -> None:
    command = [sys.executable, "-W", "error", "-c", "from nft_holdings.sandbox import serve; serve(); print('ended')"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert httpx2.get(url + path_of("1001")).status_code == 200
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=20) == ("ended\n", f"GET {url}/ lists accounts and keys to try. Ctrl-C stops.\n")
    assert process.returncode == 0


@pytest.mark.parametrize("missing", ["fastapi", "uvicorn", "pydantic"])
def test_a_missing_extra_is_named(missing: str) -> None:
    script = f"import sys; sys.modules[{missing!r}] = None\nimport nft_holdings.sandbox"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert f"ImportError: the sandbox needs {missing}: {install_command('sandbox')}" in ended.stderr

"""When faults befall requests, what is counted, and how a sandbox is given them."""

import http.client
import json
import signal
import subprocess
import sys
import threading
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from nft_holdings.cli._app import run
from nft_holdings.sandbox import Change, FaultRecord, LoadError, Sandbox, Settings

from tests.support.sandbox_requests import BALANCES, HEDERA, LISTINGS, OFF, SWAPCHAT, always, ask, port_of, request_of, right, send

SMALL = Settings(nfts=10, accounts=0)


def record_of(sandbox: Sandbox) -> FaultRecord:
    assert sandbox.faults is not None
    return sandbox.faults


def test_without_faults_nothing_changes() -> None:
    with Sandbox(SMALL) as plain, Sandbox(SMALL, faults={"faults": []}) as watched:
        assert plain.faults is None
        for listing in LISTINGS:
            for headers in ({}, {"Accept-Encoding": "gzip"}, OFF):
                for query in ("", "&limit=x", "&nonZero=false"):
                    one, other = (ask(sandbox, listing, headers, query=query) for sandbox in (plain, watched))
                    assert (one.status, one.body) == (other.status, other.body)
                    assert {**one.headers, "date": ""} == {**other.headers, "date": ""}
        assert record_of(watched).injected == {}
        assert record_of(watched).requests == 4 * 2 * 3


def test_methods_that_only_some_have() -> None:
    with Sandbox(SMALL) as plain, Sandbox(SMALL, faults={"faults": []}) as watched:
        replies = []
        for sandbox in (plain, watched):
            with closing(http.client.HTTPConnection("127.0.0.1", port_of(sandbox), timeout=10)) as connection:
                for method in ("HEAD", "DELETE"):
                    for listing in (HEDERA, BALANCES):
                        _, path, _, headers = request_of(listing)
                        answer = send(connection, (method, path, None, headers))
                        replies.append((answer.status, answer.body, {**answer.headers, "date": ""}))
        assert replies[:4] == replies[4:]
        assert [status for status, _, _ in replies[:4]] == [200, 405, 404, 405]
        assert record_of(watched).requests == 1


def test_only_listings_are_befallen() -> None:
    with Sandbox(SMALL, faults=always("status")) as sandbox:
        with closing(http.client.HTTPConnection("127.0.0.1", port_of(sandbox), timeout=10)) as connection:
            for path in ("/", "/openapi/hedera.json", "/nonsense", "/api/v1/accounts"):
                assert send(connection, ("GET", path, None, {})).status in {200, 404}
            assert record_of(sandbox).requests == 0
            for path in ("/api/v1/accounts/0.0.1003/nfts/", "/v1/key/api/v1/accounts/0.0.1003/nfts"):
                assert send(connection, ("GET", path, None, {})).status == 503
            assert send(connection, ("HEAD", "/api/v1/accounts/0.0.1003/nfts", None, {})).status == 503
        assert record_of(sandbox).injected == {"status 503": 3}


def test_a_request_may_want_no_faults() -> None:
    with Sandbox(SMALL, faults={"faults": [{"fault": "status", "at": [2]}]}) as sandbox:
        assert [ask(sandbox, HEDERA).status, *(right(sandbox, HEDERA).status for _ in range(5))] == [200] * 6
        assert ask(sandbox, HEDERA, {"x-sandbox-faults": "OFF"}).status == 200
        assert ask(sandbox, HEDERA, {"x-sandbox-faults": "on"}).status == 503
        assert record_of(sandbox).requests == 2


def test_the_rules_of_an_api_count_its_requests() -> None:
    faults = {
        "faults": [
            {"fault": "status", "status": 500, "count": 1, "api": "swapchat"},
            {"fault": "status", "status": 501, "at": [1, 2, 5]},
            {"fault": "status", "status": 502, "at": [2], "api": "loopring"},
        ]
    }
    with Sandbox(SMALL, faults=faults) as sandbox:
        found = [ask(sandbox, listing).status for listing in (HEDERA, SWAPCHAT, SWAPCHAT, BALANCES, BALANCES, BALANCES)]
        assert found == [501, 500, 200, 200, 501, 200]
        assert record_of(sandbox).injected == {"status 501": 2, "status 500": 1}
        assert record_of(sandbox).requests == 6


def statuses(seed: int) -> list[int]:
    rules = [{"fault": "status", "status": 500, "probability": 0.3}, {"fault": "status", "status": 501, "probability": 0.5}]
    with Sandbox(SMALL, faults={"seed": seed, "faults": rules}) as sandbox:
        return [ask(sandbox, HEDERA).status for _ in range(60)]


def test_chance_comes_from_the_seed() -> None:
    first, second = Random("7/0"), Random("7/1")
    draws = [(first.random(), second.random()) for _ in range(60)]
    assert statuses(7) == [500 if one < 0.3 else 501 if other < 0.5 else 200 for one, other in draws]
    assert statuses(8) != statuses(7)


def test_choices_come_from_the_seed_as_well() -> None:
    def bodies(seed: int) -> list[bytes]:
        with Sandbox(SMALL, faults={"seed": seed, **always("missing_field")}) as sandbox:
            return [ask(sandbox, listing).body for listing in LISTINGS * 3]

    assert bodies(1) == bodies(1) != bodies(2)


def test_many_threads() -> None:
    faults = {
        "faults": [
            {"fault": "reset", "at": [*range(7, 400, 40)]},
            {"fault": "row_added", "probability": 0.2},
            {"fault": "status", "count": 50},
            {"fault": "missing_field", "probability": 0.5},
        ]
    }
    seen: Counter[str] = Counter()
    lock = threading.Lock()

    def work(sandbox: Sandbox) -> None:
        for number in range(50):
            try:
                status = str(ask(sandbox, LISTINGS[number % 4]).status)
            except ConnectionError:
                status = "reset"
            with lock:
                seen[status] += 1
            record = record_of(sandbox)
            assert record.injected["row_added"] <= len(record.changes)

    with Sandbox(SMALL, faults=faults) as sandbox:
        failures: list[BaseException] = []

        def guarded() -> None:
            try:
                work(sandbox)
            except BaseException as failure:
                failures.append(failure)

        threads = [threading.Thread(target=guarded) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert not failures
        record = record_of(sandbox)
        injected = record.injected
        assert record.requests == 400
        assert injected["reset before"] == seen["reset"] == 10
        assert injected["status 503"] == seen["503"] > 30
        added = [change for change in record.changes if change.kind == "row_added"]
        assert injected["row_added"] == len(added) > 40
        totals = right(sandbox, SWAPCHAT).page(SWAPCHAT)["total"]
        assert totals == 100 + sum(change.api == "swapchat" for change in added)
        assert injected["missing_field"] > 80
    draws = Random("0/1")
    # What befalls a request is settled when it comes, so that threads change nothing in how often it is.
    fired = [draws.random() < 0.2 for _ in range(400)]
    assert len(added) == sum(hit and place % 40 != 7 for place, hit in enumerate(fired, 1))


def test_the_record_outlives_the_sandbox_and_starts_anew() -> None:
    sandbox = Sandbox(SMALL, faults=always("row_removed"))
    assert sandbox.faults is None
    with sandbox:
        ask(sandbox, SWAPCHAT)
    record = record_of(sandbox)
    (change,) = record.changes
    assert isinstance(change, Change)
    assert (change.kind, change.api, record.injected) == ("row_removed", "swapchat", {"row_removed": 1})
    record.injected.clear()
    record.changes.clear()
    assert (record.injected.total(), len(record.changes)) == (1, 1)
    with sandbox:
        assert record_of(sandbox).requests == 0
    assert record.requests == 1


def test_files(tmp_path: Path) -> None:
    file = tmp_path / "faults.json"
    file.write_text(json.dumps(always("status", status=418)))
    with Sandbox(SMALL, faults=file) as sandbox:
        assert ask(sandbox, HEDERA).status == 418
    file.write_text('{"faults":\n [,]}')
    with pytest.raises(LoadError, match=r"faults\.json: line 2 column 3: "), Sandbox(faults=file):
        pass
    before = set(threading.enumerate())
    with pytest.raises(LoadError, match=r"faults\[0\]\.status: expected an integer from 400 to 599, got 200"):
        Sandbox(faults=always("status", status=200)).start()
    assert set(threading.enumerate()) == before


def test_the_command_line_counts_what_it_did(tmp_path: Path) -> None:
    file = tmp_path / "faults.json"
    rules = [{"fault": "status", "status": 503, "at": [1, 3]}, {"fault": "reset", "at": [2]}]
    file.write_text(json.dumps({"faults": rules}))
    script = "import sys; from nft_holdings.cli._app import run; sys.exit(run(sys.argv[1:]))"
    line = [sys.executable, "-W", "error", "-c", script, "sandbox", "--port", "0", "--nfts", "5", "--faults", str(file)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().strip().rpartition(":")[2])
        for status in (503, None, 503, 200):
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
                if status is None:
                    with pytest.raises(ConnectionError):
                        send(connection, request_of(HEDERA))
                else:
                    assert send(connection, request_of(HEDERA)).status == status
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)
    assert told.splitlines()[-1] == "Faults in 4 requests: 1 reset before, 2 status 503."
    assert process.returncode == 0


def test_a_file_that_cannot_be_used_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "faults.json").write_text('{"faults": [{"fault": "nonsense", "count": 1}]}')
    assert run(["sandbox", "--port", "0", "--faults", str(tmp_path / "faults.json")]) == 2
    assert "faults[0].fault: expected one of status, latency, " in capsys.readouterr().err

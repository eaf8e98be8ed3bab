"""`hedera holders`: several tokens, conditions on holders, serial numbers and since when; and `--names`."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest
from nft_holdings import Hedera
from nft_holdings.cli._app import run
from nft_holdings.cli._exit_codes import ExitCode
from nft_holdings.sandbox import Sandbox
from nft_holdings.sandbox.hedera import _accounts as known

Capture = pytest.CaptureFixture[str]
A, B, C = known.HISTORIES, known.HUNDRED_ISSUED, known.ENDED
PARTIAL = 19
"""An NFT whose history the sandbox has in part, so that it may have been held earlier than it says."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with Sandbox() as sandbox:
        yield sandbox.url


@pytest.fixture(scope="module")
def client(server: str) -> Iterator[Hedera[Any]]:
    with Hedera(server) as client:
        yield client


def hedera(server: str, line: str) -> int:
    return run(["hedera", *line.split(), "--base-url", server])


def rows_of(server: str, line: str, capsys: Capture, code: int = ExitCode.OK) -> list[dict[str, Any]]:
    assert hedera(server, f"holders {line} --format ndjson") == code
    return [json.loads(each) for each in capsys.readouterr().out.splitlines()]


def counts(client: Hedera[Any], token: str) -> Counter[str]:
    return Counter(str(nft.account_id) for nft in client.token_nfts(token))


def test_each_row_is_a_holder_of_a_token(server: str, client: Hedera[Any], capsys: Capture) -> None:
    rows = rows_of(server, f"{A} {B} {A}", capsys)
    assert {(row["token"], row["wallet"]): row["owned"] for row in rows} == {
        (token, holder): owned for token in (A, B) for holder, owned in counts(client, token).items()
    }
    assert len(rows) == len(counts(client, A)) + len(counts(client, B))
    assert [row["token"] for row in rows_of(server, "700", capsys)] == [A] * len(counts(client, A))


def test_conditions_of_several_tokens(server: str, client: Hedera[Any], capsys: Capture) -> None:
    a, b, c = (set(counts(client, token)) for token in (A, B, C))
    assert a & b
    assert a - b
    assert a & c

    def holders(line: str) -> set[tuple[str, str]]:
        return {(row["token"], row["wallet"]) for row in rows_of(server, line, capsys)}

    def rows(token: str, accounts: set[str]) -> set[tuple[str, str]]:
        return {(token, account) for account in accounts}

    assert holders(f"{A} --all-of {B}") == rows(A, a & b)
    assert holders(f"--all-of {A},{B}") == rows(A, a & b) | rows(B, a & b)
    assert holders(f"--any-of {A} --any-of {B}") == rows(A, a) | rows(B, b)
    assert holders(f"{A} --none-of {B}") == rows(A, a - b)
    assert holders(f"{A} --any-of {B},{C}") == rows(A, a & (b | c))
    assert holders(f"{A} {B} --all-of {A},{B} --none-of {C}") == rows(A, (a & b) - c) | rows(B, (a & b) - c)


def test_the_least_and_the_accounts_to_leave_out(server: str, client: Hedera[Any], capsys: Capture, tmp_path: Path) -> None:
    owned = counts(client, A)
    least = sorted(owned.values())[-2]
    assert {row["wallet"] for row in rows_of(server, f"{A} --min {least}", capsys)} == {
        holder for holder, count in owned.items() if count >= least
    }
    serials = rows_of(server, f"{A} --serials --min {least}", capsys)
    assert Counter(row["owner"] for row in serials) == {holder: count for holder, count in owned.items() if count >= least}
    treasury = client.token(A).treasury_account_id
    assert treasury in owned
    assert {row["wallet"] for row in rows_of(server, f"{A} --exclude-treasury", capsys)} == owned.keys() - {treasury}
    older = client.token(A, timestamp="2025-09-27").treasury_account_id
    assert older != treasury
    then = {row.account for row in client.holders(A, as_of="2025-09-27")}
    assert {row["wallet"] for row in rows_of(server, f"{A} --exclude-treasury --as-of 2025-09-27", capsys)} == then - {older}

    file = tmp_path / "left out.txt"
    with_alias = client.account(known.HOLDER_ALIAS).account
    for written, left_out in [("0.0.611", "0.0.611"), ("611", "0.0.611"), ("0.611", "0.0.611"), (known.HOLDER_ALIAS, with_alias)]:
        file.write_text(f"# the team\n\n{written}  # one of it\n")
        assert run(["hedera", "holders", A, "--exclude", str(file), "-f", "ndjson", "--base-url", server]) == ExitCode.OK
        assert {json.loads(line)["wallet"] for line in capsys.readouterr().out.splitlines()} == owned.keys() - {left_out}
    file.write_text("")
    assert len(rows_of(server, f"{A} --exclude /dev/null", capsys)) == len(owned)


def test_serial_numbers_and_since(server: str, client: Hedera[Any], capsys: Capture) -> None:
    nfts = {nft.serial_number: nft for nft in client.token_nfts(A)}
    rows = rows_of(server, f"{A} --serials --order asc", capsys)
    assert [(row["serial"], row["owner"], row["spender"]) for row in rows] == [
        (serial, nfts[serial].account_id, nfts[serial].spender) for serial in sorted(nfts)
    ]
    held = {each.serial_number: each for each in client.held_since_many(A, sorted(nfts))}
    rows = rows_of(server, f"{A} --serials --since", capsys)
    assert [(row["serial"], row["since"], row["exact"]) for row in rows] == [
        (serial, held[serial].since, held[serial].exact) for serial in sorted(nfts, reverse=True)
    ]


@pytest.mark.parametrize("moment", ["1758731040", "2025-09-27T19:10:00Z", "2027-01-01"])
def test_held_before(moment: str, server: str, client: Hedera[Any], capsys: Capture) -> None:
    from nft_holdings._apis.hedera.tokens.times import nanoseconds, time_in

    before = nanoseconds(moment, "time")
    serials = [nft.serial_number for nft in client.token_nfts(A)]
    early = {each.serial_number: each.holder for each in client.held_since_many(A, serials) if (time_in(each.since) or 0) < before}
    rows = rows_of(server, f"{A} --held-before {moment} --serials", capsys)
    assert {row["serial"]: row["owner"] for row in rows} == early
    rows = rows_of(server, f"{A} --held-before {moment}", capsys)
    assert {row["wallet"]: row["owned"] for row in rows} == Counter(early.values())
    assert [row["wallet"] for row in rows] == sorted({str(each) for each in early.values()}, reverse=True)
    assert rows_of(server, f"{A} --held-before {moment} --order asc", capsys)[::-1] == [{**row, "timestamp": ANY} for row in rows]
    rows = rows_of(server, f"{A} --all-of {A} --held-before {moment} --serials --since --min 2", capsys)
    assert {row["serial"] for row in rows} == {serial for serial, holder in early.items() if Counter(early.values())[holder] > 1}


def test_a_condition_of_a_fungible_token_needs_no_nfts(server: str, client: Hedera[Any], capsys: Capture) -> None:
    owners = {row.account for row in client.holders(known.COINS, at_least=2)}
    rows = rows_of(server, f"{A} --serials --since --all-of {known.COINS} --min 2", capsys)
    assert {row["owner"] for row in rows} == {holder for holder, count in counts(client, A).items() if count > 1 and holder in owners}


def test_only_the_nfts_that_are_listed_are_asked_since_when(server: str, capsys: Capture) -> None:
    assert hedera(server, f"holders {A} --serials --since --all-of {B} -v") == ExitCode.OK
    asked = capsys.readouterr().err
    assert f"/tokens/{A}/nfts/2/transactions" in asked
    assert f"/tokens/{B}/nfts/" not in asked


def test_an_nft_whose_last_move_is_missing_is_not_held_before(capsys: Capture) -> None:
    def change(kind: str | None, second: int, sender: str | None, receiver: str | None, holder: str) -> dict[str, Any]:
        row = {"token_id": "0.0.2000", "serial_number": 1, "type": kind, "consensus_timestamp": f"{1700000000 + second}.0"}
        return {**row, "account_id": holder, "sender_account_id": sender, "receiver_account_id": receiver}

    changes = [
        change("TOKENMINT", 0, None, "0.0.900", "0.0.900"),
        change("CRYPTOTRANSFER", 10, "0.0.900", "0.0.901", "0.0.901"),
        change(None, 30, "0.0.901", "0.0.902", "0.0.902"),
        change("CRYPTOAPPROVEALLOWANCE", 40, None, None, "0.0.902"),
    ]
    nft = {"account_id": "0.0.902", "token_id": "0.0.2000", "serial_number": 1}
    nft |= {"created_timestamp": "1700000000.0", "modified_timestamp": "1700000040.0"}
    with Sandbox(load={"hedera": {"nfts": [nft], "changes": changes}}) as sandbox:
        assert rows_of(sandbox.url, "0.0.2000 --held-before 1700000020", capsys, ExitCode.INCOMPLETE) == []
        row = {"owner": "0.0.902", "serial": 1, "token": "0.0.2000", "spender": None}
        unsure = {"since": "1700000010.000000000", "exact": False}
        assert rows_of(sandbox.url, "0.0.2000 --serials --since", capsys) == [{**row, **unsure}]
        # The NFT has not changed since then.
        assert rows_of(sandbox.url, "0.0.2000 --held-before 1700000041 --serials --since", capsys) == [{**row, **unsure}]


def test_an_error_of_a_condition_has_no_cursor_of_another_listing(capsys: Capture) -> None:
    with Sandbox(faults={"faults": [{"fault": "status", "status": 400, "at": [2]}]}) as sandbox:
        assert hedera(sandbox.url, f"holders {A} --all-of {known.MANY_ISSUED} --page-size 20") == ExitCode.INCOMPLETE
    said = capsys.readouterr()
    assert (said.out, "--cursor" in said.err) == ("", False)


def test_what_the_history_cannot_tell_is_said_and_not_guessed(server: str, capsys: Capture) -> None:
    rows = rows_of(server, f"{A} --held-before 2025-09-21 --serials", capsys, ExitCode.INCOMPLETE)
    assert PARTIAL not in {row["serial"] for row in rows}
    assert hedera(server, f"holders {A} --held-before 2025-09-21") == ExitCode.INCOMPLETE
    assert f"{A}/{PARTIAL}: a move may be missing in its history" in capsys.readouterr().err


def test_balances_of_a_time(server: str, client: Hedera[Any], capsys: Capture) -> None:
    snapshot = client.holders(A, as_of="2025-09-27T12:00:00Z")
    expected = [(row.account, row.balance) for row in snapshot.all()]
    rows = rows_of(server, f"{A} --as-of 2025-09-27T12:00:00Z", capsys)
    assert [(row["wallet"], row["owned"]) for row in rows] == expected
    assert {row["timestamp"] for row in rows} == {snapshot.as_of}


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_snapshot_whose_last_page_is_full_is_complete(size: int, server: str, client: Hedera[Any], capsys: Capture) -> None:
    whole = client.holders(A, as_of="2025-09-27")
    expected = [(row.account, row.balance) for row in whole.all()]
    assert len(expected) == 4
    rows = rows_of(server, f"{A} --as-of 2025-09-27 --page-size {size}", capsys)
    assert [(row["wallet"], row["owned"]) for row in rows] == expected
    paged = client.holders(A, as_of="2025-09-27", page_size=size)
    assert (len(paged.all()), paged.as_of) == (4, whole.as_of)


def test_csv_has_the_columns_of_snapshot_tools(server: str, capsys: Capture) -> None:
    assert hedera(server, f"holders {A} -f csv") == ExitCode.OK
    assert next(csv.reader(io.StringIO(capsys.readouterr().out))) == ["wallet", "token", "owned", "timestamp"]
    assert hedera(server, f"holders {A} --serials --since -f csv") == ExitCode.OK
    head, *rows = csv.reader(io.StringIO(capsys.readouterr().out))
    assert head == ["owner", "serial", "token", "spender", "since", "exact"]
    assert rows[0][4].endswith("Z")
    assert hedera(server, f"holders {A} -f csv --columns wallet --no-header") == ExitCode.OK
    assert len(capsys.readouterr().out.splitlines()[0].split(",")) == 1


@pytest.mark.parametrize("options", ["", "--serials"])
def test_one_token_goes_on_from_a_cursor(options: str, server: str, client: Hedera[Any], capsys: Capture) -> None:
    whole = rows_of(server, f"{A} {options} --page-size 2", capsys)
    listing = client.token_nfts(A, page_size=2) if options else client.holders(A, page_size=2)
    cursor = next(iter(listing.pages())).cursor
    rest = rows_of(server, f"{A} {options} --page-size 2 --none-of {known.UNISSUED} --cursor {cursor}", capsys)
    key = "serial" if options else "wallet"
    assert [row[key] for row in rest] == [row[key] for row in whole[2:]]


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ("", ExitCode.USAGE, "no token is named: give TOKEN, --all-of or --any-of"),
        (f"{A} --as-of 2025-09-27 --serials", ExitCode.USAGE, "--as-of does not go with --serials"),
        (f"{A} --as-of 2025-09-27 --held-before 2025-09-27", ExitCode.USAGE, "--as-of does not go with --held-before"),
        (f"{A} --as-of yesterday", ExitCode.USAGE, "--as-of must be a time"),
        (f"{A} --held-before yesterday", ExitCode.USAGE, "--held-before must be a time"),
        (f"{A} --since", ExitCode.USAGE, "--since goes with --serials"),
        (f"{A} --min 0", ExitCode.USAGE, "--min must be a whole number of at least 1"),
        (f"{A} --order up", ExitCode.USAGE, "--order must be asc or desc"),
        (f"{A} --all-of {B},", ExitCode.USAGE, "--all-of has an empty value"),
        ("HISTORIES", ExitCode.USAGE, "must be an id such as '0.0.2000', not 'HISTORIES'"),
        (f"{A} --none-of boats", ExitCode.USAGE, "must be an id"),
        (f"{A} {B} --cursor x", ExitCode.USAGE, "--cursor goes on with one TOKEN"),
        (f"{A} --cursor x", ExitCode.USAGE, "cursor"),
        (f"{A} --all-of {A} --cursor x", ExitCode.USAGE, "--cursor goes on with one TOKEN"),
        (f"{A} 700", ExitCode.USAGE, f"{A} and 700 may be one token: write both with shard and realm"),
        (f"{known.COINS} --serials", ExitCode.USAGE, f"the token {known.COINS} is fungible and has no NFTs: leave --serials out"),
        (f"{A} --any-of {known.COINS} --held-before 2025-09-27", ExitCode.USAGE, "has no NFTs: leave --held-before out"),
        (f"{A} --exclude /no/such/file", ExitCode.USAGE, "--exclude /no/such/file cannot be read: No such file"),
        (f"{A} --columns account", ExitCode.USAGE, "unknown column 'account'"),
        (f"{A} --page-size 0", ExitCode.USAGE, "--page-size must be"),
        (f"{A} --all-of 0.0.99999", ExitCode.NOT_FOUND, "token 0.0.99999: Not found"),
        (f"{A} --none-of 0.0.99999", ExitCode.NOT_FOUND, "token 0.0.99999: Not found"),
        (f"{A} --as-of 2001-01-01", ExitCode.INCOMPLETE, "no snapshot"),
    ],
)
def test_what_is_refused_says_why(line: str, code: ExitCode, says: str, server: str, capsys: Capture) -> None:
    assert hedera(server, f"holders {line}") == code
    said = capsys.readouterr()
    assert (said.out, "Traceback" in said.err) == ("", False)
    assert says in said.err


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("0.0.611\nthe team\n", ExitCode.USAGE, "line 2 of {}: an account is an id"),
        ("0.0.611,0.0.612\n", ExitCode.USAGE, "line 1 of {}: an account is an id"),
        ("0x10000000000000000000000000000000deadbeef\n", ExitCode.NOT_FOUND, "deadbeef: Not found"),
    ],
)
def test_a_wrong_line_of_accounts_to_leave_out(text: str, code: int, says: str, server: str, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "team.txt"
    file.write_text(text)
    assert run(["hedera", "holders", A, "--exclude", str(file), "--base-url", server]) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert says.format(file) in said.err


def test_names_of_tokens(server: str, client: Hedera[Any], capsys: Capture) -> None:
    assert hedera(server, f"nfts {known.HOLDERS[0]} --names -f ndjson") == ExitCode.OK
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    tokens = {row["token_id"] for row in rows}
    assert {(row["token_id"], row["name"], row["symbol"]) for row in rows} == {
        (token, client.token(token).name, client.token(token).symbol) for token in tokens
    }
    assert hedera(server, f"nfts {known.HOLDERS[0]} --names -f table") == ExitCode.OK
    assert capsys.readouterr().out.split()[:4] == ["token", "name", "symbol", "serial"]
    assert hedera(server, f"nfts {known.HOLDERS[0]} {known.HOLDERS[1]} --names -f csv --columns account,symbol") == ExitCode.OK
    assert next(csv.reader(io.StringIO(capsys.readouterr().out))) == ["account", "symbol"]


def test_a_token_that_a_server_does_not_know_has_no_name(server: str, capsys: Capture) -> None:
    assert hedera(server, f"tokens {known.HOLDERS[0]} --names -f ndjson") == ExitCode.OK
    rows = {row["token_id"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert (rows[known.UNKNOWN_TOKEN]["name"], rows[known.UNKNOWN_TOKEN]["symbol"]) == (None, None)


def test_a_name_that_cannot_be_had_stops_the_listing(capsys: Capture) -> None:
    faults = {"faults": [{"fault": "status", "status": 400, "at": [2]}]}
    with Sandbox(faults=faults) as sandbox:
        assert run(["hedera", "nfts", known.HOLDERS[0], "--names", "--base-url", sandbox.url]) == ExitCode.REFUSED
    assert capsys.readouterr().out == ""


def test_a_later_name_that_cannot_be_had_leaves_a_cursor(capsys: Capture) -> None:
    load = {"hedera": {"nfts": [{"account_id": "0.0.1001", "token_id": token, "serial_number": 1} for token in range(2000, 2004)]}}
    line = "tokens 0.0.1001 --names --page-size 2 -f csv --columns token_id,name --no-header"
    with Sandbox(load=load, faults={"faults": [{"fault": "status", "status": 400, "at": [5]}]}) as sandbox:
        assert hedera(sandbox.url, line) == ExitCode.INCOMPLETE
        first = capsys.readouterr()
        assert "the name of token 0.0.2002 cannot be had: Bad Request (HTTP 400)" in first.err
        assert hedera(sandbox.url, f"{line} --cursor {first.err.split()[-1]}") == ExitCode.OK
    rows = [f"0.0.{token},Token 0.0.{token}" for token in range(2000, 2004)]
    assert (first.out + capsys.readouterr().out).splitlines() == rows

"""The commands of the token side: rows, single objects, and yes or no by exit code."""

import csv
import io
import json
from typing import Any

import pytest
from nft_holdings.cli._app import run
from nft_holdings.cli._exit_codes import ExitCode
from nft_holdings.sandbox.hedera import _accounts as known

Capture = pytest.CaptureFixture[str]


def hedera(line: str) -> int:
    return run(["hedera", *line.split(), "--sandbox"])


def rows_of(line: str, capsys: Capture) -> list[dict[str, Any]]:
    assert hedera(f"{line} --format ndjson") == ExitCode.OK
    return [json.loads(each) for each in capsys.readouterr().out.splitlines()]


def test_holders_and_nfts_agree(capsys: Capture) -> None:
    holders = {row["wallet"]: row["owned"] for row in rows_of(f"holders {known.HISTORIES}", capsys)}
    nfts = rows_of(f"token-nfts {known.HISTORIES}", capsys)
    counted = dict.fromkeys((row["account_id"] for row in nfts), 0)
    for row in nfts:
        counted[row["account_id"]] += 1
    assert holders == counted
    one = nfts[0]["account_id"]
    assert {row["account_id"] for row in rows_of(f"token-nfts {known.HISTORIES} --holder-id {one}", capsys)} == {one}
    tokens = {row["token_id"]: row["balance"] for row in rows_of(f"tokens {one}", capsys)}
    assert tokens[known.HISTORIES] == holders[one]
    burned = [row for row in rows_of(f"token-nfts {known.HISTORIES} --burned", capsys) if row["account_id"] is None]
    assert burned
    assert len(burned) + len(nfts) == len(rows_of(f"token-nfts {known.HISTORIES} --burned --order asc", capsys))


def test_a_history_and_its_nft(capsys: Capture) -> None:
    history = rows_of(f"history {known.HISTORIES}/2", capsys)
    (nft,) = rows_of(f"nft {known.HISTORIES}/2", capsys)
    assert history[0]["receiver_account_id"] == nft["account_id"]
    assert history[-1]["type"] == "TOKENMINT"


@pytest.mark.parametrize("line", [f"token {known.HISTORIES}", f"account {known.HOLDERS[0]}", f"nft {known.HISTORIES}/2"])
def test_one_object_in_each_format(line: str, capsys: Capture) -> None:
    (row,) = rows_of(line, capsys)
    assert hedera(f"{line} --format json") == ExitCode.OK
    assert json.loads(capsys.readouterr().out) == [row]
    assert hedera(f"{line} --format csv") == ExitCode.OK
    assert len(list(csv.reader(io.StringIO(capsys.readouterr().out)))) == 2
    assert hedera(f"{line} --format table") == ExitCode.OK


@pytest.mark.parametrize(
    ("line", "says", "code"),
    [
        (f"{known.HOLDERS[1]} {known.HISTORIES}", "yes", ExitCode.OK),
        (f"{known.HOLDERS[1]} {known.HISTORIES} --at-least 5", "yes", ExitCode.OK),
        (f"{known.HOLDERS[1]} {known.HISTORIES} --at-least 99 --confirm", "no", ExitCode.NO),
        (f"{known.WAITING} {known.HISTORIES}", "no", ExitCode.NO),
        ("0.0.604 0.0.700 --unknown no", "no", ExitCode.NO),
    ],
)
def test_yes_and_no(line: str, says: str, code: ExitCode, capsys: Capture) -> None:
    assert hedera(f"owns {line}") == code
    assert capsys.readouterr().out == f"{says}\n"


@pytest.mark.parametrize(
    ("line", "code", "error"),
    [
        ("owns", ExitCode.USAGE, "give ACCOUNT TOKEN"),
        (f"owns {known.WAITING}", ExitCode.USAGE, "give ACCOUNT TOKEN, not 1 words"),
        (f"owns {known.WAITING} {known.HISTORIES} 3", ExitCode.USAGE, "give ACCOUNT TOKEN, not 3 words"),
        (f"owns {known.WAITING} 0.0.99999", ExitCode.NOT_FOUND, "token 0.0.99999: Not found"),
        (f"owns {known.WAITING} x", ExitCode.USAGE, "token must be an id"),
        (f"owns {known.HOLDERS[0]} {known.COINS}", ExitCode.USAGE, "count in --smallest-units"),
        (f"owns {known.WAITING} {known.HISTORIES} --at-least 0", ExitCode.USAGE, "--at-least must be"),
        (f"history {known.HISTORIES}", ExitCode.USAGE, "is not TOKEN/SERIAL"),
        (f"history {known.HISTORIES}/x", ExitCode.USAGE, "whole numbers"),
        (f"nft {known.HISTORIES}/0", ExitCode.USAGE, "from 1 to"),
        (f"nft {known.HISTORIES}/99999", ExitCode.NOT_FOUND, f"NFT {known.HISTORIES}/99999: Not found"),
        ("nft /3", ExitCode.USAGE, "is not TOKEN/SERIAL"),
        ("token-nfts", ExitCode.USAGE, "give TOKEN"),
        ("token-nfts 0.0.99999", ExitCode.NOT_FOUND, "token 0.0.99999: Not found"),
        (f"token-nfts {known.HISTORIES} --token-id 5", ExitCode.USAGE, "--token-id"),
        (f"token-nfts {known.HISTORIES} --serial-number ne:5", ExitCode.USAGE, "serial-number"),
        (f"holders {known.HISTORIES} --as-of yesterday", ExitCode.USAGE, "--as-of must be a time"),
        (f"holders {known.HISTORIES} --as-of 2001-01-01", ExitCode.INCOMPLETE, "no snapshot"),
        ("account 0.0.99999", ExitCode.NOT_FOUND, "account 0.0.99999: Not found"),
    ],
)
def test_what_is_refused_says_why(line: str, code: ExitCode, error: str, capsys: Capture) -> None:
    assert hedera(line) == code
    said = capsys.readouterr()
    assert (said.out, "Traceback" in said.err) == ("", False)
    assert error in said.err


def test_no_answer_is_no_no(capsys: Capture) -> None:
    assert run(["hedera", "owns", known.WAITING, known.HISTORIES, "--base-url", "http://127.0.0.1:1"]) == ExitCode.NO_REPLY
    assert capsys.readouterr().out == ""


def test_nothing_says_so(capsys: Capture) -> None:
    assert hedera(f"token-nfts {known.UNISSUED}") == ExitCode.OK
    assert capsys.readouterr().out == ""

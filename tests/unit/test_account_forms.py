"""The spec's patterns, the client and the sandbox read accounts and ids alike, as the mirror node does."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import product

import pytest
from nft_holdings import InvalidArgument
from nft_holdings._apis.hedera.entity_id import account_path, entity_id
from nft_holdings._specs.access import spec_of
from nft_holdings.sandbox._setting_checks import Limits
from nft_holdings.sandbox.hedera._account import find_account
from nft_holdings.sandbox.hedera._filters import read_filters
from nft_holdings.sandbox.hedera._refusal import HederaRefusal
from nft_holdings.sandbox.hedera._tables import TABLES

LARGEST = 2**38 - 1
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
PREFIXES = (
    "",
    "0.",
    "0.0.",
    "00.",
    "0000.",
    "00000.",
    "00.00000.",
    "000000.",
    "1.",
    "1.0.",
    "0.1.",
    "0x",
    "0.0.0x",
    "-",
    "1023.65535.",
    "1024.0.",
)
NUMBERS = (
    "0",
    "1001",
    "000001001",
    "000000001001",
    "0000000001001",
    str(LARGEST),
    str(LARGEST + 1),
    "9" * 12,
    "1" * 13,
    "1" * 19,
    "2" * 19,
    "2" * 20,
)
ADDRESSES = ("ab" * 20, "AB" * 20, f"{1001:040x}", f"{LARGEST:040x}", f"{LARGEST + 1:040x}", "1" + "0" * 39, "a" * 39, "a" * 41, "g" * 40)
ALIASES = (
    *tuple("A" * (length - 1) + last for length, last in product((1, 2, 3, 4, 5, 6, 7, 8, 10, 13), BASE32)),
    "aa",
    "A0",
    "2345672345672345",
)
TEXTS = [prefix + core for prefix, core in product(PREFIXES, NUMBERS + ADDRESSES + ALIASES)]
PARAMETERS = spec_of("hedera")["components"]["parameters"]
SCHEMAS = spec_of("hedera")["components"]["schemas"]
DIGITS = re.compile(r"(?:[0-9]+\.){0,2}[0-9]+")


def client_takes(text: str, read: str) -> bool:
    try:
        account_path(text) if read == "account" else entity_id(text, "token_id")
    except InvalidArgument:
        return False
    return True


def sandbox_takes(connection: sqlite3.Connection, text: str, read: str) -> bool:
    try:
        if read == "account":
            find_account(connection, text)
        else:
            read_filters({read: [text]}, Limits(25, 100))
    except HederaRefusal as refusal:
        return refusal.status == 404
    return True


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as empty:
        empty.executescript(TABLES)
        yield empty


@pytest.mark.parametrize(
    ("read", "pattern"),
    [
        ("account", PARAMETERS["Account"]["schema"]["pattern"]),
        ("token.id", SCHEMAS["TokenIdFilter"]["pattern"]),
        ("spender.id", SCHEMAS["SpenderIdFilter"]["pattern"]),
    ],
)
def test_every_form_is_read_alike(connection: sqlite3.Connection, read: str, pattern: str) -> None:
    taken = {text for text in TEXTS if sandbox_takes(connection, text, read)}
    described = {text for text in TEXTS if re.search(pattern, text, re.ASCII)}
    by_client = {text for text in TEXTS if client_takes(text, read)}
    assert len(taken) > 20
    assert taken - described == set()
    # What is left is what no pattern says: a number that is too large, as the rule number-in-range has it.
    assert [text for text in described - taken if not DIGITS.fullmatch(text)] == []
    # The client does not take an address for a spender, which matches nothing.
    addresses = {text for text in taken if read == "spender.id" and re.fullmatch(r"(?:0x|[0.]*)[0-9A-Fa-f]{40}", text)}
    assert taken - by_client - addresses == set()
    assert by_client - taken == set()

"""Hedera's ids and accounts: every writing that the server takes is read, every other one refused with advice."""

import copy
import pickle
from itertools import pairwise
from typing import Any

import pytest
from nft_holdings import EntityId, InvalidArgument
from nft_holdings._apis.hedera.entity_id import account_path, entity_id
from nft_holdings._apis.hedera.filters.columns import serial

LARGEST = 2**38 - 1
ALIAS = "HIQQEXWKW53RKN4W6XXC4Q232SYNZ3SZANVZZSUME5B5PRGXL663UAQA"
ADDRESS = "00000000000000000000000000000000000A11cE"

GOOD: list[tuple[Any, str]] = [
    (0, "0.0.0"),
    (2000, "0.0.2000"),
    ("2000", "0.0.2000"),
    ("7.2000", "0.7.2000"),
    ("1.2.2000", "1.2.2000"),
    ("1023.65535.274877906943", f"1023.65535.{LARGEST}"),
    (LARGEST, f"0.0.{LARGEST}"),
    ("0.0.0002000", "0.0.2000"),
    ("00.00.7", "0.0.7"),
    (EntityId(1, 2, 3), "1.2.3"),
    (f"{2000:040x}", "0.0.2000"),
    (f"0x{2000:040x}", "0.0.2000"),
    (f"0x{2748:040X}", "0.0.2748"),
    (f"0x{LARGEST:040x}", f"0.0.{LARGEST}"),
    (f"0.{2000:040x}", "0.0.2000"),
    (f"0.0.{2000:040x}", "0.0.2000"),
    (f"0000.00000.{2000:040x}", "0.0.2000"),
    ("000000002000", "0.0.2000"),
]


@pytest.mark.parametrize(("value", "text"), GOOD, ids=[repr(value) for value, _ in GOOD])
def test_an_id_is_read(value: Any, text: str) -> None:
    found = entity_id(value, "token_id")
    assert isinstance(found, EntityId)
    assert str(found) == text


BAD: list[tuple[Any, str, str]] = [
    ("", "value-required", "token_id"),
    (None, "id-form", "None"),
    (True, "id-form", "True"),
    (2000.0, "id-form", "2000.0"),
    (b"0.0.2000", "id-form", "b'0.0.2000'"),
    ((0, 0, 2000), "id-form", "(0, 0, 2000)"),
    (-1, "id-form", "-1"),
    ("-1", "id-form", "-1"),
    ("+1", "id-form", "+1"),
    ("x", "id-form", "'x'"),
    ("0.0.", "id-form", "'0.0.'"),
    (".5", "id-form", "'.5'"),
    ("0..5", "id-form", "'0..5'"),
    ("0.0.0.5", "id-form", "'0.0.0.5'"),
    (" 0.0.5", "id-form", "' 0.0.5'"),
    ("0.0.5 ", "id-form", "'0.0.5 '"),
    ("0.0.5\n", "id-form", "0.0.5"),
    ("0.0.٥", "id-form", "0.0."),
    ("0,0,5", "id-form", "0,0,5"),
    ("1e3", "id-form", "1e3"),
    ("0.0.2000-abcde", "id-form", "leave it off, '0.0.2000'"),
    (f"0x1{ADDRESS[1:]}", "id-form", "EVM address"),
    ("f" * 40, "id-form", "EVM address"),
    ("0x" + "f" * 40, "id-form", "EVM address"),
    (ALIAS, "id-form", "not"),
    ("1024.0.5", "number-in-range", "1023"),
    ("0.65536.5", "number-in-range", "65535"),
    (LARGEST + 1, "number-in-range", "274877906943"),
    (f"0x{LARGEST + 1:040x}", "number-in-range", "274877906943"),
    (EntityId(0, 0, LARGEST + 1), "number-in-range", "274877906943"),
    (EntityId(0, 0, -1), "id-form", "0.0.-1"),
    ("1" * 13, "number-in-range", "1111"),
    ("0000000002000", "number-in-range", "leave the zeros in front off, '2000'"),
    ("0" * 19, "number-in-range", "leave the zeros in front off, '0'"),
    ("0.0.0000000002000", "id-form", "0.0.0000000002000"),
    (f"1.{2000:040x}", "id-form", "1.0"),
    (f"0.0.0x{2000:040x}", "id-form", "0.0.0x"),
    (f"0.0.{LARGEST + 1:040x}", "number-in-range", "274877906943"),
    ("1" * 5000, "id-form", "1111"),
]


@pytest.mark.parametrize(("value", "rule", "advice"), BAD, ids=[repr(value)[:40] for value, _, _ in BAD])
def test_what_is_no_id_is_refused(value: Any, rule: str, advice: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        entity_id(value, "token_id")
    assert refused.value.rule == rule
    assert advice in str(refused.value)
    assert "token_id" in str(refused.value)


def test_ids_are_ordered_as_numbers() -> None:
    ids = [EntityId(0, 0, 9), EntityId(0, 0, 10), EntityId(0, 1, 1), EntityId(1, 0, 0)]
    assert all(one < other for one, other in pairwise(ids))
    assert len({entity_id(each, "token_id") for each in (9, "9", "0.0.9", f"{9:040x}")}) == 1
    assert pickle.loads(pickle.dumps(ids)) == copy.deepcopy(ids) == ids


ACCOUNTS: list[tuple[Any, str]] = [
    (1001, "1001"),
    ("1001", "1001"),
    ("0.1001", "0.1001"),
    ("01.0002.00000003", "1.2.3"),
    ("1.2.1001", "1.2.1001"),
    (EntityId(0, 0, 7), "0.0.7"),
    ("274877906943", "274877906943"),
    (ADDRESS, ADDRESS),
    (f"0x{ADDRESS}", f"0x{ADDRESS}"),
    (f"0.{ADDRESS}", f"0.{ADDRESS}"),
    (f"0.0.{ADDRESS}", f"0.0.{ADDRESS}"),
    (f"{1001:040x}", f"{1001:040x}"),
    (ALIAS, ALIAS),
    (f"0.{ALIAS}", f"0.{ALIAS}"),
    (f"0.0.{ALIAS}", f"0.0.{ALIAS}"),
    ("AA", "AA"),
    ("X4", "X4"),
    ("ABCQ", "ABCQ"),
    ("ABCD6", "ABCD6"),
    ("ABCDEFY", "ABCDEFY"),
    ("ABCDEFGH", "ABCDEFGH"),
    ("ABCDEFGHIJKLM", "ABCDEFGHIJKLM"),
    (f"00.{ALIAS}", f"00.{ALIAS}"),
    (f"00000.000.{ALIAS}", f"00000.000.{ALIAS}"),
    (f"00.00.{ADDRESS}", f"00.00.{ADDRESS}"),
]


@pytest.mark.parametrize(("value", "path"), ACCOUNTS, ids=[repr(value) for value, _ in ACCOUNTS])
def test_an_account_is_read(value: Any, path: str) -> None:
    assert account_path(value) == path


NO_ACCOUNTS: list[tuple[Any, str, str]] = [
    ("", "account-form", "''"),
    (None, "account-form", "None"),
    (False, "account-form", "False"),
    (1.5, "account-form", "1.5"),
    (b"AB", "account-form", "b'AB'"),
    (["0.0.1"], "account-form", "0.0.1"),
    (-1, "account-form", "-1"),
    ("A", "account-form", "'A'"),
    ("x y", "account-form", "x y"),
    ("0.0.1001 ", "account-form", "white space"),
    ("0.0.1001/nfts", "account-form", "nfts"),
    ("0.0.1001?limit=1", "account-form", "limit"),
    ("..", "account-form", ".."),
    ("0.0.1001-vfmkw", "account-form", "'0.0.1001'"),
    (f"0.0.0x{ADDRESS}", "account-form", f"0x{ADDRESS}"),
    (f"1.0.{ADDRESS}", "account-form", "1.0."),
    (f"1.0.{ALIAS}", "account-form", "1.0."),
    (ALIAS.lower(), "account-form", ALIAS),
    (f"{ALIAS}=", "account-form", "="),
    *((alias, "account-form", alias) for alias in ("X6", "AB", "AAAB", "AAAAB", "AAAAAAB", "ABCDEFGHAAAB", "0.0.AB")),
    ("AB", "account-form", "ends in one of AEIMQUY4"),
    (f"1.{ALIAS}", "account-form", "1."),
    (f"000000.{ALIAS}", "account-form", "000000."),
    ("0000000001001", "number-in-range", "'1001'"),
    ("274877906944", "number-in-range", "274877906943"),
    ("2345672345672345", "number-in-range", "274877906943"),
    ("0.0.274877906944", "number-in-range", "274877906943"),
    ("0.65536.1", "number-in-range", "65535"),
]


@pytest.mark.parametrize(("value", "rule", "advice"), NO_ACCOUNTS, ids=[repr(value)[:40] for value, _, _ in NO_ACCOUNTS])
def test_what_is_no_account_is_refused(value: Any, rule: str, advice: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        account_path(value)
    assert refused.value.rule == rule
    assert advice in str(refused.value)


def test_a_number_that_python_does_not_write_out_is_refused_all_the_same() -> None:
    for refuse in (lambda: entity_id(10**5000, "token_id"), lambda: account_path(10**5000), lambda: serial(10**5000)):
        with pytest.raises(InvalidArgument, match="thousands of digits"):
            refuse()

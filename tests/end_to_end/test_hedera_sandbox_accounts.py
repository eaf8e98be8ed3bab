"""The sandbox finds the accounts that a real mirror node finds, and refuses what it refuses."""

import httpx2
import pytest
from nft_holdings.sandbox import Sandbox
from nft_holdings.sandbox.hedera import _accounts as known

from tests.end_to_end.mirror_node import LONG_ZERO, MAXIMUM, OTHER_EVM, messages, next_of, nft, pairs, path_of

BAD_PATH = "Invalid parameter: idOrAliasOrEvmAddress"


@pytest.mark.parametrize(
    "account", ["1001", "0.1001", "0.0.1001", LONG_ZERO, "0x" + LONG_ZERO, "0.0." + LONG_ZERO, "00.000.01001", "0%2E0.1001"]
)
def test_forms_of_one_account(client: httpx2.Client, account: str) -> None:
    reply = client.get(path_of(account))
    assert pairs(reply) == pairs(client.get(path_of(known.LARGEST)))
    assert (next_of(reply) or "").startswith(path_of(account) + "?token.id=lte:")


@pytest.mark.parametrize(
    "account",
    [
        "999999",
        "1.0.1001",
        "0.1.1001",
        "1.1001",
        "0.0.2000",
        "0.0.0",
        "0.0.274877906943",
        "274877906944",
        "999999999999",
        str(MAXIMUM),
        "1023.65535.274877906943",
        known.EMPTY,
    ],
)
def test_ids_without_nfts_are_empty(client: httpx2.Client, account: str) -> None:
    assert client.get(path_of(account)).json() == {"nfts": [], "links": {"next": None}}


@pytest.mark.parametrize(
    ("account", "owner"),
    [(prefix + known.ALIAS, known.ALIASED) for prefix in ("", "0.", "0.0.")]
    + [
        (form, known.EVM)
        for form in (known.EVM_ADDRESS, known.EVM_ADDRESS[2:], known.EVM_ADDRESS[2:].upper(), "0x" + known.EVM_ADDRESS[2:].upper())
    ]
    + [("0.0." + known.EVM_ADDRESS[2:], known.EVM), (known.UNDETERMINED_ALIAS, known.UNDETERMINED), (str((1 << 38) + 2), known.DOCUMENTED)]
    + [("1.2", known.DOCUMENTED)],
)
def test_aliases_and_addresses(client: httpx2.Client, account: str, owner: str) -> None:
    found = client.get(path_of(account)).json()["nfts"]
    assert found
    assert {nft["account_id"] for nft in found} == {owner}


@pytest.mark.parametrize(
    ("account", "status", "message"),
    [("AABBCC22", 404, "No account with a matching alias found"), ("2" * 24, 404, "No account with a matching alias found")]
    + [(account, 404, "Not found") for account in (OTHER_EVM, known.DELETED_EVM_ADDRESS, known.UNDETERMINED_EVM_ADDRESS, f"{2**38:040x}")]
    + [
        (account, 400, BAD_PATH)
        for account in (
            "0.0.0x" + known.EVM_ADDRESS[2:],
            "1.0." + known.EVM_ADDRESS[2:],
            "0.0.0." + LONG_ZERO,
            "1.0." + known.ALIAS,
            known.ALIAS.lower(),
            "x",
            "-1",
            "A",
            "AAA",
            "0.0.274877906944",
            "0.65536.1",
            "1024.0.1",
            "9" * 19,
            "0.0.1001%20",
            "0.0%2F1001",
            "%20",
            "1%0A",
        )
    ],
)
def test_refused_accounts(client: httpx2.Client, account: str, status: int, message: str) -> None:
    assert messages(client.get(path_of(account)), status) == [message]


def test_digits_are_never_an_alias() -> None:
    digits = "2345672345672345"
    with Sandbox(load={"hedera": {"accounts": [{"number": 7, "alias": digits}], "nfts": [nft(7, 1, 1)]}}) as sandbox:
        assert httpx2.get(sandbox.url + path_of(digits)).json()["nfts"] == []


@pytest.mark.parametrize("column", ["alias", "evm_address"])
def test_two_live_accounts_on_one_name(column: str) -> None:
    name = {"alias": known.ALIAS, "evm_address": known.EVM_ADDRESS}[column]
    accounts: list[dict[str, object]] = [
        {"number": 5, column: name},
        {"number": 6, column: name},
        {"number": 7, column: name, "deleted": True},
    ]
    with Sandbox(load={"hedera": {"accounts": accounts}}) as sandbox:
        assert messages(httpx2.get(sandbox.url + path_of(name)), 500) == ["Internal error"]
    with Sandbox(load={"hedera": {"accounts": accounts[1:], "nfts": [nft(6, 1, 1)]}}) as sandbox:
        assert pairs(httpx2.get(sandbox.url + path_of(name))) == [(1, 1)]

"""The sandbox finds the accounts that a real mirror node finds, and refuses what it refuses."""

import httpx2
import pytest
from nft_holdings.sandbox import Sandbox
from nft_holdings.sandbox.hedera import _accounts as known

from tests.support.hedera_requests import LONG_ZERO, MAXIMUM, OTHER_EVM, messages, next_of, nft, pairs, path_of

BAD_PATH = "Invalid parameter: idOrAliasOrEvmAddress"


@pytest.mark.parametrize(
    "account",
    [
        *("1001", "0.1001", "0.0.1001", "000000001001", "00.000.01001", "0%2E0.1001"),
        *(prefix + LONG_ZERO for prefix in ("", "0x", "0.", "0.0.", "00.00000.")),
    ],
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
        "1023.65535.274877906943",
        known.EMPTY,
    ],
)
def test_ids_without_nfts_are_empty(client: httpx2.Client, account: str) -> None:
    assert client.get(path_of(account)).json() == {"nfts": [], "links": {"next": None}}


@pytest.mark.parametrize(
    ("account", "owner"),
    [(prefix + known.ALIAS, known.ALIASED) for prefix in ("", "0.", "0.0.", "00.", "00000.000.")]
    + [
        (form, known.EVM)
        for form in (known.EVM_ADDRESS, known.EVM_ADDRESS[2:], known.EVM_ADDRESS[2:].upper(), "0x" + known.EVM_ADDRESS[2:].upper())
    ]
    + [("0.0." + known.EVM_ADDRESS[2:], known.EVM), (known.UNDETERMINED_ALIAS, known.UNDETERMINED)]
    + [("00." + known.EVM_ADDRESS[2:], known.EVM), ("1.2", known.DOCUMENTED)],
)
def test_aliases_and_addresses(client: httpx2.Client, account: str, owner: str) -> None:
    found = client.get(path_of(account)).json()["nfts"]
    assert found
    assert {nft["account_id"] for nft in found} == {owner}


@pytest.mark.parametrize(
    ("account", "status", "message"),
    [
        (alias, 404, "No account with a matching alias found")
        for alias in ("AABBCC22", "2" * 24, "0.0." + "2" * 16, "X4", "AA", "AAAA", "AAAAA", "AAAAAAA")
    ]
    + [(broken, 500, "Internal error") for broken in ("%FF", "%zz", "%", "1001%", "%E2%82", "%ED%A0%80", "0.0.%C0%AF")]
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
            *("X6", "AB", "AAAB", "AAAAB", "AAAAAAB", known.UNDETERMINED_ALIAS[:-1] + "B", "0.0." + known.UNDETERMINED_ALIAS[:-1] + "B"),
            *("274877906944", "999999999999", "9" * 13, str(MAXIMUM), "0" * 9 + "1001", str((1 << 38) + 2), "2345672345672345"),
            *("1." + LONG_ZERO, "1.0." + LONG_ZERO, "000001." + known.ALIAS, "00000." * 3 + known.ALIAS, "-1001"),
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


def test_digits_alone_are_never_an_alias() -> None:
    digits = "2345672345672345"
    with Sandbox(load={"hedera": {"accounts": [{"number": 7, "alias": digits}], "nfts": [nft(7, 1, 1)]}}) as sandbox:
        assert messages(httpx2.get(sandbox.url + path_of(digits)), 400) == [BAD_PATH]
        assert pairs(httpx2.get(sandbox.url + path_of(f"0.0.{digits}"))) == [(1, 1)]


@pytest.mark.parametrize("prefix", ["", "/v1/Key-1"])
@pytest.mark.parametrize(
    ("path", "end"), [("/api/v1/accounts/{}/NFTS", ""), ("/API/V1/Accounts/{}/nfts", "/"), ("/Api/v1/accountS/{}/nFts", "")]
)
def test_the_path_is_matched_in_any_case(client: httpx2.Client, prefix: str, path: str, end: str) -> None:
    sent = path.format(known.ALIAS)
    reply = client.get(f"{prefix.upper()}{sent}{end}?limit=1")
    assert pairs(reply) == pairs(client.get(f"{path_of(known.ALIAS)}?limit=1"))
    link = next_of(reply) or ""
    assert link.startswith(f"{sent}?limit=1&")
    assert pairs(client.get(link)) == pairs(client.get(f"{path_of(known.ALIAS)}?limit=2"))[1:]
    assert client.get(prefix.upper() + path.format(known.ALIAS.lower())).status_code == 400


def test_the_account_is_judged_first(client: httpx2.Client) -> None:
    spenders = "&".join(f"spender.id={number}" for number in range(1, 102))
    assert messages(client.get(f"{path_of(OTHER_EVM)}?{spenders}"), 404) == ["Not found"]
    assert messages(client.get(f"{path_of('x')}?{spenders}"), 400) == [BAD_PATH]
    assert messages(client.get(f"{path_of(OTHER_EVM)}?token.id[a]=1"), 404) == ["Not found"]


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

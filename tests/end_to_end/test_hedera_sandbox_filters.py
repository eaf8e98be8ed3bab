"""The sandbox holds filters to the rules of a real mirror node, with its messages, and lists what they select."""

import json
from typing import Any

import httpx2
import pytest
from nft_holdings.sandbox.hedera import _accounts as known

from tests.support.hedera_requests import LONG_ZERO, MAXIMUM, OTHER_EVM, SPEC, messages, pairs, path_of

BAD_TOKEN, BAD_SERIAL, BAD_LIMIT, BAD_ORDER = (f"Invalid parameter: {name}" for name in ("token.id", "serialnumber", "limit", "order"))


REFUSED = [
    ("token.id=ne:1500", "Not equal (ne) operator is not supported for token.id"),
    ("token.id=1500&serialnumber=ne:1", "Not equal (ne) operator is not supported for serialnumber"),
    ("spender.id=ne:500", "Not equals (ne) comparison operator is not supported"),
    ("serialnumber=1", "serialnumber without a token.id parameter filter"),
    ("serialnumber=gt:1", "serialnumber without a token.id parameter filter"),
    *(
        (query.replace("K", key) + rest, f"Only one {title} operator is allowed for {key}")
        for key, rest in (("token.id", ""), ("serialnumber", "&token.id=5"))
        for query, title in (
            ("K=1&K=eq:2", "equal (eq)"),
            ("K=gt:1&K=gte:2", "gt/gte"),
            ("K=gt:1&K=gt:1", "gt/gte"),
            ("K=lt:1&K=lte:2", "lt/lte"),
        )
    ),
    ("token.id=5&token.id=gte:5", "Can't support both range and equal for token.id"),
    ("token.id=5&serialnumber=1&serialnumber=lt:1", "Can't support both range and equal for serialnumber"),
    *(
        (f"token.id={bound}&serialnumber={low}:1", "token.id must have gte or eq operator")
        for bound in ("gt:5", "lte:5", "lt:5")
        for low in ("gt", "gte")
    ),
    *(
        (f"token.id={bound}&serialnumber={up}:1", "token.id must have lte or eq operator")
        for bound in ("lt:5", "gte:5", "gt:5")
        for up in ("lt", "lte")
    ),
    ("spender.id=gt:1&spender.id=gte:2", "Multiple range params not allowed for spender.id"),
    ("spender.id=lt:1&spender.id=lte:2", "Multiple range params not allowed for spender.id"),
    ("&".join(f"spender.id={number}" for number in range(1, 102)), "Array limit exceeded. Only 100 elements allowed in an array."),
    ("token.id=0.0.274877906944", 'Invalid entity ID "0.0.274877906944"'),
    ("spender.id=gte:0.65536.1", 'Invalid entity ID "0.65536.1"'),
    ("token.id=1024.0.1", 'Invalid entity ID "1024.0.1"'),
    *(
        (f"{key}={operator}{value}", f'Invalid entity ID "0.0.{value}"')
        for key in ("token.id", "spender.id")
        for operator in ("", "lte:")
        for value in ("-1", "-1001", "274877906944", "999999999999", "9" * 13, "9" * 19, "0" * 9 + "1500")
    ),
    ("token.id=65536.1", 'Invalid entity ID "0.65536.1"'),
    *((f"{key}=1.{LONG_ZERO}", f'Invalid entity ID "0.1.{LONG_ZERO}"') for key in ("token.id", "spender.id")),
    ("spender.id=1.0." + OTHER_EVM, f'Invalid entity ID "1.0.{OTHER_EVM}"'),
    ("token.id=0.0." + OTHER_EVM, BAD_TOKEN),
    ("token.id=0.0.0x" + LONG_ZERO, BAD_TOKEN),
    *((f"token.id={value}", BAD_TOKEN) for value in ("gt:eq", "eq::5", "gt:a:5", ":5", "9" * 20, "-" + "9" * 20, "--1", "+1")),
    *(
        (f"token.id={value}", BAD_TOKEN)
        for value in (OTHER_EVM, "0x" + OTHER_EVM, "EQ:5", "gt:2000:3", "gt:", "", "x", "1.2.3.4", "foo:1", " 5")
    ),
    *(
        (f"token.id=5&serialnumber={value}", BAD_SERIAL)
        for value in ("0", "-1", "", MAXIMUM + 1, "0" * 19 + "1", "9" * 20, "a", "1.5", "gt:0", "GT:1")
    ),
    *((f"limit={value}", BAD_LIMIT) for value in ("0", "-1", "1.5", "a", "", MAXIMUM + 1, "0" * 20)),
    ("limit", BAD_LIMIT),
    *((f"order={value}", BAD_ORDER) for value in ("up", "", "ascending", "descasc")),
    ("order=up&order=asc", BAD_ORDER),
    ("limit=0&limit=1", BAD_LIMIT),
    *((f"{key}=", f"Invalid parameter: {key}") for key in ("spender.id", "token.id", "serialnumber")),
    ("foo=1", "Unknown query parameter: foo"),
    ("Constructor=1", "Unknown query parameter: constructor"),
    ("tokenId=1", "Unknown query parameter: tokenid"),
    ("timestamp=gt:1", "Unknown query parameter: timestamp"),
]


@pytest.mark.parametrize(("query", "message"), REFUSED)
def test_refused_filters(client: httpx2.Client, query: str, message: str) -> None:
    assert messages(client.get(f"{path_of(known.LARGEST)}?{query}")) == [message]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            "foo=1&limit=0&bar=2&order=x&token.id=a",
            [BAD_LIMIT, BAD_ORDER, BAD_TOKEN, "Unknown query parameter: foo", "Unknown query parameter: bar"],
        ),
        ("token.id=a&token.id=5&token.id=b", [BAD_TOKEN, BAD_TOKEN]),
        ("token.id=ne:5&limit=0", [BAD_LIMIT]),
        ("token.id=0.0.274877906944&foo=1", ["Unknown query parameter: foo"]),
        ("serialnumber=ne:5&token.id=ne:5", ["Not equal (ne) operator is not supported for serialnumber"]),
        ("token.id=5&token.id=gt:5&serialnumber=gt:5&serialnumber=6", ["Can't support both range and equal for token.id"]),
        ("spender.id=ne:5&spender.id=gt:5&spender.id=gt:6", ["Multiple range params not allowed for spender.id"]),
    ],
)
def test_several_faults(client: httpx2.Client, query: str, expected: list[str]) -> None:
    assert messages(client.get(f"{path_of(known.LARGEST)}?{query}")) == expected


RULES = json.loads(SPEC.read_text())["paths"]["/api/v1/accounts/{idOrAliasOrEvmAddress}/nfts"]["get"]["x-rules"]


EXAMPLES = {rule["id"]: rule.get("example") for rule in RULES} | {"spender-count": "&".join(f"spender.id={each}" for each in range(1, 102))}


@pytest.mark.parametrize("rule", RULES, ids=[rule["id"] for rule in RULES])
def test_rules_of_the_spec(client: httpx2.Client, rule: dict[str, Any]) -> None:
    refusal = rule["refusal"]
    assert messages(client.get(f"{path_of(known.LARGEST)}?{EXAMPLES[rule['id']]}"), refusal["status"]) == [refusal["message"]]


ORDERING = {
    "order=asc": "1-1, 1-3, 1-5, 2-2, 2-4, 3-3, 3-4",
    "order=desc": "3-4, 3-3, 2-4, 2-2, 1-5, 1-3, 1-1",
    "order=asc&token.id=gte:1&serialnumber=gt:1": "1-3, 1-5, 2-2, 2-4, 3-3, 3-4",
    "order=asc&token.id=lte:3&serialnumber=lt:3": "1-1, 1-3, 1-5, 2-2, 2-4",
    "order=desc&token.id=gte:1&serialnumber=gte:3&token.id=lte:3&serialnumber=lte:3": "3-3, 2-4, 2-2, 1-5, 1-3",
    "": "3-4, 3-3, 2-4, 2-2, 1-5, 1-3, 1-1",
    # The same account, in the other forms that are accepted.
    "ORDER=Asc&order=DESC": "3-4, 3-3, 2-4, 2-2, 1-5, 1-3, 1-1",
    "order=ASC&LIMIT=1&Limit=2": "1-1, 1-3",
    "Token.Id=gte%3A2&order=asc": "2-2, 2-4, 3-3, 3-4",
    "token.id=gte:0.2&order=asc": "2-2, 2-4, 3-3, 3-4",
    "token.id=gte:0.0.2&order=asc": "2-2, 2-4, 3-3, 3-4",
    "token.id=0x" + f"{2:040x}": "2-4, 2-2",
    "token.id=eq:" + f"{2:040x}": "2-4, 2-2",
    **{f"token.id={prefix}{2:040x}": "2-4, 2-2" for prefix in ("0.0.", "0.", "00.000.", "eq:0.0.")},
    "token.id=eq:eq:2": "2-4, 2-2",
    "token.id=a:b:gte:2&order=eq:eq:asc&limit=eq:eq:2": "2-2, 2-4",
    "token.id=3&serialnumber=x:lt:4": "3-3",
    "constructor=1&__proto__=2&toString[a]=3&valueOf": "3-4, 3-3, 2-4, 2-2, 1-5, 1-3, 1-1",
    "token.id=gt:1&token.id=lt:3": "2-4, 2-2",
    "token.id=gt:3&token.id=lt:1": "",
    "token.id=lt:0.1.0&limit=1": "3-4",
    "token.id=3&serialnumber=" + "3".zfill(19): "3-3",
    **{
        f"serialnumber=3&token.id={bound}": rows
        for bound, rows in {"gte:1": "3-3, 1-3", "gt:1": "3-3", "lt:3": "1-3", "lte:3": "3-3, 1-3"}.items()
    },
    f"token.id=1&serialnumber={MAXIMUM}": "",
    f"limit={MAXIMUM}": "3-4, 3-3, 2-4, 2-2, 1-5, 1-3, 1-1",
}


@pytest.mark.parametrize(("query", "expected"), ORDERING.items())
def test_ordering(client: httpx2.Client, query: str, expected: str) -> None:
    found = pairs(client.get(f"{path_of(known.ORDERING)}?{query}"))
    assert ", ".join(f"{token}-{serial}" for token, serial in found) == expected


@pytest.mark.parametrize(
    ("query", "spenders"),
    [
        ("spender.id=500", {"0.0.500"}),
        ("spender.id=0.0.500&spender.id=501", {"0.0.500", "0.0.501"}),
        ("spender.id=gt:500", {"0.0.501"}),
        ("spender.id=gte:500&spender.id=lt:501", {"0.0.500"}),
        ("spender.id=500&spender.id=gt:500", set()),
        ("spender.id=500&spender.id=gte:500&spender.id=501", {"0.0.500", "0.0.501"}),
        ("spender.id=gt:0", {"0.0.500", "0.0.501"}),
        ("spender.id=" + OTHER_EVM, set()),
        ("spender.id=lt:0x" + OTHER_EVM, set()),
        ("spender.id=0.0." + OTHER_EVM, set()),
        (f"spender.id=0.0.{500:040x}", {"0.0.500"}),
        (f"spender.id=gte:0.{501:040x}", {"0.0.501"}),
        (f"spender.id={OTHER_EVM}&spender.id=500", {"0.0.500"}),
        ("&".join(f"spender.id={number}" for number in range(401, 501)), {"0.0.500"}),
        ("Spender.ID[]=500&spender.id[1]=501", {"0.0.500", "0.0.501"}),
    ],
)
def test_spenders(client: httpx2.Client, query: str, spenders: set[str]) -> None:
    everything = client.get(f"{path_of(known.SPENDERS)}?limit=100").json()["nfts"]
    assert {row["spender"] for row in everything} == {None, "0.0.500", "0.0.501"}
    found = client.get(f"{path_of(known.SPENDERS)}?limit=100&{query}").json()["nfts"]
    assert found == [row for row in everything if row["spender"] in spenders]

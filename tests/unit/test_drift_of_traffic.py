"""Drifts of an API from its spec, found in recorded traffic."""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any
from unittest.mock import patch

import attrs
import pytest
from nft_holdings._apis import NAMES
from nft_holdings._option_values import Drift
from nft_holdings._specs.access import spec_of
from nft_holdings.traffic import BadTraffic, Message, Proposal, as_patch, drift_of, read_traffic
from nft_holdings.traffic import _spec as looked_up

from tests.support.canned_replies import ASSET, BALANCE, NFT
from tests.support.canned_replies import read as listed

HEDERA, LOOPRING, SWAPCHAT = "/api/v1/accounts/0.0.1001/nfts", "/api/v3/user/nft/balances", "/users/u1/nfts"


def nft(**changes: Any) -> dict[str, Any]:
    return {**NFT, **changes}


def reply(
    path: str, body: Any, *, method: str = "GET", status: int = 200, query: str = "", kind: str = "application/json"
) -> dict[str, Any]:
    """An entry of an archive."""
    return {
        "request": {"method": method, "url": f"https://api.example{path}{query}", "headers": []},
        "response": {"status": status, "content": {"mimeType": kind, "text": body if isinstance(body, str) else json.dumps(body)}},
    }


def page(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"nfts": list(rows), "links": {"next": None}}


def read(tmp_path: Path, *entries: dict[str, Any]) -> list[Message | Drift]:
    (tmp_path / "traffic.har").write_text(json.dumps({"log": {"entries": list(entries)}}))
    return list(read_traffic(tmp_path / "traffic.har"))


def proposed(tmp_path: Path, *entries: dict[str, Any]) -> list[Proposal]:
    return drift_of(read(tmp_path, *entries)).proposals


CASES = {
    "a field that is new": (reply(HEDERA, page(nft(royalty=5))), "/components/schemas/Nft/properties/royalty", {"type": "integer"}),
    "a field that is new, with fields": (
        reply(HEDERA, page(nft(sale={"price": 1.5}), nft(sale={"price": None, "by": "x"}))),
        "/components/schemas/Nft/properties/sale",
        {"type": "object", "properties": {"price": {"type": ["number", "null"]}, "by": {"type": "string"}}, "required": ["price"]},
    ),
    "a value of another type": (reply(HEDERA, page(nft(deleted="no"))), "/components/schemas/Nft/properties/deleted/type", ["boolean", "null", "string"]),
    "a null": (reply(HEDERA, page(nft(token_id=None))), "/components/schemas/Nft/properties/token_id/type", ["string", "null"]),
    "a field that is not there": (
        reply(LOOPRING, {"totalNum": 1, "data": [{name: value for name, value in BALANCE.items() if name != "locked"}]}),
        "/components/schemas/CombinedBalance/required",
        ["accountId", "tokenId", "total", "pending"],
    ),
    "a value that is not listed": (
        reply(LOOPRING, {"totalNum": 1, "data": [{**BALANCE, "nftType": "ERC404"}]}), "/components/schemas/NftType/x-extensible-enum/-", "ERC404",
    ),
    "a status that is not there": (
        reply(HEDERA, {"teapot": True}, status=418),
        "/paths/~1api~1v1~1accounts~1{idOrAliasOrEvmAddress}~1nfts/get/responses/418",
        {
            "description": "Seen in traffic.",
            "content": {"application/json": {"schema": {"type": "object", "properties": {"teapot": {"type": "boolean"}}, "required": ["teapot"]}}},
        },
    ),
    "a content type that is not there": (
        reply(HEDERA, page(), kind="application/hal+json; charset=utf-8"),
        "/paths/~1api~1v1~1accounts~1{idOrAliasOrEvmAddress}~1nfts/get/responses/200/content/application~1hal+json",
        None,
    ),
    "a parameter that is not there": (
        reply(LOOPRING, {"totalNum": 0, "data": []}, query="?accountId=1&favourite=true"),
        "/paths/~1api~1v3~1user~1nft~1balances/get/parameters/-",
        {"name": "favourite", "in": "query", "schema": {"type": "string"}},
    ),
    "a value of another type in a map": (
        reply(LOOPRING, {"totalNum": 1, "data": [{**BALANCE, "metadata": {"imageSize": {"240-240": 5, "original": ""}}}]}),
        "/components/schemas/ImageSizes/additionalProperties/type",
        ["string", "integer"],
    ),
    "a list in the place of an object": (
        reply(SWAPCHAT, {"code": 0, "msg": "ok", "data": [ASSET]}, method="POST"),
        "/components/schemas/NftListEnvelope/properties/data/anyOf/1/maxItems",
        None,
    ),
    "a null in an envelope": (
        reply(SWAPCHAT, {"code": 0, "msg": None, "data": {"total": 1, "assets": [ASSET]}}, method="POST"),
        "/components/schemas/NftListEnvelope/properties/msg/type",
        ["string", "null"],
    ),
    "a null beside the rows": (
        reply(SWAPCHAT, {"total": None, "assets": [ASSET]}, method="POST"),
        "/components/schemas/NftList/properties/total/type",
        ["integer", "null"],
    ),
    "one of two forms": (
        reply(SWAPCHAT, {"code": 0, "msg": "ok", "data": {"total": 1, "assets": [{**ASSET, "seen": True}]}}, method="POST"),
        "/components/schemas/NftAsset/properties/seen",
        {"type": "boolean"},
    ),
    "the other of two forms": (
        reply(SWAPCHAT, {"total": 1, "assets": [{**ASSET, "seen": True}]}, method="POST"),
        "/components/schemas/NftAsset/properties/seen",
        {"type": "boolean"},
    ),
    "behind a gateway": (reply(f"/v1/KEY{HEDERA}", page(nft(royalty=5))), "/components/schemas/Nft/properties/royalty", {"type": "integer"}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_the_spec_does_not_say_is_proposed(name: str, tmp_path: Path) -> None:
    entry, path, value = CASES[name]
    (found,) = proposed(tmp_path, entry)
    (operation,) = found.patch
    assert operation["path"] == path
    assert value is None or operation["value"] == value


LOGGED = {
    "a field that is new": "hedera.nfts",
    "a value that is not listed": "loopring.nft_balances",
    "a value of another type in a map": "loopring.nft_balances",
    "one of two forms": "swapchat.nfts",
    "the other of two forms": "swapchat.nfts",
}


@pytest.mark.parametrize("name", LOGGED)
def test_a_client_logs_what_its_traffic_shows(name: str, tmp_path: Path) -> None:
    log: list[Drift] = []
    listed(LOGGED[name], CASES[name][0]["response"]["content"]["text"].encode(), on_drift=log.append)
    assert as_patch(drift_of(log).proposals) == as_patch(proposed(tmp_path, CASES[name][0]))


@pytest.mark.parametrize("name", CASES)
def test_with_its_patch_the_spec_says_it(name: str, tmp_path: Path) -> None:
    traffic = read(tmp_path, CASES[name][0])
    with patched(as_patch(drift_of(traffic).proposals)):
        again = drift_of(traffic)
    assert (again.proposals, again.compared, again.left_out) == ([], 1, "")


def test_a_patch_has_no_place_twice(tmp_path: Path) -> None:
    balance = {name: value for name, value in BALANCE.items() if name not in ("locked", "total")}
    traffic = read(tmp_path, reply(LOOPRING, {"totalNum": 1, "data": [balance]}))
    patch = as_patch(drift_of(traffic).proposals)
    assert [(each["path"], each["value"]) for each in patch["loopring"]] == [
        ("/components/schemas/CombinedBalance/required", ["accountId", "tokenId", "pending"])
    ]
    with patched(patch):
        assert drift_of(traffic).proposals == []


class patched:
    """Specs with patches."""

    def __init__(self, patches: dict[str, list[Any]]) -> None:
        specs = {api: deepcopy(dict(spec_of(api))) for api in NAMES}
        for api, operations in patches.items():
            for each in operations:
                apply(specs[api], each)
        self._patch = patch.object(looked_up, "spec_of", specs.__getitem__)

    def __enter__(self) -> None:
        self._patch.start()
        looked_up.operations.cache_clear()

    def __exit__(self, *_: object) -> None:
        self._patch.stop()
        looked_up.operations.cache_clear()


def apply(document: Any, operation: dict[str, Any]) -> None:
    *way, last = [part.replace("~1", "/").replace("~0", "~") for part in operation["path"].split("/")[1:]]
    for part in way:
        document = document[int(part)] if isinstance(document, list) else document[part]
    if operation["op"] == "remove":
        del document[last]
    elif last == "-":
        document.append(operation["value"])
    else:
        assert operation["op"] == "add" or last in document
        document[last] = operation["value"]


def test_nothing_is_proposed_where_the_spec_says_it_all(tmp_path: Path) -> None:
    entries = [
        reply(HEDERA, page(nft(), nft(spender=None)), query="?LIMIT=2&token.id=gte:0.0.1"),
        reply(LOOPRING, {"totalNum": 1, "data": [BALANCE]}),
        reply(SWAPCHAT, {"code": 0, "msg": "ok", "data": {"total": 1, "assets": [ASSET]}}, method="POST"),
        reply(HEDERA, "<html>", status=503, kind="text/html"),
        reply(HEDERA, "", status=400, query="?unknown=1", kind=""),
    ]
    found = drift_of(read(tmp_path, *entries))
    assert (found.proposals, found.compared) == ([], 3)
    assert found.left_out == "1 missing from the archive, 1 not JSON"


def test_what_is_seen_often_is_proposed_once_with_examples(tmp_path: Path) -> None:
    (found,) = proposed(tmp_path, *(reply(HEDERA, page(nft(royalty=number), nft(royalty=number))) for number in range(5)))
    assert (found.times, found.examples) == (10, ("0", "1", "2"))
    assert str(found) == (
        "hedera: a field that the spec does not have: royalty at $.nfts[0].royalty, 10 times, such as 0 and 1 and 2 (spec: /components/schemas/Nft)"
    )


def test_other_traffic_is_left_alone(tmp_path: Path) -> None:
    traffic = read(tmp_path, reply("/logo.svg", "<svg>"), reply(HEDERA, page(), method="POST"), reply(HEDERA, page()))
    assert (drift_of(traffic).compared, drift_of(traffic).left_out) == (1, "2 of other sites or APIs")
    assert (drift_of(traffic, "loopring").is_empty, drift_of(traffic, "loopring").left_out) == (True, "3 of other sites or APIs")


def drifts() -> Iterator[Drift]:
    yield Drift("hedera.nfts", "$.nfts[3].royalty", "no field of this name", "5")
    yield Drift("hedera.nfts", "$.nfts[3].serial_number", "integer", '"7"')
    yield Drift("loopring.nft_balances", "$.data[0].nftType", 'one of "ERC1155", "ERC721"', '"ERC404"')
    yield Drift("swapchat.nfts", "$.data.assets[0].seen", "no field of this name", "true")
    yield Drift("swapchat.nfts", "$.assets[0].seen", "no field of this name", "true")


def test_logs_of_on_drift_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "drift.jsonl").write_text("\n".join(json.dumps(attrs.asdict(each)) for each in drifts()))
    found = drift_of(read_traffic(tmp_path / "drift.jsonl"))
    assert (found.placed, found.left_out) == (5, "")
    assert as_patch(found.proposals) == {
        "hedera": [
            {"op": "add", "path": "/components/schemas/Nft/properties/royalty", "value": {"type": "integer"}},
            {"op": "replace", "path": "/components/schemas/Nft/properties/serial_number/type", "value": ["integer", "string"]},
        ],
        "loopring": [{"op": "add", "path": "/components/schemas/NftType/x-extensible-enum/-", "value": "ERC404"}],
        "swapchat": [{"op": "add", "path": "/components/schemas/NftAsset/properties/seen", "value": {"type": "boolean"}}],
    }


def test_a_log_of_a_client_is_read(tmp_path: Path) -> None:
    log = tmp_path / "drift.jsonl"
    with log.open("w") as lines:
        listed("hedera.nfts", page(nft(royalty=5)), on_drift=lambda drift: print(json.dumps(attrs.asdict(drift)), file=lines))
    (found,) = drift_of(read_traffic(log)).proposals
    assert found.name == "royalty"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "cannot be read"),
        ("", "is empty"),
        ("nonsense", "neither an archive"),
        ("[1]", "neither an archive"),
        ('{"log": {"entries": {}}}', "neither an archive"),
        ('{"log": {"entries": [', "neither an archive"),
        (
            '{"operation": "hedera.nfts", "path": "$"}',
            "line 1: a log of on_drift has one JSON object a line, with operation, path, expected, got",
        ),
        ('{"operation": "hedera.nfts", "path": "$", "expected": "", "got": ""}\n\n[]', "line 3"),
    ],
)
def test_files_that_are_no_traffic(tmp_path: Path, content: str | None, told: str) -> None:
    path = tmp_path / "traffic.har"
    if content is not None:
        path.write_text(content)
    with pytest.raises(BadTraffic, match=told):
        list(read_traffic(path))

"""Rows: what came is what is there, absent and null are two things, and what the spec does not know is kept."""

import copy
import json
import pickle
import re
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs
import httpx2
import jsonschema_rs
import pytest
from nft_holdings import UNSET, DecodeError, Drift, Hedera, Loopring, NftHoldingsError, SwapChat
from nft_holdings_api.hedera.models import Nft, Nfts
from nft_holdings_api.hedera.models import Order as HederaOrder
from nft_holdings_api.loopring.models import (
    CollectionHolding,
    CombinedBalance,
    DeploymentStatus,
    MetadataNftType,
    MintChannel,
    NftType,
)
from nft_holdings_api.swapchat.models import Blockchain, ContractType, NftAsset, NftInfo
from yaml_text import loaded

SPECS = Path(__file__).parents[2] / "specs"
LOADED = {path.stem: loaded(path.read_text(encoding="utf-8")) for path in sorted(SPECS.glob("*.yaml"))}
NFT: dict[str, Any] = {
    "account_id": "0.0.1",
    "created_timestamp": None,
    "delegating_spender": None,
    "deleted": None,
    "metadata": None,
    "modified_timestamp": None,
    "serial_number": 1,
    "token_id": "0.0.9",
}
BALANCE: dict[str, Any] = {"accountId": 1, "tokenId": 32768, "total": "1", "locked": "0", "pending": {"withdraw": "0", "deposit": "0"}}
INFO: dict[str, Any] = {"blockchain": "ETH", "contract_address": "0xb2", "token_id": None}


def models() -> Iterator[tuple[str, str, Any]]:
    """(API, schema, class) for each object schema of the specs."""
    for api, spec in LOADED.items():
        module = import_module(f"nft_holdings_api.{api}.models")
        for name, schema in spec["components"]["schemas"].items():
            if schema.get("type") == "object":
                yield api, name, getattr(module, name)


def placed(api: str, node: Any) -> Iterator[tuple[str, Any]]:
    """(schema, example) of every example in a spec that says of which schema it is, at any depth of the example."""
    spec = LOADED[api]
    if isinstance(node, dict):
        if "$ref" in node.get("schema", {}) or "anyOf" in node.get("schema", {}):
            for example in node.get("examples", {}).values():
                target: Any = example
                if "$ref" in example:
                    target = spec
                    for step in example["$ref"].removeprefix("#/").split("/"):
                        target = target[step]
                for reference in node["schema"].get("anyOf", [node["schema"]]):
                    yield reference["$ref"].rpartition("/")[2], target["value"]
        for child in node.values():
            yield from placed(api, child)
    elif isinstance(node, list):
        for child in node:
            yield from placed(api, child)


def inside(api: str, schema: Any, value: Any) -> Iterator[tuple[str, Any]]:
    """(schema, value) for a value and all that it holds, as far as component schemas describe it."""
    spec = LOADED[api]["components"]["schemas"]
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if isinstance(value, dict) and spec[name].get("type") == "object":
            yield name, value
        schema = spec[name]
    for choice in schema.get("anyOf", schema.get("oneOf", [])):
        if jsonschema_rs.Draft202012Validator({**choice, "components": LOADED[api]["components"]}).is_valid(value):
            yield from inside(api, choice, value)
    if isinstance(value, dict):
        for key, child in schema.get("properties", {}).items():
            if key in value:
                yield from inside(api, child, value[key])
    if isinstance(value, list) and isinstance(schema.get("items"), dict):
        for child in value:
            yield from inside(api, schema["items"], child)


def fits(api: str, name: str, value: Any) -> bool:
    components = LOADED[api]["components"]
    return jsonschema_rs.Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": components}).is_valid(value)


EXAMPLES = [
    (api, name, value)
    for api in LOADED
    for whole, document in placed(api, LOADED[api]["paths"])
    if fits(api, whole, document)
    for name, value in inside(api, {"$ref": f"#/components/schemas/{whole}"}, document)
]


@pytest.mark.parametrize(
    ("api", "name", "value"), EXAMPLES, ids=[f"{api} {name} {number}" for number, (api, name, _) in enumerate(EXAMPLES)]
)
def test_an_example_of_a_schema_is_read_without_loss(api: str, name: str, value: dict[str, Any]) -> None:
    model = getattr(import_module(f"nft_holdings_api.{api}.models"), name)
    before = copy.deepcopy(value)
    row = model.from_dict(value)
    assert value == before
    assert row.to_dict() == before
    assert json.loads(json.dumps(row.to_dict())) == before
    for again in (model.from_dict(row.to_dict()), pickle.loads(pickle.dumps(row)), copy.deepcopy(row), copy.copy(row)):
        assert again == row
        assert again.to_dict() == before


def test_the_schemas_of_rows_have_examples() -> None:
    assert {name for _, name, _ in EXAMPLES} >= {
        "Nft",
        "Nfts",
        "CombinedBalance",
        "CollectionHolding",
        "Collection",
        "NftMetadata",
        "NftAsset",
        "NftInfo",
        "Trait",
        "Rarity",
    }


def from_schema(api: str, schema: Any, *, full: bool) -> Any:
    """A value of a schema: with every key, or with the required ones."""
    spec = LOADED[api]["components"]["schemas"]
    if "$ref" in schema:
        return from_schema(api, spec[schema["$ref"].rpartition("/")[2]], full=full)
    if "anyOf" in schema:
        return from_schema(api, schema["anyOf"][0], full=full)
    for values in ("enum", "x-extensible-enum"):
        if values in schema:
            return schema[values][0]
    kind = schema.get("type", "string")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        wanted = schema.get("properties", {}) if full else schema.get("required", [])
        return {key: from_schema(api, schema["properties"][key], full=full) for key in wanted}
    if kind == "array":
        return [] if schema.get("maxItems") == 0 else [from_schema(api, schema["items"], full=full)]
    texts = ("text", "0.0.7", "7.000000007", "", *map(str, schema.get("examples", ())))
    text = next(each for each in texts if re.search(schema.get("pattern", ""), each))
    return {"string": text, "integer": 7, "number": 0.5, "boolean": True, "null": None}[kind]


@pytest.mark.parametrize("full", [True, False], ids=["every key", "required keys"])
@pytest.mark.parametrize(("api", "name", "model"), list(models()), ids=lambda value: value if isinstance(value, str) else "")
def test_every_schema_is_read_without_loss(api: str, name: str, model: Any, full: bool) -> None:
    document = from_schema(api, LOADED[api]["components"]["schemas"][name], full=full)
    assert fits(api, name, document)
    row = model.from_dict(document)
    assert row.to_dict() == document
    for again in (pickle.loads(pickle.dumps(row)), copy.deepcopy(row), copy.copy(row), model.from_dict(row.to_dict())):
        assert again == row
        assert again.to_dict() == document
    unset = {each.name for each in attrs.fields(model) if getattr(row, each.name) is UNSET}
    assert bool(unset) == (len(document) < len(LOADED[api]["components"]["schemas"][name].get("properties", {})))
    for each in unset:
        assert getattr(pickle.loads(pickle.dumps(row)), each) is UNSET
        assert getattr(copy.deepcopy(row), each) is UNSET


@pytest.mark.parametrize(("api", "name", "model"), list(models()), ids=lambda value: value if isinstance(value, str) else "")
def test_unknown_keys_are_kept_and_given_back(api: str, name: str, model: Any) -> None:
    document = {**from_schema(api, LOADED[api]["components"]["schemas"][name], full=False), "laterKey": {"a": [1, None]}}
    row = model.from_dict(document)
    assert row.additional_properties == {"laterKey": {"a": [1, None]}}
    assert row["laterKey"] == {"a": [1, None]}
    assert "laterKey" in row
    assert row.to_dict() == document
    assert (
        pickle.loads(pickle.dumps(row))
        == copy.deepcopy(row)
        == row
        != model.from_dict({key: document[key] for key in document if key != "laterKey"})
    )


def nullable() -> Iterator[tuple[str, str, Any, str]]:
    """(API, schema, class, key) of what may be absent, and null as well."""
    for api, name, model in models():
        schema = LOADED[api]["components"]["schemas"][name]
        for key, child in schema.get("properties", {}).items():
            choices = [*child.get("anyOf", []), *child.get("oneOf", [])]
            kinds = [child.get("type"), *(choice.get("type") for choice in choices)]
            if key not in schema.get("required", []) and any(
                kind == "null" or (isinstance(kind, list) and "null" in kind) for kind in kinds
            ):
                yield api, name, model, key


@pytest.mark.parametrize(("api", "name", "model", "key"), list(nullable()), ids=lambda value: value if isinstance(value, str) else "")
def test_absent_and_null_are_two_things(api: str, name: str, model: Any, key: str) -> None:
    least = from_schema(api, LOADED[api]["components"]["schemas"][name], full=False)
    absent, null = model.from_dict(least), model.from_dict({**least, key: None})
    assert absent != null
    assert absent.to_dict() == least
    assert null.to_dict() == {**least, key: None}
    (differs,) = [each.name for each in attrs.fields(model) if getattr(absent, each.name) != getattr(null, each.name)]
    assert getattr(absent, differs) is UNSET
    assert getattr(null, differs) is None


def test_there_are_keys_that_may_be_both() -> None:
    assert len(list(nullable())) > 15


def test_unset_is_one_thing() -> None:
    from nft_holdings_api.hedera import types as hedera
    from nft_holdings_api.loopring import types as loopring
    from nft_holdings_api.swapchat import types as swapchat

    assert hedera.UNSET is loopring.UNSET is swapchat.UNSET is UNSET
    assert hedera.Unset is loopring.Unset is swapchat.Unset
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(UNSET, protocol)) is UNSET
    assert copy.copy(UNSET) is copy.deepcopy(UNSET) is UNSET
    assert (bool(UNSET), repr(UNSET)) == (False, "UNSET")


OPEN: list[tuple[Any, Any]] = [
    (NftType, "ERC9999"),
    (DeploymentStatus, "PAUSED"),
    (MintChannel, ""),
    (Blockchain, "MATIC"),
    (Blockchain, "eth"),
    (ContractType, "ERC6551"),
    (MetadataNftType, 7),
    (MetadataNftType, -1),
    (MetadataNftType, 2**70),
]


@pytest.mark.parametrize(("kind", "value"), OPEN, ids=[f"{kind.__name__} {value!r}" for kind, value in OPEN])
def test_an_unknown_value_of_an_open_enum_is_kept(kind: Any, value: Any) -> None:
    one, two = kind(value), kind(value)
    assert isinstance(one, kind)
    assert isinstance(one, Enum)
    assert one == two == value
    assert hash(one) == hash(two)
    assert {one: 1}[two] == 1
    assert len({one, two}) == 1
    assert one.value == value
    assert str(one) == str(value)
    assert kind.__name__ in repr(one)
    assert str(value) in repr(one)
    assert json.dumps(one) == json.dumps(value)
    assert all(one != known for known in kind)
    for again in (
        *(pickle.loads(pickle.dumps(one, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)),
        copy.copy(one),
        copy.deepcopy(one),
    ):
        assert again == one
        assert type(again) is kind
        assert again.value == value
        assert repr(again) == repr(one)
    assert value not in [known.value for known in kind], "an unknown value became a member"


@pytest.mark.parametrize("kind", sorted({kind for kind, _ in OPEN}, key=str), ids=str)
def test_known_values_of_an_open_enum_are_its_members(kind: Any) -> None:
    for known in kind:
        assert kind(known.value) is known
        assert pickle.loads(pickle.dumps(known)) is known
    with pytest.raises(ValueError, match="is not a valid"):
        kind(None)
    with pytest.raises(ValueError, match="is not a valid"):
        kind(["x"])


def test_a_closed_enum_stays_closed() -> None:
    with pytest.raises(ValueError, match="is not a valid"):
        HederaOrder("sideways")


def test_rows_with_unknown_values_are_equal_after_pickling() -> None:
    row = NftAsset.from_dict({"nft": {**INFO, "blockchain": "SOL", "contract_type": "ERC1"}, "quantity": 1})
    assert row.nft.blockchain == "SOL"
    assert pickle.loads(pickle.dumps(row)) == copy.deepcopy(row) == row
    assert row.to_dict()["nft"]["blockchain"] == "SOL"
    assert type(row.to_dict()["nft"]["blockchain"]) is str
    balance = CombinedBalance.from_dict({**BALANCE, "nftType": "ERC1", "deploymentStatus": "LATER"})
    assert pickle.loads(pickle.dumps(balance)) == balance
    assert balance.to_dict()["deploymentStatus"] == "LATER"


def test_what_rows_leave_unset() -> None:
    assert Nft.from_dict(NFT).spender is UNSET
    assert Nft.from_dict({**NFT, "spender": None}).spender is None
    assert NftInfo.from_dict(INFO).rarity is UNSET
    assert NftInfo.from_dict({**INFO, "rarity": None}).rarity is None
    assert CombinedBalance.from_dict(BALANCE).metadata is UNSET


# Whole replies of the specs, through the clients


def whole_replies() -> Iterator[tuple[str, str, str, Any]]:
    """(API, operation, name, document) of each example of a 200."""
    for api, spec in LOADED.items():
        for item in spec["paths"].values():
            for operation in item.values():
                if operation["operationId"] not in CALLS:
                    continue  # tests/tokens/test_examples.py
                for name, example in operation["responses"]["200"]["content"]["application/json"]["examples"].items():
                    target = spec["components"]["examples"][example["$ref"].rpartition("/")[2]]
                    yield api, operation["operationId"], name, target["value"]


CALLS: dict[str, Any] = {
    "getNftsByAccountId": lambda account, **options: Hedera("https://a.example", **options).nfts(account),
    "getUserNftBalances": lambda account, **options: Loopring("https://a.example", api_key="key-k", **options).nft_balances(account),
    "getUserCollectionDetails": lambda account, **options: Loopring("https://a.example", api_key="key-k", **options).collections(1),
    "getUserNfts": lambda account, **options: SwapChat("https://a.example", **options).nfts("u", "w"),
}
UNKNOWN_VALUES = {("getUserNfts", "enveloped"): ["$.data.assets[2].nft.blockchain"]}
"""The places where examples have values that their open enums do not list."""
ROW_CLASSES: dict[str, type] = {
    "getNftsByAccountId": Nft,
    "getUserNftBalances": CombinedBalance,
    "getUserCollectionDetails": CollectionHolding,
    "getUserNfts": NftAsset,
}


def rows_in(document: Any) -> list[Any]:
    for key in ("nfts", "data", "collections", "assets"):
        if key in document and document[key] is not None:
            return document[key] if isinstance(document[key], list) else rows_in(document[key])
    return []


@pytest.mark.parametrize(
    ("api", "operation", "name", "document"), list(whole_replies()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_examples_of_whole_replies_are_read_by_the_clients(api: str, operation: str, name: str, document: Any) -> None:
    document = copy.deepcopy(document)
    holders = {row[key] for row in rows_in(document) for key in ("account_id", "accountId") if key in row}
    account = holders.pop() if holders else 1
    assert not holders
    drifts: list[Drift] = []
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, json=document))
    with httpx2.Client(transport=transport) as http_client:
        listing = CALLS[operation](account, http_client=http_client, on_drift=drifts.append)
        if name.startswith("refused"):
            with pytest.raises(NftHoldingsError, match=document["msg"]):
                listing.first()
            return
        if (operation, name) == ("getNftsByAccountId", "documented"):
            # The documentation's own link leads to another listing, where none of these rows would follow.
            with pytest.raises(DecodeError) as refused:
                listing.first()
            assert refused.value.path == "$.links.next"
            document["links"]["next"] = None
        if (operation, name) == ("getUserNfts", "empty"):
            document["data"]["total"] = 0
        page = next(listing.pages())
    assert [row.to_dict() for row in page.items] == rows_in(document)
    assert page.raw == document
    assert {type(row) for row in page.items} <= {ROW_CLASSES[operation]}
    assert [drift.path for drift in drifts] == UNKNOWN_VALUES.get((operation, name), [])


def test_a_page_of_the_models_is_read_too() -> None:
    page = Nfts.from_dict({"nfts": [NFT], "links": {"next": None}})
    assert page.to_dict() == {"nfts": [NFT], "links": {"next": None}}

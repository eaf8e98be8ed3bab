"""Models: read out of JSON and written as JSON, with what the spec does not know kept beside the fields."""

import copy
import json
import pickle
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial
from threading import Barrier
from typing import Any, cast

import attrs
import jsonschema_rs
import msgspec
import pytest
from nft_holdings_api.hedera.models import Nft, Nfts
from nft_holdings_api.loopring.models import CombinedBalance, NftBalances
from nft_holdings_api.model import Model, _decoder
from nft_holdings_api.swapchat.models import NftList
from nft_holdings_api.unset import UNSET

from tests.support.canned_replies import ASSET, BALANCE, NFT
from tests.unit.test_rows import LOADED, fits, from_schema, models

Document = dict[str, Any]
LATER = {"a": [1, None, {"token_id": "x"}]}


def example(api: str, name: str, *, full: bool) -> Document:
    document: Document = from_schema(api, LOADED[api]["components"]["schemas"][name], full=full)
    return document


def with_later(value: Any) -> Any:
    """A document with an unknown field in each object; all fields of the sizes of pictures are known."""
    match value:
        case list():
            return [with_later(each) for each in value]
        case dict():
            return {**{key: each if key == "imageSize" else with_later(each) for key, each in value.items()}, "laterKey": LATER}
    return value


def made(api: str, name: str, model: Any) -> Iterator[tuple[Document, Document, Any]]:
    """(document, what of it the spec knows, model) of all fields and of the required ones, with and without unknown ones, read in both ways."""
    for known in (example(api, name, full=True), example(api, name, full=False)):
        for document in (known, with_later(known)) if issubclass(model, Model) else (known,):
            yield document, known, model.from_dict(document)
            if issubclass(model, Model):
                yield document, known, model.from_json(json.dumps(document).encode())


EACH_MODEL = pytest.mark.parametrize(("api", "name", "model"), list(models()), ids=lambda value: value if isinstance(value, str) else "")


@EACH_MODEL
def test_a_model_is_read_out_of_json_as_out_of_a_dict(api: str, name: str, model: Any) -> None:
    for document, _, row in made(api, name, model):
        assert row == model.from_dict(document)
        assert repr(row) == repr(model.from_dict(document))
        assert row.to_dict() == document
        assert attrs.asdict(row) == attrs.asdict(model.from_dict(document))


@EACH_MODEL
def test_a_model_is_written_as_the_json_of_its_fields(api: str, name: str, model: Any) -> None:
    for _, known, row in made(api, name, model):
        assert msgspec.json.decode(msgspec.json.encode(row)) == known
        assert msgspec.to_builtins(row) == known
        if isinstance(row, Model):
            names = dict(zip(row.__struct_fields__, row.__struct_encode_fields__, strict=True))
            sent = attrs.asdict(cast("Any", row), recurse=False, filter=attrs.filters.exclude(type(UNSET), "additional_properties"))
            assert {names[field] for field in sent} == known.keys()


def repickled(row: Any, protocol: int) -> Any:
    return pickle.loads(pickle.dumps(row, protocol))


@EACH_MODEL
def test_copies_keep_unknown_fields(api: str, name: str, model: Any) -> None:
    pickled: list[Any] = [partial(repickled, protocol=protocol) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
    for document, _, row in made(api, name, model):
        for copied in (copy.copy, copy.deepcopy, *pickled):
            again = copied(row)
            assert type(again) is model
            assert again == row
            assert again.to_dict() == document
            again["anotherKey"] = "x"
            assert again != row
            assert row.to_dict() == document


def replaced(row: Any, **changes: Any) -> Any:
    replace: Any = getattr(copy, "replace", lambda row, **changes: row.__replace__(**changes))  # from Python 3.13 on
    return replace(row, **changes)


def test_a_replaced_field_leaves_the_unknown_ones() -> None:
    row = Nft.from_dict({**NFT, "laterKey": LATER})
    again = replaced(row, serial_number=9)
    assert again.to_dict() == {**NFT, "laterKey": LATER, "serial_number": 9}
    again["laterKey"] = 1
    assert row.to_dict() == {**NFT, "laterKey": LATER}
    with pytest.raises(TypeError, match="anything"):
        replaced(row, anything=1)


def test_what_is_no_field_has_no_name_of_its_own() -> None:
    document = {**NFT, "_unknown": 1, "additional_properties": {"x": 1}, "_source": 2}
    row = Nfts.from_json(json.dumps({"nfts": [document], "links": {"next": None}}).encode()).nfts[0]
    assert row.to_dict() == document
    assert [each.name for each in msgspec.structs.fields(Nft)] == [*Nft.__struct_fields__]
    assert not [name for name in Nft.__struct_fields__ if name.startswith("_")]
    assert Nft.__match_args__ == Nft.__struct_fields__


def page(*rows: Document, **more: Any) -> Document:
    return {"nfts": list(rows), "links": {"next": None}, **more}


def test_unknown_fields_are_those_of_their_object() -> None:
    rows = [{**NFT, "serial_number": number, **({"later": number} if number % 3 else {})} for number in range(1, 30)]
    document = page(*rows, later="page", links={"next": None, "later": "links"})
    read = Nfts.from_json(json.dumps(document).encode())
    assert read.to_dict() == document
    assert (read["later"], read.links["later"]) == ("page", "links")
    assert [row.additional_properties.get("later") for row in read.nfts] == [row.get("later") for row in rows]


def test_unknown_fields_of_nested_objects_stay_with_theirs_where_some_are_absent_or_null() -> None:
    traits = [[{"type": "a", "value": "b", "later": 1}, {"type": "c", "value": "d"}], None, [], ..., [{"type": "e", "value": "f", "x": 2}]]
    rarities = [..., {"rank": 1, "later": 3}, None, {"rank": 2}, {"rank": 3, "later": 4}]
    assets = []
    for trait, rarity in zip(traits, rarities, strict=True):
        nested = {key: each for key, each in (("traits", trait), ("rarity", rarity)) if each is not ...}
        assets.append({**ASSET, "nft": {**ASSET["nft"], **nested}})
    document = {"total": 5, "assets": assets}
    assert fits("swapchat", "NftList", document)
    read = NftList.from_json(json.dumps(document).encode())
    assert read.to_dict() == document
    assert read == NftList.from_dict(document)


def test_maps_keep_all_names_beside_unknown_fields() -> None:
    sizes = {"240-240": "a", "later": "b", "_private": "c", 'odd "name"\n': "d"}
    document = {"totalNum": 1, "data": [{**BALANCE, "metadata": {"imageSize": sizes, "later": 1}, "x": 2}]}
    read = NftBalances.from_json(json.dumps(document).encode())
    assert read.to_dict() == document
    metadata: Any = read.data[0].metadata
    assert msgspec.json.decode(msgspec.json.encode(metadata)) == {"imageSize": sizes}
    for wrong in (1, None, ["x"]):
        with pytest.raises(msgspec.ValidationError):
            NftBalances.from_json(json.dumps(document).replace('"a"', json.dumps(wrong)).encode())


def test_what_was_written_can_be_read() -> None:
    row = Nft.from_dict(NFT)
    assert msgspec.json.decode(msgspec.json.encode(row), type=Nft) == row
    document = {"totalNum": 1, "data": [{**BALANCE, "metadata": {"imageSize": {"240-240": "a"}}}]}
    content = json.dumps(document).encode()
    balances = NftBalances.from_json(content)
    assert msgspec.convert(msgspec.to_builtins(balances), NftBalances, dec_hook=lambda kind, value: kind(value)) == balances
    with pytest.raises(msgspec.ValidationError, match="ImageSizes"):
        msgspec.json.decode(content, type=NftBalances)  # and not sizes without any


# What stands in unknown fields


def raw(later: bytes, *, key: bytes = b'"later"') -> bytes:
    return (
        json.dumps(page({**NFT, "serial_number": 1})).encode().replace(b'"serial_number": 1', key + b": " + later + b', "serial_number": 1')
    )


@pytest.mark.parametrize(
    "content",
    [
        raw(b'"\xff"'),
        raw(b'{"x": ["\xed\xa0\x80"]}'),
        raw(b"1", key=b'"\xff"'),
        raw(b'1e999, "more": "\xff"'),
        raw(b"NaN"),
        raw(b"[Infinity]"),
        raw(b'1e999, "more": -Infinity'),
        raw(b'"\x00"'),
        raw(b"01"),
        raw(b"{]"),
        raw(b"1")[:-1],
        raw(rb'"\ud83d"'),
        raw(rb'1e999, "more": "\ud83d"'),
        raw(rb"1", key=rb'"\ud83d"'),
    ],
    ids=range(14),
)
def test_unknown_fields_are_json_in_utf_8(content: bytes) -> None:
    with pytest.raises((ValueError, msgspec.DecodeError)):
        Nfts.from_json(content)


@pytest.mark.parametrize(
    ("later", "value"),
    [
        (b'"\xc3\xbc"', "ü"),
        (rb'"\ud83d\ude00"', "\U0001f600"),
        (b"1e999", Decimal("1e999")),
        (b"-1.5E+999", Decimal("-1.5e999")),
        (b"9" * 5000, Decimal("9" * 5000)),
        (b"1e-999", 0.0),
        (b"18446744073709551616", 2**64),
        (b"1.0", 1.0),
        (b'{"a": 1, "a": 2}', {"a": 2}),
        (b"[" * 300 + b"]" * 300, ...),
    ],
    ids=str,
)
def test_unknown_values_are_kept(later: bytes, value: Any) -> None:
    (row,) = Nfts.from_json(raw(later)).nfts
    found = row["later"]
    assert value is ... or (found, type(found)) == (value, type(value))
    assert row.to_dict() == {**NFT, "serial_number": 1, "later": found}


def test_of_a_field_that_comes_twice_the_last_one_counts() -> None:
    content = raw(b"1").replace(b'"nfts"', b'"later": 0, "nfts": [], "nfts"').replace(b'"token_id"', b'"later": 2, "token_id"')
    read = Nfts.from_json(content)
    assert (read["later"], [row["later"] for row in read.nfts]) == (0, [2])
    with pytest.raises(msgspec.ValidationError, match=r"serial_number"):
        Nfts.from_json(raw(b"1", key=b'"serial_number": "1", "serial_number"'))


def test_too_deep_nesting_is_an_error() -> None:
    with pytest.raises(RecursionError):
        Nfts.from_json(raw(b"[" * 100_000 + b"]" * 100_000))


@pytest.mark.parametrize("unknown", [{}, {"later": 1}, {"later": ...}], ids=["none", "one", "a number past every float"])
@pytest.mark.parametrize("number", ["1e999", "9" * 400, "9" * 5000], ids=["1e999", "400 digits", "5,000 digits"])
def test_a_number_that_no_float_holds_is_refused_in_a_known_field(number: str, unknown: Document) -> None:
    trait = {"type": "a", "value": "b", "percentage": 0.5, **unknown}
    document = {"total": 1, "assets": [{**ASSET, "nft": {**ASSET["nft"], "traits": [trait]}}]}
    if unknown.get("later") is ...:
        trait["later"] = 1.25
    content = json.dumps(document).replace("0.5", number).replace("1.25", "1e999").encode()
    with pytest.raises(msgspec.DecodeError):
        NftList.from_json(content)
    text = json.dumps(page({**NFT, "metadata": 0.5, "later": 1.25})).replace("0.5", number).replace("1.25", "1e999").encode()
    with pytest.raises(msgspec.DecodeError):
        Nfts.from_json(text)


# pydantic


@EACH_MODEL
def test_pydantic_reads_writes_and_describes_a_model(api: str, name: str, model: Any) -> None:
    pydantic = pytest.importorskip("pydantic")
    if not issubclass(model, Model):
        return
    adapter = pydantic.TypeAdapter(model)
    schema = jsonschema_rs.validator_for(adapter.json_schema())
    for document, _, read in made(api, name, model):
        assert adapter.validate_python(document) == adapter.validate_python(read) == read
        assert adapter.dump_python(read) == document
        schema.validate(document)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({**NFT, "serial_number": "7"}, r"Expected `int`, got `str` - at `\$\.serial_number`"),
        ({**NFT, "deleted": "yes"}, r"Expected `bool | null`"),
        ({"token_id": "0.0.5"}, "missing required field `account_id`"),
        ([NFT], "Expected `object`, got `array`"),
        (object(), "object is unsupported"),
    ],
)
def test_pydantic_checks_types(value: Any, message: str) -> None:
    pydantic = pytest.importorskip("pydantic")
    with pytest.raises(pydantic.ValidationError, match=message):
        pydantic.TypeAdapter(Nft).validate_python(value)


def test_the_schema_for_pydantic_has_the_fields() -> None:
    schema = pytest.importorskip("pydantic").TypeAdapter(CombinedBalance).json_schema()
    assert set(schema["required"]) == {"accountId", "tokenId", "total", "locked", "pending"}
    assert schema["properties"]["pending"]["properties"]["withdraw"] == {"type": "string"}
    assert schema["properties"]["nftType"] == {"title": "NftType", "type": "string", "examples": ["ERC1155", "ERC721"]}
    assert "$" not in json.dumps(schema)


# Errors


def test_an_error_names_the_place_beside_unknown_fields_too() -> None:
    document = page({**NFT, "later": 1}, {**NFT, "serial_number": "7", "later": 1}, later=1)
    with pytest.raises(msgspec.ValidationError, match=r"Expected `int`, got `str` - at `\$\.nfts\[1\]\.serial_number`"):
        Nfts.from_json(json.dumps(document).encode())
    for wrong in (b"[]", b"1", b'{"nfts": {"later": 1}, "links": {"next": null}}', b'{"nfts": [[{"later": 1}]], "links": {"next": null}}'):
        with pytest.raises(msgspec.ValidationError):
            Nfts.from_json(wrong)


# Threads


def test_threads_read_pages_with_and_without_unknown_fields() -> None:
    contents = [
        page(*({**NFT, "serial_number": row + 1, **({"later": [number, row]} if number % 2 else {})} for row in range(40)))
        for number in range(64)
    ]
    _decoder.cache_clear()
    barrier = Barrier(8)

    def read(numbers: range) -> list[Document]:
        barrier.wait()
        return [Nfts.from_json(json.dumps(contents[number]).encode()).to_dict() for number in numbers]

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(read, [range(start, 64, 8) for start in range(8)]))
    assert [found[number % 8][number // 8] for number in range(64)] == contents

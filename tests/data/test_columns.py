"""The columns of rows: their types, and that nothing that a row holds is lost on the way into them."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from nft_holdings import InvalidArgument, testing
from nft_holdings._apis import APIS
from nft_holdings._specs.access import spec_of
from nft_holdings.data import schema_of
from nft_holdings.data._batches import batch_of
from nft_holdings.data._column_types import REFUSED
from nft_holdings.data._schemas import struct_of, struct_of_row, with_more
from nft_holdings_api.hedera.models import AccountInfo, Nft, NftTransaction, Token, TokenBalance
from nft_holdings_api.loopring.models import CollectionHolding, CombinedBalance
from nft_holdings_api.swapchat.models import NftAsset

ROWS = [(api.name, each.row) for api in APIS for each in (*api.listings, *api.objects)]
ROWS = list(dict.fromkeys(ROWS))
NANOSECONDS = 1_234_567_890_000_000_001


class Columns:
    """The columns of rows as lists; times as whole numbers of their unit, as pyarrow needs pandas for nanoseconds."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self.batch = batch

    def __getitem__(self, name: str) -> list[Any]:
        found = self.batch.column(name)
        values: list[Any] = (found.cast(pa.int64()) if pa.types.is_timestamp(found.type) else found).to_pylist()
        return values


def in_columns(*rows: Any) -> Columns:
    return Columns(batch_of(rows, struct_of_row(type(rows[0]))))


def more(row: Any) -> Any:
    text = in_columns(row)["more"][0]
    return None if text is None else json.loads(text)


def types_of(kind: pa.DataType, path: str) -> list[str]:
    if pa.types.is_struct(kind):
        return [line for each in kind for line in types_of(each.type, f"{path}.{each.name}")]
    if pa.types.is_list(kind):
        return types_of(kind.value_type, f"{path}[]")
    return [f"{path} {kind}"]


def test_the_columns_are_those_that_were_published() -> None:
    """Who stored rows reads them by these names and types: a change here breaks them, and is told in CHANGELOG.md."""
    lines = [
        line
        for api, row in ROWS
        for column in with_more(struct_of(api, row))
        for line in types_of(column.type, f"{api} {row}.{column.name}")
    ]
    assert lines == (Path(__file__).parent / "columns.txt").read_text().splitlines()


@pytest.mark.parametrize(("api", "row"), ROWS)
def test_every_field_of_the_spec_has_a_column(api: str, row: str) -> None:
    fields = list(spec_of(api)["components"]["schemas"][row]["properties"])
    assert with_more(struct_of(api, row)).names == [*fields, "more"]


def test_only_a_row_class_has_a_schema() -> None:
    assert schema_of(Nft).field("serial_number").type == pa.int64()
    for wrong in ("Nft", dict, None, testing.nft()):
        with pytest.raises(InvalidArgument, match="a row class such as Nft is needed"):
            schema_of(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["0.000000000", "1234567890.000000001", "9223372036.854775807"])
def test_a_time_of_hedera_keeps_every_nanosecond(text: str) -> None:
    found = in_columns(testing.nft(created_timestamp=text, modified_timestamp=None))
    assert found["created_timestamp"] == [int(text.replace(".", ""))]
    assert (found["modified_timestamp"], found["more"]) == ([None], [None])


@pytest.mark.parametrize("text", ["9223372036.854775808", "9999999999.999999999", "1234567890", "1.0", "", "soon", "1234567890.00000000x"])
def test_a_time_that_does_not_fit_is_kept_as_it_is(text: str) -> None:
    good = testing.nft(created_timestamp="1234567890.000000001")
    found = in_columns(good, testing.nft(created_timestamp=text), good)
    assert found["created_timestamp"] == [NANOSECONDS, None, NANOSECONDS]
    assert found["more"] == [None, json.dumps({"created_timestamp": text}), None]


def test_times_have_the_unit_of_their_field() -> None:
    assert schema_of(Token).field("expiry_timestamp").type == pa.timestamp("ns", "UTC")
    assert in_columns(testing.token(expiry_timestamp=NANOSECONDS))["expiry_timestamp"] == [NANOSECONDS]
    row = testing.combined_balance(updated_at=1_700_000_000_123)
    assert schema_of(CombinedBalance).field("updatedAt").type == pa.timestamp("ms", "UTC")
    assert in_columns(row)["updatedAt"] == [1_700_000_000_123]
    assert schema_of(NftTransaction).field("consensus_timestamp").type == pa.timestamp("ns", "UTC")
    assert schema_of(AccountInfo).field("expiry_timestamp").type == pa.timestamp("ns", "UTC")


def test_whole_numbers_of_64_bits_are_kept_and_larger_ones_too() -> None:
    most = 2**63 - 1
    found = in_columns(testing.nft(serial_number=most), testing.nft(serial_number=most + 1))
    assert found["serial_number"] == [most, None]
    assert json.loads(found["more"][1]) == {"serial_number": most + 1}
    assert in_columns(testing.token_balance(balance=-(2**63)))["balance"] == [-(2**63)]


def test_amounts_that_may_pass_64_bits_are_texts() -> None:
    most = 2**256 - 1
    assert schema_of(NftAsset).field("quantity").type == pa.string()
    assert in_columns(testing.nft_asset(quantity=most))["quantity"] == [str(most)]
    assert in_columns(testing.combined_balance(total=str(most)))["total"] == [str(most)]
    assert in_columns(testing.token(total_supply="9223372036854775807"))["total_supply"] == ["9223372036854775807"]


def test_bytes_are_bytes_and_what_is_no_base64_is_kept() -> None:
    found = in_columns(*(testing.nft(metadata=each) for each in ("", "AP8=", None)))
    assert found["metadata"] == [b"", b"\x00\xff", None]
    assert found["more"] == [None] * 3
    for text in ("AP8", "A===", "ipfs://x", "AP8=AP8=", "AP 8="):
        assert in_columns(testing.nft(metadata=text))["metadata"] == [None]
        assert more(testing.nft(metadata=text)) == {"metadata": text}


def test_absent_and_null_are_null() -> None:
    for row in (testing.nft(), testing.nft(spender=None)):
        found = in_columns(row)
        assert (found["spender"], found["more"]) == ([None], [None])
    found = in_columns(testing.combined_balance())
    assert found["metadata"] == found["collectionInfo"] == [None]


def test_open_enums_are_texts() -> None:
    rows = [testing.nft_transaction(type=name) for name in ("TOKENMINT", "TOKENSOMETHINGNEW")]
    assert in_columns(*rows)["type"] == ["TOKENMINT", "TOKENSOMETHINGNEW"]


def test_objects_are_structs_and_null_ones_are_null() -> None:
    rows = [testing.collection_holding(collection={"id": 7, "times": {"createdAt": 5}}, count=2), testing.collection_holding()]
    found = batch_of(rows, struct_of_row(CollectionHolding)).column("collection").to_pylist()
    assert found[0]["id"] == 7
    assert found[0]["times"]["updatedAt"] is None
    assert found[0]["cached"] is None
    assert pa.types.is_struct(schema_of(CollectionHolding).field("collection").type)


def test_lists_and_maps() -> None:
    traits: list[dict[str, Any]] = [{"type": "Hat", "value": "Red"}, {"type": "Eye", "value": None}]
    rows = [testing.nft_asset(nft=testing.nft_info(traits=each)) for each in (None, [], traits)]
    found = in_columns(*rows)["nft"]
    assert [each["traits"] for each in found] == [None, [], [each | {"percentage": None} for each in traits]]
    balance = testing.combined_balance(metadata={"imageSize": {"240-240": "ipfs://a", "original": "ipfs://b"}})
    assert in_columns(balance)["metadata"][0]["imageSize"] == [("240-240", "ipfs://a"), ("original", "ipfs://b")]


def test_unknown_fields_are_in_more_at_any_depth() -> None:
    row = Nft.from_json(json.dumps({**testing.nft().to_dict(), "kind": "x", "deep": {"a": [1, None, {"b": 1.5}]}}).encode())
    assert more(row) == {"kind": "x", "deep": {"a": [1, None, {"b": 1.5}]}}
    info = testing.nft_info(traits=[{"type": "a"}, {"type": "b", "rank": 5}])
    document: dict[str, Any] = {"quantity": 1, "seen": True, "nft": {**info.to_dict(), "colour": "red"}}
    found = in_columns(NftAsset.from_json(json.dumps(document).encode()))
    assert json.loads(found["more"][0]) == {"seen": True, "nft": {"colour": "red", "traits": {"1": {"rank": 5}}}}
    assert found["nft"][0]["traits"][1] == {"type": "b", "value": None, "percentage": None}


def test_more_is_json_whatever_is_in_it() -> None:
    odd = b'"half": "\\ud800", "huge": 1e999, "long": 1234567890123456789012345678901234567890, "quote": "\\""'
    content = json.dumps(testing.nft().to_dict()).encode()[:-1] + b", " + odd + b"}"
    text = in_columns(Nft.from_json(content.replace(b"\\ud800", b"x")))["more"][0]
    found = json.loads(text, parse_float=Decimal)
    assert found == {"half": "x", "huge": Decimal("1E+999"), "long": 1234567890123456789012345678901234567890, "quote": '"'}
    row = testing.nft()
    row.additional_properties["half"] = "\ud800"
    assert more(row) == {"half": "\ud800"}


def test_a_text_with_half_a_surrogate_pair_is_kept() -> None:
    found = in_columns(testing.token().__replace__(name="\ud83d"), testing.token(name="whole"))
    assert found["name"] == [None, "whole"]
    assert json.loads(found["more"][0]) == {"name": "\ud83d"}


def test_a_value_of_another_type_is_kept() -> None:
    """Rows that were changed by hand, or made without checks."""
    row = testing.nft()
    row.deleted = "no"  # type: ignore[assignment]
    row.serial_number = 1.5  # type: ignore[assignment]
    found = in_columns(row)
    assert (found["deleted"], found["serial_number"]) == ([None], [None])
    assert json.loads(found["more"][0]) == {"deleted": "no", "serial_number": 1.5}


def test_dicts_become_the_same_as_their_rows() -> None:
    for row in (testing.nft(metadata="AP8="), testing.nft_asset(nft=testing.nft_info(traits=[{"type": "a"}])), testing.token()):
        struct = struct_of_row(type(row))
        assert batch_of([row.to_dict(), row.to_dict()], struct).equals(batch_of([row, row], struct))


def test_no_rows_are_a_batch_too() -> None:
    for row in (Nft, NftAsset, CombinedBalance, TokenBalance):
        assert batch_of([], struct_of_row(row)).schema == schema_of(row)


def test_the_slow_way_is_taken_for_what_arrow_refuses_alone() -> None:
    """A fault of our own, such as a missing attribute, is no misfit that `more` hides."""
    assert not any(issubclass(AttributeError, each) or issubclass(KeyError, each) for each in REFUSED)

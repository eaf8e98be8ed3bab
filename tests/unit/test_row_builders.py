"""`nft_holdings.testing` builds a row of each public row class, with the types that the spec has."""

import inspect

import msgspec
import nft_holdings
import pytest
from nft_holdings import UNSET, InvalidArgument, NftMetadata, testing
from nft_holdings._apis import APIS
from nft_holdings._specs.access import reply_validator

BUILDERS = {inspect.signature(builder).return_annotation: builder for name in testing.__all__ if (builder := getattr(testing, name))}
builders = pytest.mark.parametrize("name", testing.__all__)


def api_of(row: object) -> str:
    return type(row).__module__.split(".")[1]


def test_each_public_row_class_has_a_builder() -> None:
    rows = {each for name in nft_holdings.__all__ if isinstance(each := getattr(nft_holdings, name), type) and hasattr(each, "from_json")}
    assert rows == BUILDERS.keys()
    assert {listing.row for api in APIS for listing in api.listings} <= {row.__name__ for row in rows}


@builders
def test_rows_fit_the_spec_and_have_required_fields_only(name: str) -> None:
    row = getattr(testing, name)()
    written = row.to_dict()
    assert reply_validator(api_of(row), type(row).__name__).is_valid(written)
    fields = zip(row.__struct_fields__, row.__struct_encode_fields__, strict=True)
    assert {wire for field, wire in fields if getattr(row, field) is not UNSET} == written.keys()
    assert type(row).from_json(msgspec.json.encode(written)) == row


@builders
def test_each_call_builds_another_row(name: str) -> None:
    one, other = getattr(testing, name)(), getattr(testing, name)()
    one["new_field"] = 1
    assert one != other


def test_given_fields_take_the_place_of_examples() -> None:
    row = testing.nft(token_id="0.0.5", serial_number=1, deleted=None, spender=UNSET)
    assert (row.token_id, row.serial_number, row.deleted, row.spender) == ("0.0.5", 1, None, UNSET)


def test_text_becomes_a_member_of_an_enum_and_a_dict_a_model() -> None:
    row = testing.combined_balance(nft_type="ERC721", metadata={"imageSize": {"240-240": "https://pictures.example/1"}})
    assert row.nft_type.value == "ERC721"
    assert isinstance(row.metadata, NftMetadata)
    assert row.metadata.image_size == {"240-240": "https://pictures.example/1"}


def test_a_row_inside_keeps_its_unknown_fields() -> None:
    inside = testing.nft_info(token_id="7")
    inside["new_field"] = 1
    assert testing.nft_asset(nft=inside).to_dict()["nft"]["new_field"] == 1


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("serial_number", "1", "Nft.serial_number cannot be '1': Expected `int`, got `str`"),
        ("token_id", None, "Nft.token_id cannot be None"),
        ("token_id", object(), "Nft.token_id cannot be <object"),
        ("token", "0.0.5", "Nft has no field token; it has account_id, "),
    ],
)
def test_wrong_fields_are_refused_by_name(name: str, value: object, says: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        testing.nft(**{name: value})
    assert refused.value.argument == name
    assert says in str(refused.value)

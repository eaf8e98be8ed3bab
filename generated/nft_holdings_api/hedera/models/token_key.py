# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model
from ..models.key_type import KeyType


@attrs_model
class TokenKey(
    Model,
    gc=False,
    rename={
        "field_type": "_type",
    },
):
    """A public key of a token or an account.

    Attributes:
        field_type (KeyType): The kind of a key. Others than those listed may come.
        key (str): The key in hexadecimal.
    """

    field_type: KeyType
    key: str

    def to_dict(self) -> dict[str, Any]:
        field_type = cast(Any, None) if self.field_type is None else self.field_type.value

        key = self.key

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "_type": field_type,
                "key": key,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        _field_type = d.pop("_type")
        field_type = cast(KeyType, None) if _field_type is None else KeyType(_field_type)

        key = d.pop("key")

        token_key = cls(
            field_type=field_type,
            key=key,
        )

        token_key.additional_properties = d
        return token_key

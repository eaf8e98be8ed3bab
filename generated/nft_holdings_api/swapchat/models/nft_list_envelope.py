# Generated from specs/swapchat.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model
from ..types import UNSET, Unset


@attrs_model
class NftListEnvelope(Model, gc=False):
    """A reply as the vendor's clients expect it. It is a listing when `code` is 0, and a refusal otherwise.

    Attributes:
        code (int): 0 is success; for anything else `msg` says what it means. No list of codes exists, and 1 is the only
            other one in print.
        msg (str | Unset): What `code` means, in words.
        data (list[Any] | NftList | None | Unset): The listing; on a refusal null, absent or an empty list.
    """

    code: int
    msg: str | Unset = UNSET
    data: list[Any] | NftList | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.nft_list import NftList  # noqa: PLC0415

        code = self.code

        msg = self.msg

        data: dict[str, Any] | list[Any] | None | Unset
        if isinstance(self.data, Unset):
            data = UNSET
        elif isinstance(self.data, NftList):
            data = cast(Any, None) if self.data is None else self.data.to_dict()
        elif isinstance(self.data, list):
            data = self.data

        else:
            data = self.data

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "code": code,
            }
        )
        if msg is not UNSET:
            field_dict["msg"] = msg
        if data is not UNSET:
            field_dict["data"] = data

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.nft_list import NftList  # noqa: PLC0415

        d = dict(src_dict)
        code = d.pop("code")

        msg = d.pop("msg", UNSET)

        def _parse_data(data: object) -> list[Any] | NftList | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                data_type_0 = NftList.from_dict(data)

                return data_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, list):
                    raise TypeError()
                data_type_1 = cast(list[Any], data)

                return data_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[Any] | NftList | None | Unset, data)

        data = _parse_data(d.pop("data", UNSET))

        nft_list_envelope = cls(
            code=code,
            msg=msg,
            data=data,
        )

        nft_list_envelope.additional_properties = d
        return nft_list_envelope


from ..models.nft_list import NftList  # noqa: E402

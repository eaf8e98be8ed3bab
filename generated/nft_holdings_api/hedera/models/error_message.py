# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model
from ..types import UNSET, Unset


@attrs_model
class ErrorMessage(Model, gc=False):
    """One thing that was wrong.

    Attributes:
        message (str): The reason, in English.
        detail (None | str | Unset): More about the reason; this operation was never seen to send it.
        data (None | str | Unset): Hexadecimal data about the reason; this operation was never seen to send it.
    """

    message: str
    detail: None | str | Unset = UNSET
    data: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        message = self.message

        detail: None | str | Unset
        if isinstance(self.detail, Unset):
            detail = UNSET
        else:
            detail = self.detail

        data: None | str | Unset
        if isinstance(self.data, Unset):
            data = UNSET
        else:
            data = self.data

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "message": message,
            }
        )
        if detail is not UNSET:
            field_dict["detail"] = detail
        if data is not UNSET:
            field_dict["data"] = data

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        message = d.pop("message")

        def _parse_detail(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        detail = _parse_detail(d.pop("detail", UNSET))

        def _parse_data(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        data = _parse_data(d.pop("data", UNSET))

        error_message = cls(
            message=message,
            detail=detail,
            data=data,
        )

        error_message.additional_properties = d
        return error_message

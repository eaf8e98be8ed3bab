# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ...model import Model, attrs_model
from ..types import UNSET, Unset


@attrs_model
class ResultInfo(Model, gc=False):
    """How a request came out.

    Attributes:
        code (int | Unset): 0 for success, otherwise the reason as a number. The known ones are listed; others come.
        message (str | Unset): The reason, in English.
        msg (str | Unset): The reason under its other name.
    """

    code: int | Unset = UNSET
    message: str | Unset = UNSET
    msg: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        message = self.message

        msg = self.msg

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if code is not UNSET:
            field_dict["code"] = code
        if message is not UNSET:
            field_dict["message"] = message
        if msg is not UNSET:
            field_dict["msg"] = msg

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        code = d.pop("code", UNSET)

        message = d.pop("message", UNSET)

        msg = d.pop("msg", UNSET)

        result_info = cls(
            code=code,
            message=message,
            msg=msg,
        )

        result_info.additional_properties = d
        return result_info

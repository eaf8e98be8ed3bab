# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model
from ..types import UNSET, Unset


@attrs_model
class Error(
    Model,
    gc=False,
    rename={
        "result_info": "resultInfo",
    },
):
    """A refusal, with the outcome in resultInfo or, in a flat body, at the top level.

    Attributes:
        result_info (ResultInfo | Unset): How a request came out.
        code (int | Unset): The code, in a flat body.
        msg (str | Unset): The reason, in a flat body.
        message (str | Unset): The reason under its other name, in a flat body.
    """

    result_info: ResultInfo | Unset = UNSET
    code: int | Unset = UNSET
    msg: str | Unset = UNSET
    message: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        result_info: dict[str, Any] | Unset = UNSET
        if not isinstance(self.result_info, Unset):
            result_info = cast(Any, None) if self.result_info is None else self.result_info.to_dict()

        code = self.code

        msg = self.msg

        message = self.message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if result_info is not UNSET:
            field_dict["resultInfo"] = result_info
        if code is not UNSET:
            field_dict["code"] = code
        if msg is not UNSET:
            field_dict["msg"] = msg
        if message is not UNSET:
            field_dict["message"] = message

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.result_info import ResultInfo  # noqa: PLC0415

        d = dict(src_dict)
        _result_info = d.pop("resultInfo", UNSET)
        result_info: ResultInfo | Unset
        if isinstance(_result_info, Unset):
            result_info = UNSET
        elif _result_info is None:
            result_info = cast(ResultInfo | Unset, None)
        else:
            result_info = ResultInfo.from_dict(_result_info)

        code = d.pop("code", UNSET)

        msg = d.pop("msg", UNSET)

        message = d.pop("message", UNSET)

        error = cls(
            result_info=result_info,
            code=code,
            msg=msg,
            message=message,
        )

        error.additional_properties = d
        return error


from ..models.result_info import ResultInfo  # noqa: E402

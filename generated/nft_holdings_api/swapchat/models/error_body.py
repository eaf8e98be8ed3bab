# Generated from specs/swapchat.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ...model import Model, attrs_model
from ..types import UNSET, Unset


@attrs_model
class ErrorBody(Model, gc=False):
    """The body of a failure other than a 200. No document shows one; every key is optional, and others may come.

    Attributes:
        code (int | Unset): The code, as in the envelope.
        msg (str | Unset): The reason, as in the envelope.
        message (str | Unset): The reason, under the name that the vendor's JavaScript client reads.
        data (Any | Unset): Anything else that the server has to say.
    """

    code: int | Unset = UNSET
    msg: str | Unset = UNSET
    message: str | Unset = UNSET
    data: Any | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        msg = self.msg

        message = self.message

        data = self.data

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if code is not UNSET:
            field_dict["code"] = code
        if msg is not UNSET:
            field_dict["msg"] = msg
        if message is not UNSET:
            field_dict["message"] = message
        if data is not UNSET:
            field_dict["data"] = data

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        code = d.pop("code", UNSET)

        msg = d.pop("msg", UNSET)

        message = d.pop("message", UNSET)

        data = d.pop("data", UNSET)

        error_body = cls(
            code=code,
            msg=msg,
            message=message,
            data=data,
        )

        error_body.additional_properties = d
        return error_body

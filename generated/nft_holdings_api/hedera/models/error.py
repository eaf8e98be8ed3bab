# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model


@attrs_model
class Error(
    Model,
    gc=False,
    rename={
        "field_status": "_status",
    },
):
    """A refusal.

    Attributes:
        field_status (ErrorStatus): What was wrong.
    """

    field_status: ErrorStatus

    def to_dict(self) -> dict[str, Any]:
        field_status = cast(Any, None) if self.field_status is None else self.field_status.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "_status": field_status,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.error_status import ErrorStatus  # noqa: PLC0415

        d = dict(src_dict)
        _field_status = d.pop("_status")
        field_status = cast(ErrorStatus, None) if _field_status is None else ErrorStatus.from_dict(_field_status)

        error = cls(
            field_status=field_status,
        )

        error.additional_properties = d
        return error


from ..models.error_status import ErrorStatus  # noqa: E402

# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model


@attrs_model
class Links(
    Model,
    gc=False,
    rename={
        "next_": "next",
    },
):
    """Where the listing goes on.

    Attributes:
        next_ (None | str): Path and query of the next page, without a host; null when this is the last one. A
            deployment may be set to
            put scheme and host in front.
    """

    next_: None | str

    def to_dict(self) -> dict[str, Any]:
        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        links = cls(
            next_=next_,
        )

        links.additional_properties = d
        return links

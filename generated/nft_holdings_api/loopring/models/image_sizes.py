# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ...model import Map, attrs_map


@attrs_map
class ImageSizes(Map["str"]):
    """Addresses of cached pictures by size. 240-240, 332-332, 160-160 and original are known sizes; each may be missing."""

    additional_properties: dict[str, str]

    def to_dict(self) -> dict[str, Any]:

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        image_sizes = cls()

        image_sizes.additional_properties = d
        return image_sizes

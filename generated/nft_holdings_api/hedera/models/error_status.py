# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.error_message import ErrorMessage


T = TypeVar("T", bound="ErrorStatus")


@_attrs_define
class ErrorStatus:
    """What was wrong.

    Attributes:
        messages (list[ErrorMessage]): One entry for each thing that was wrong, invalid parameters before unknown ones.
    """

    messages: list[ErrorMessage]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        messages = []
        for messages_item_data in self.messages or ():
            messages_item = cast(Any, None) if messages_item_data is None else messages_item_data.to_dict()
            messages.append(messages_item)
        if self.messages is None:
            messages = cast(Any, None)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "messages": messages,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.error_message import ErrorMessage  # noqa: PLC0415

        d = dict(src_dict)
        messages = []
        _messages = d.pop("messages")
        for messages_item_data in _messages or ():
            _messages_item = messages_item_data
            messages_item = (
                cast(ErrorMessage, None) if _messages_item is None else ErrorMessage.from_dict(_messages_item)
            )

            messages.append(messages_item)
        if _messages is None:
            messages = cast(Any, None)

        error_status = cls(
            messages=messages,
        )

        error_status.additional_properties = d
        return error_status

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties

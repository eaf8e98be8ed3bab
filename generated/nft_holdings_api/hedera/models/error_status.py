# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model


@attrs_model
class ErrorStatus(Model, gc=False):
    """What was wrong.

    Attributes:
        messages (list[ErrorMessage]): One entry for each thing that was wrong, invalid parameters before unknown ones.
    """

    messages: list[ErrorMessage]

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
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
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


from ..models.error_message import ErrorMessage  # noqa: E402

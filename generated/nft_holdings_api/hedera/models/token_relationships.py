# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model


@attrs_model
class TokenRelationships(Model, gc=False):
    """A page of an account's tokens.

    Attributes:
        tokens (list[TokenRelationship]): The rows, in the order asked for.
        links (Links): Where the listing goes on.
    """

    tokens: list[TokenRelationship]
    links: Links

    def to_dict(self) -> dict[str, Any]:
        tokens = []
        for tokens_item_data in self.tokens or ():
            tokens_item = cast(Any, None) if tokens_item_data is None else tokens_item_data.to_dict()
            tokens.append(tokens_item)
        if self.tokens is None:
            tokens = cast(Any, None)

        links = cast(Any, None) if self.links is None else self.links.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "tokens": tokens,
                "links": links,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.links import Links  # noqa: PLC0415
        from ..models.token_relationship import TokenRelationship  # noqa: PLC0415

        d = dict(src_dict)
        tokens = []
        _tokens = d.pop("tokens")
        for tokens_item_data in _tokens or ():
            _tokens_item = tokens_item_data
            tokens_item = (
                cast(TokenRelationship, None) if _tokens_item is None else TokenRelationship.from_dict(_tokens_item)
            )

            tokens.append(tokens_item)
        if _tokens is None:
            tokens = cast(Any, None)

        _links = d.pop("links")
        links = cast(Links, None) if _links is None else Links.from_dict(_links)

        token_relationships = cls(
            tokens=tokens,
            links=links,
        )

        token_relationships.additional_properties = d
        return token_relationships


from ..models.links import Links  # noqa: E402
from ..models.token_relationship import TokenRelationship  # noqa: E402

# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
"""Contains some shared types for properties"""

from collections.abc import Mapping, MutableMapping, Sequence
from typing import IO, BinaryIO, Generic, TypeVar

from attrs import define

from ..unset import UNSET, Unset


def comma_joined(values: "Sequence[object] | Unset | None") -> "str | Unset":
    """Join a list parameter the way `style: form, explode: false` asks for; nothing in it means not sent"""
    return (
        UNSET
        if not values
        else ",".join(str(value).lower() if isinstance(value, bool) else str(value) for value in values)
    )


# The types that `httpx.Client(files=)` can accept, copied from that library.
FileContent = IO[bytes] | bytes | str
FileTypes = (
    # (filename, file (or bytes), content_type)
    tuple[str | None, FileContent, str | None]
    # (filename, file (or bytes), content_type, headers)
    | tuple[str | None, FileContent, str | None, Mapping[str, str]]
)
RequestFiles = list[tuple[str, FileTypes]]


@define
class File:
    """Contains information for file uploads"""

    payload: BinaryIO
    file_name: str | None = None
    mime_type: str | None = None

    def to_tuple(self) -> FileTypes:
        """Return a tuple representation that httpx will accept for multipart/form-data"""
        return self.file_name, self.payload, self.mime_type


T = TypeVar("T")


@define
class Response(Generic[T]):
    """A response from an endpoint"""

    status_code: int
    content: bytes
    headers: MutableMapping[str, str]
    parsed: T | None


__all__ = ["UNSET", "File", "FileTypes", "RequestFiles", "Response", "Unset"]

"""What stands for "not sent", shared by all packages. A field that is UNSET was not sent; one that is None was sent as null."""

from msgspec import UNSET
from msgspec import UnsetType as Unset

__all__ = ["UNSET", "Unset"]

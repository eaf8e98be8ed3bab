"""What stands for "not sent", shared by all packages."""

from typing import Literal


class Unset:
    """The type of UNSET. A field that is UNSET was not sent; one that is None was sent as null."""

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        return "UNSET"


UNSET: Unset = Unset()

"""Errors that say how to read what async clients return."""

from typing import TYPE_CHECKING, NoReturn


class AsyncOnly:
    """The base of what is read with `async for`."""

    if not TYPE_CHECKING:  # type checkers find these mistakes by themselves

        def __await__(self) -> NoReturn:
            raise TypeError(
                f"{type(self).__name__} is not awaited: write `async for … in …`, or `await listing.all()` for all rows of a listing"
            )

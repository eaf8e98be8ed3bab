"""Versions of specs: three numbers, as Semantic Versioning has them."""

import re
from typing import NamedTuple

from .rating import Rating

FORM = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


class NoVersion(ValueError):
    """A text is no version."""


class Version(NamedTuple):
    """The version of a spec: three numbers, as specs have no pre-releases."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        """Return the version as it is written."""
        return f"{self.major}.{self.minor}.{self.patch}"

    @classmethod
    def parse(cls, text: object) -> "Version":
        """Read a version.

        Raises:
            NoVersion: It is none.
        """
        match = FORM.fullmatch(text) if isinstance(text, str) else None
        if match is None:
            raise NoVersion(f"{text!r} is no version: write three numbers, such as '1.0.0'")
        return cls(*map(int, match.groups()))

    def after(self, rating: Rating) -> "Version":
        """Return the least version that may follow a change of this rating."""
        return {
            Rating.MAJOR: Version(self.major + 1, 0, 0),
            Rating.MINOR: Version(self.major, self.minor + 1, 0),
            Rating.PATCH: Version(self.major, self.minor, self.patch + 1),
        }[rating]

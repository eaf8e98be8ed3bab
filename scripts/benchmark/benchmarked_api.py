"""Everything that the benchmark needs to know of one API."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Protocol

from attrs import field, frozen
from per_api import modules_of

from . import expected_rows


@frozen
class Reply:
    """A reply, and the data set that it was counted for."""

    body: bytes
    dataset: str
    status: int = 200


class Respond(Protocol):
    """Returns the reply to a request; None if it is not one of this API."""

    def __call__(self, method: str, path: str, query: str, body: bytes, /, *, defect: bool = False) -> Reply | None:
        """Return the reply."""


@frozen
class Page:
    """A page to decode.

    Attributes:
        api: The API's name.
        model: The model of the whole reply.
        body: The bytes.
        rows: The path to its rows.
        key: Returns the value that identifies a row.
        expected: The keys of the rows.
    """

    api: str
    model: str
    body: bytes
    rows: tuple[str, ...]
    key: Callable[[Any], object]
    expected: list[Any]

    def check(self, page: Any) -> None:
        """Compare a decoded page with the expected keys."""
        for name in self.rows:
            page = expected_rows.field_of(page, name)
        expected_rows.check(page, self.key, self.expected, "the page")


@frozen
class PageFigure:
    """A figure of decoding a page.

    Attributes:
        what: The words of the table.
        bound: The highest cost.
        make: Makes the page out of a function that returns the body of a reply.
        against: The function of another library that decodes it without types.
    """

    what: str
    bound: float
    make: Callable[[Callable[..., bytes]], Page]
    against: str = "orjson.loads"


@frozen
class BenchmarkedApi:
    """An API.

    Attributes:
        reply: Returns the page server's reply to a request.
        render: Writes all rows, so that no request waits for that.
        pages: The figures of decoding its pages, by name.
    """

    reply: Respond
    render: Callable[[], object]
    pages: Mapping[str, PageFigure] = field(factory=dict)


@cache
def benchmarked_apis() -> Mapping[str, BenchmarkedApi]:
    """Return the APIs by name."""
    return {name: module.BENCHMARKED_API for name, module in modules_of(f"{__package__}.apis").items()}

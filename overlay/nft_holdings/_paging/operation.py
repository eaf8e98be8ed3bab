"""What an operation is: it knows one endpoint, and does no input or output."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from attrs import field, frozen

from nft_holdings._errors import DecodeError
from nft_holdings._reading.drift import Drift
from nft_holdings._transport.messages import Reply, Request

if TYPE_CHECKING:
    from .parallel import Spread

Item = TypeVar("Item")
Position = Mapping[str, Any]
"""Where a listing stands, in JSON's own types; what it holds is the operation's business."""
Rows = Sequence[Item | DecodeError]
"""Rows of a page; in the place of one that cannot be read stands the error that says why."""


@frozen
class Content(Generic[Item]):
    """What a reply says, by itself.

    Attributes:
        rows: The rows.
        keys: What tells each row from all others; None for one that cannot be read.
        raw: What gives the parsed JSON, as it came.
        total: How many rows the server says there are in all; None where it does not say.
        next: Where the server says the listing goes on; None at its end, or where the API has no such thing.
        drifts: Where the reply is not what the spec says.
        flawed: Whether there are rows that cannot be read.
    """

    rows: Rows[Item] = field(repr=False)
    keys: Sequence[Any] = field(repr=False)
    raw: Callable[[], Any] = field(repr=False)
    total: int | None = None
    next: str | None = field(default=None, repr=False)
    drifts: Sequence[Drift] = field(default=(), repr=False)
    flawed: bool = False

    @property
    def unreadable(self) -> Iterator[DecodeError]:
        """The errors among the rows."""
        return (row for row in self.rows if isinstance(row, DecodeError)) if self.flawed else iter(())


class ListingBroken(Exception):
    """The server's pages contradict each other, or what was asked; going on would give a wrong answer.

    Attributes:
        resumable: Whether the listing can go on later from where it stands.
    """

    def __init__(self, message: str, *, resumable: bool = True) -> None:
        super().__init__(message)
        self.resumable = resumable


class Course(ABC, Generic[Item]):
    """One way through a listing: which page comes next, and whether it fits the ones before."""

    @property
    @abstractmethod
    def position(self) -> Position | None:
        """Where the listing goes on; None before the first page."""

    @property
    def resumable(self) -> bool:
        """Whether the listing can go on later from where it stands."""
        return True

    @property
    @abstractmethod
    def over(self) -> bool:
        """Whether everything has been read."""

    @property
    def said_over(self) -> bool:
        """Whether all has been read that the server has announced, though it is asked for more to be sure."""
        return self.over

    @abstractmethod
    def request(self) -> Request:
        """The request for the next page."""

    def ahead(self, count: int) -> Sequence[Request]:
        """The requests that will follow on it, at most so many, if the listing stays as it is; none that may not be needed."""
        return ()

    def spread(self, content: Content[Item]) -> "Spread[Item] | None":
        """The rest of the listing after a page that was taken, if it can be read in several places at once."""
        return None

    @abstractmethod
    def take(self, content: Content[Item]) -> Rows[Item] | None:
        """Go past a page; what is given back are its rows that have not come before, or None if it is not to be used.

        Raises:
            ListingBroken: The page cannot be a part of the answer. The course stays where it is.
        """


class Operation(ABC, Generic[Item]):
    """One listing of one account: how to ask for a page, and how to read it.

    Attributes:
        name: The listing's name, such as `hedera.nfts`.
        safe: Whether a request may be sent again, because it changes nothing.
    """

    name: ClassVar[str]
    safe: ClassVar[bool]

    @abstractmethod
    def identity(self) -> Mapping[str, Any]:
        """What is listed: account and filters, in JSON's own types. A cursor is good for the same identity only."""

    @abstractmethod
    def accepts(self, position: Position) -> bool:
        """Whether a cursor's position has the shape of this operation's own."""

    @abstractmethod
    def course(self, position: Position | None) -> Course[Item]:
        """The way through the listing from a position on, from its start if None."""

    @abstractmethod
    def read(self, reply: Reply, *, closely: bool = True, until_flaw: bool = False) -> Content[Item]:
        """Read a reply by itself.

        Args:
            reply: The reply.
            closely: Whether to look for all that is not as the spec says, also where it does no harm.
            until_flaw: Whether to read no further than the first row that cannot be read.

        Raises:
            ApiError: The API refused.
            DecodeError: The reply is no page.
        """

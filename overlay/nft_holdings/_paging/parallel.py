"""Reading several parts of a listing at once."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Generic

from attrs import frozen

from nft_holdings._errors import NftHoldingsError
from nft_holdings._transport.messages import Reply, Request

from .operation import Content, Item, Position


class NotSpread(Exception):
    """What came does not fit: the listing has to be read page by page, which finds out why."""


@frozen(eq=False)
class Job:
    """A request that can be sent now, and what it is for."""

    request: Request
    ask: Any


@frozen
class Part(Generic[Item]):
    """The next rows of a listing, in its order.

    Attributes:
        rows: The rows.
        content: What the reply says that they came in.
        reply: The reply.
    """

    rows: Sequence[Item]
    content: Content[Item]
    reply: Reply


class Spread(ABC, Generic[Item]):
    """The rest of a listing, read in several places at once and given in its order."""

    @property
    @abstractmethod
    def position(self) -> Position | None:
        """Where the listing goes on after the parts that were given; None at its end."""

    @property
    @abstractmethod
    def failure(self) -> NftHoldingsError | None:
        """The error because of which there is no next part."""

    @abstractmethod
    def jobs(self, most: int) -> list[Job]:
        """What to send now, so that no more than so many requests are under way."""

    @abstractmethod
    def land(self, job: Job, content: Content[Item], reply: Reply) -> None:
        """Take the answer to a job.

        Raises:
            NotSpread: It does not fit.
        """

    @abstractmethod
    def fail(self, job: Job, error: NftHoldingsError) -> None:
        """Take note of an error in place of an answer.

        Raises:
            NotSpread: The error may be due to how the listing is read.
        """

    @abstractmethod
    def drop(self, job: Job) -> None:
        """Take note that a job was given up."""

    @abstractmethod
    def next_part(self) -> Part[Item] | None:
        """The next rows, if they have come."""

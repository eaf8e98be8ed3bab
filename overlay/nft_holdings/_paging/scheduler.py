"""What to send for a listing, and what to give of what came: page by page, with some pages ahead, or in several places at once."""

from typing import Generic

from nft_holdings._errors import NftHoldingsError
from nft_holdings._transport.messages import Reply, Request

from .operation import Content, Item, ListingBroken
from .page_iterator import Page, Walk
from .parallel import Job, NotSpread, Spread

Outcome = tuple[Content[Item], Reply] | NftHoldingsError


class Plan(Generic[Item]):
    """One pass through a listing, for a loop that sends what `jobs` gives, hands over what comes, and takes pages while there are any.

    Attributes:
        over: Whether everything has been given.
        stale: Jobs whose answers are of no use any more. Whoever abandons them empties the list.
    """

    def __init__(self, walk: Walk[Item]) -> None:
        self._walk = walk
        self._spread: Spread[Item] | None = None
        self._may_spread = walk.may_spread
        self._under_way: list[Job] = []
        self._landed: list[tuple[Job, Outcome[Item]]] = []
        self._asked: Request | None = None
        self.over = False
        self.stale: list[Job] = []

    def jobs(self, most: int) -> list[Job]:
        """What to send now, so that no more than so many requests are under way.

        Raises:
            IncompleteListing: There is more, but no more is to be read.
        """
        if self._spread is not None:
            jobs = self._spread.jobs(most)
        else:
            request = self._next_request()
            known = [job.request for job in (*self._under_way, *(job for job, _ in self._landed))]
            wanted = [] if request is None else [request, *(self._walk.ahead(most - 1) if most > 1 else ())]
            room = max(most - len(self._under_way), 0)
            jobs = [Job(each, None) for each in wanted if each not in known][:room]
        self._under_way += jobs
        return jobs

    def land(self, job: Job, outcome: Outcome[Item]) -> None:
        """Take what came for a job, or the error in its place."""
        if job not in self._under_way:
            return
        self._under_way.remove(job)
        if self._spread is None:
            self._landed.append((job, outcome))
            return
        try:
            if isinstance(outcome, NftHoldingsError):
                self._spread.fail(job, outcome)
            elif outcome[0].drifts and self._walk.is_strict:
                raise NotSpread
            else:
                self._spread.land(job, *outcome)
        except NotSpread:
            self._walk.go_on(self._spread.position)
            self._asked = None
            self._spread, self._may_spread = None, False
            self._forget()

    def drop(self, job: Job) -> None:
        """Take note that a job was given up and may be given anew."""
        self._under_way.remove(job)
        if self._spread is not None:
            self._spread.drop(job)

    def next_page(self) -> Page[Item] | None:
        """The next page, if it has come.

        Raises:
            NftHoldingsError: There is none because of an error.
        """
        if self._spread is not None:
            return self._next_part(self._spread)
        while (request := self._next_request()) is not None:
            found = next((each for each in self._landed if each[0].request == request), None)
            if found is None:
                return None
            self._landed.remove(found)
            if page := self._take(found[1]):
                return page
            if self.over:
                return None
            self._forget()  # what was asked ahead is as doubtful
        self.over = True
        return None

    def _next_request(self) -> Request | None:
        """The request for the next page, made once."""
        if self._asked is None:
            self._asked = self._walk.next_request()
        return self._asked

    def _take(self, outcome: Outcome[Item]) -> Page[Item] | None:
        self._asked = None
        try:
            if isinstance(outcome, NftHoldingsError):
                raise outcome
            page = self._walk.take(*outcome)
        except (NftHoldingsError, ListingBroken) as error:
            if self._walk.ends_with(error):
                self.over = True
                return None
            failure = self._walk.failure(error)
        else:
            if page is not None and self._may_spread:
                self._spread = self._walk.spread(outcome[0])
            return page
        raise failure

    def _next_part(self, spread: Spread[Item]) -> Page[Item] | None:
        part = spread.next_part()
        position = spread.position
        if part is not None:
            return self._walk.page(part.rows, part.content, part.reply, position)
        if position is None:
            self.over = True
        elif spread.failure is not None:
            self._walk.go_on(position)
            raise self._walk.failure(spread.failure)
        return None

    def _forget(self) -> None:
        self.stale += self._under_way
        self._under_way.clear()
        self._landed.clear()

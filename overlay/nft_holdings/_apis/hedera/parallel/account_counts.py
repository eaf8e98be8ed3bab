"""The counts of an account's NFTs, by token.

Source: `GET /api/v1/accounts/{idOrAliasOrEvmAddress}/tokens` in the spec, with the documents that it cites.
"""

from collections.abc import Sequence

import msgspec
from nft_holdings_api.hedera.api.accounts import get_tokens_by_account_id as endpoint
from nft_holdings_api.hedera.models import Order, TokenRelationships

from nft_holdings._apis.hedera.filters.columns import MAXIMUM_SERIAL
from nft_holdings._apis.hedera.sort_key import SERIALS, Key, first_key, parts
from nft_holdings._errors import DecodeError
from nft_holdings._paging.scheduler import FetchTask
from nft_holdings._specs.access import parameter_schema
from nft_holdings._transport.messages import Reply, Request, api_error, is_success, request_from

from .counts import RowCount, expected, left_of
from .key_range import HIGHEST
from .tiles import Tile

MOST_TOKENS: int = parameter_schema("hedera", "Limit")["x-documented-maximum"]
MOST_REQUESTS = 6
"""The most requests for counts."""
WORTHWHILE = 8
"""More counts are asked for if those that have come promise so many pages for each of their requests."""


class AccountCounts:
    """The counts of an account's NFTs between two keys. Its tokens are asked for from both ends at once.

    Args:
        account: The account, in its form for the path.
        low: The lowest key that is left to read.
        high: The highest.
        seen: The lowest and the highest key between which the listing has all its NFTs.
        keys: The keys of the page before, in ascending order.
        page: The rows of a full page.
    """

    def __init__(self, account: str, low: Key, high: Key, *, seen: tuple[Key, Key], keys: Sequence[Key], page: int) -> None:
        self._account = account
        self._low, self._high = low, high
        self._seen, self._keys, self._page = seen, keys, page
        self._first, self._last = low // SERIALS, high // SERIALS
        self._found: dict[int, RowCount] = {}
        self._sent = 0
        self._waiting = {Order.ASC, Order.DESC} if self._first < self._last else {Order.ASC}
        self._pending: set[Order] = set()
        self.known: Sequence[Tile] = ()

    @property
    def is_complete(self) -> bool:
        """Return True if no more will be known."""
        return not self._waiting and not self._pending

    def tasks(self) -> list[FetchTask]:
        """Return the tasks to send now."""
        tasks = [FetchTask(self._request(order), order, _read) for order in sorted(self._waiting)]
        self._pending |= self._waiting
        self._sent += len(tasks)
        self._waiting = set()
        return tasks

    def _request(self, order: Order) -> Request:
        first, last = parts(self._first * SERIALS)[0], parts(self._last * SERIALS)[0]
        bounds = [f"gte:{first}"] * (self._first > 0) + [f"lte:{last}"] * (self._last < HIGHEST // SERIALS)
        if self._first == self._last:
            bounds = [str(first)]
        return request_from(endpoint._get_kwargs(self._account, limit=MOST_TOKENS, order=order, token_id=bounds))

    def land(self, task: FetchTask, found: TokenRelationships) -> None:
        """Take the reply to a task."""
        order = task.purpose
        self._pending.discard(order)
        low, high = self._seen
        for row in found.tokens:
            first = first_key(row.token_id) + 1
            last = first + MAXIMUM_SERIAL - 1
            rows = 0.0 if row.decimals else max(row.balance, 0)  # tokens with decimals are fungible; others may be, too
            self._found[first // SERIALS] = RowCount(first, last, rows, low <= first and last <= high)
        tokens = [first_key(row.token_id) // SERIALS for row in found.tokens]
        if found.links.next_ is None or not tokens or self._first == self._last:
            self._first = self._last + 1
        elif order == Order.ASC:
            self._first = max(self._first, *tokens) + 1
        else:
            self._last = min(self._last, *tokens) - 1
        if self._pending and self._first <= self._last:
            return
        counts = left_of([self._found[key] for key in sorted(self._found)], self._low, self._high, self._keys)
        if self._first > self._last:
            self.known = [(self._low, self._high, counts)]
            return
        low, high = self._first * SERIALS, (self._last + 1) * SERIALS - 1
        ranges = (self._low, low - 1, counts), (low, high, None), (high + 1, self._high, counts)
        self.known = [each for each in ranges if each[0] <= each[1]]
        if self._sent < MOST_REQUESTS and expected(counts) >= WORTHWHILE * self._sent * self._page:
            self._waiting = {Order.ASC, Order.DESC}

    def drop(self, task: FetchTask) -> None:
        """Note that a task was abandoned, and is to be returned again."""
        self._pending.discard(task.purpose)
        self._waiting.add(task.purpose)


def _read(reply: Reply) -> TokenRelationships:
    """Read a reply.

    Raises:
        ApiError: The API refused.
        DecodeError: It is no page of tokens.
    """
    if not is_success(reply.status):
        raise api_error(reply, None)
    try:
        found = TokenRelationships.from_json(reply.content)
        for row in found.tokens:
            first_key(row.token_id)
    except (ValueError, msgspec.DecodeError, RecursionError) as wrong:
        raise DecodeError("hedera.account_tokens", "$", "a page of tokens", str(wrong), reply.content) from None
    return found

"""The probe of a mirror node, and what it knows of the accounts."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from attrs import define, field, frozen

from nft_holdings._apis.hedera.entity_id import EntityId, entity_id
from nft_holdings._errors import InvalidArgument
from nft_holdings._specs.access import spec_of
from nft_holdings.contract._rules.rule import NotChecked, UnreadableReply
from nft_holdings.contract._rules.server_errors import ServerErrors
from nft_holdings.contract._server.client import Server
from nft_holdings.contract._server.exchange import Exchange, Place
from nft_holdings.contract._server.schema import fault_of

OPERATION = "getNftsByAccountId"
LARGEST_PAGE = 100
SMALL_PAGE = 3
MOST_PAGES = 6
"""The number of pages that are read of an account; rules need no more."""
KEYS = (*spec_of("hedera")["components"]["schemas"]["Nft"]["required"], "spender")
DOTTED = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")
Query = Sequence[tuple[str, object]]
Pair = tuple[EntityId, int]
Found = TypeVar("Found")


@frozen(eq=False)
class HederaRow:
    """A row, with its ids as they are compared, and as it came."""

    token: EntityId
    serial: int
    spender: EntityId | None
    raw: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.token}/{self.serial}"

    @property
    def pair(self) -> Pair:
        """Return the row's place in the order."""
        return self.token, self.serial


@frozen(eq=False)
class HederaPage:
    """A page, as it came."""

    rows: tuple[HederaRow, ...]
    next: str | None
    exchange: Exchange

    @property
    def pairs(self) -> list[Pair]:
        """Return the rows' pairs, in the order of the page."""
        return [row.pair for row in self.rows]

    def places(self, rows: Iterable[HederaRow], *member: str) -> list[Place]:
        """Return the places of rows in the reply, or of a member of each."""
        return self.exchange.places((row.raw for row in rows), *member)

    def is_in_order(self, order: str) -> bool:
        """Return True if the rows are in an order: "asc" or "desc"."""
        return self.pairs == sorted(self.pairs, reverse=order == "desc")


@define(eq=False)
class HederaHolding:
    """The rows of an account, as far as they were read.

    Attributes:
        account: The account, as it was named.
        rows: Each row once, in descending order, in whichever order they came.
        pages: The pages that were read.
        is_whole: True if all rows were read.
        broken: The reply that is no page, if a link led to one.
    """

    account: str
    rows: list[HederaRow]
    pages: list[HederaPage]
    is_whole: bool
    broken: UnreadableReply | None = None

    @property
    def first(self) -> HederaPage:
        """Return the page that was read first."""
        return self.pages[0]

    @cached_property
    def tokens(self) -> dict[EntityId, list[HederaRow]]:
        """Return the rows of each token, in descending order, without the lowest token if it may have more rows."""
        found = {token: list(rows) for token, rows in groupby(self.rows, lambda row: row.token)}
        if not self.is_whole and len(found) > 1:
            found.pop(self.rows[-1].token)
        return found


@define(eq=False)
class HederaProbe:
    """Sends the requests of rules, and remembers what accounts hold."""

    server: Server
    accounts: Sequence[str]
    errors: ServerErrors = field(factory=ServerErrors)
    _remembered: dict[object, Any] = field(factory=dict)

    def page(self, account: str, query: Query = (), *, path: str | None = None) -> HederaPage:
        """Return one page.

        Args:
            account: The account, as the path has it.
            query: Filters and other parameters.
            path: A link to follow in place of these.

        Raises:
            UnreadableReply: The reply is not a page.
        """
        exchange = self.errors.answer(lambda: self.server.ask(path) if path else self._ask(account, query))
        page = page_of(exchange)
        named = _named(account)
        if named and (others := [row for row in page.rows if _named(row.raw["account_id"]) != named]):
            found = f"a row is of account {others[0].raw['account_id']}"
            raise UnreadableReply(exchange, found, rule="owner", at=page.places(others, "account_id"))
        return page

    def refusal(self, account: str, query: Query) -> Exchange:
        """Return the reply to a request that the server should refuse. It is sent once."""
        return self.once(HederaProbe._ask, account, tuple(query))

    def pages(self, account: str, query: Query, most: int) -> Iterator[HederaPage]:
        """Yield page after page by the server's links, up to a number of pages."""
        page = self.page(account, query)
        yield page
        for _ in range(most - 1):
            if page.next is None:
                return
            link = urlsplit(page.next)
            # With no slash in front, a path would be a part of the host's name.
            path = f"/{link.path.removeprefix(urlsplit(self.server.base_url).path).lstrip('/')}?{link.query}"
            try:
                page = self.page("", path=path)
            except UnreadableReply as unreadable:
                found = f"the link {page.next!r} leads to {unreadable.found}"
                raise UnreadableReply(unreadable.exchange, found, rule=unreadable.rule, at=unreadable.at) from None
            yield page

    def holding(self, account: str) -> HederaHolding:
        """Return what an account holds, which is read once."""
        return self.once(HederaProbe._read, account)

    @property
    def holdings(self) -> list[HederaHolding]:
        """Return what each account holds."""
        return [self.holding(account) for account in self.accounts]

    def largest(self, least: int = 1) -> HederaHolding:
        """Return the holding with the most rows.

        Raises:
            NotChecked: No account holds so many NFTs.
        """
        found = max(self.holdings, key=lambda each: len(each.rows))
        if len(found.rows) < least:
            raise NotChecked(f"needs an account with {'an NFT' if least == 1 else f'{least} NFTs or more'}: name one with --account")
        return found

    def forget(self) -> None:
        """Forget what accounts hold, as it may have changed."""
        self._remembered.clear()

    def once(self, what: Callable[..., Found], *given: object) -> Found:
        """Return the result of a function that sends requests, for this probe and what is given; it is called once for all rules."""
        if (what, given) not in self._remembered:
            self._remembered[what, given] = what(self, *given)
        found: Found = self._remembered[what, given]
        return found

    def _ask(self, account: str, query: Query) -> Exchange:
        return self.server.ask(f"/api/v1/accounts/{quote(account)}/nfts", query)

    def _read(self, account: str) -> HederaHolding:
        pages: list[HederaPage] = []
        broken = None
        try:
            for page in self.pages(account, [("limit", LARGEST_PAGE), ("order", "desc")], MOST_PAGES):
                pages.append(page)
        except UnreadableReply as unreadable:
            if not pages:
                raise
            broken = unreadable  # another rule checks what links lead to
        rows = {row.pair: row for page in pages for row in page.rows}
        is_whole = broken is None and (pages[-1].next is None or not pages[-1].rows)
        return HederaHolding(account, [rows[pair] for pair in sorted(rows, reverse=True)], pages, is_whole, broken)


def spenders_of(rows: Iterable[HederaRow]) -> list[EntityId]:
    """Return the spenders of rows, in the order of their numbers."""
    return sorted({row.spender for row in rows if row.spender})


def _named(account: object) -> list[int] | None:
    """Return shard, realm and number of an account that is named by them. None for other names: a bare number is of the server's realm."""
    return [*map(int, account.split("."))] if isinstance(account, str) and DOTTED.fullmatch(account) else None


def page_of(exchange: Exchange) -> HederaPage:
    """Return the page in a reply.

    Raises:
        UnreadableReply: The reply is no page.
    """
    if exchange.status != 200:
        raise UnreadableReply(exchange, f"status {exchange.status} in place of a page", rule=None)
    # The schema requires eight keys, as the documented example has no more; a server sends nine.
    rows = [row for row in rows_in(exchange) or () if isinstance(row, dict)]
    if lacking := next((name for row in rows for name in KEYS if name not in row), None):
        at = exchange.places((row for row in rows if lacking not in row), lacking)
        raise UnreadableReply(exchange, f"a row has no {lacking}", rule="keys", at=at)
    if (fault := fault_of(exchange, "hedera", "Nfts")) is not None:
        raise UnreadableReply(exchange, fault.text, at=fault.places)
    return HederaPage(tuple(_row(raw, exchange) for raw in rows), exchange.json["links"]["next"], exchange)


def rows_in(exchange: Exchange, name: str = "nfts") -> list[Any] | None:
    """Return the rows in a reply, as JSON; None if it is no page."""
    body = exchange.json
    rows = body.get(name) if exchange.status == 200 and isinstance(body, dict) else None
    return rows if isinstance(rows, list) else None


def _row(raw: dict[str, Any], exchange: Exchange) -> HederaRow:
    token, spender = raw["token_id"], raw["spender"]
    try:
        return HederaRow(entity_id(token, "token_id"), raw["serial_number"], entity_id(spender, "spender") if spender else None, raw)
    except InvalidArgument:
        raise UnreadableReply(exchange, f"an id that is none: {token!r} or {spender!r}", at=exchange.places([raw])) from None

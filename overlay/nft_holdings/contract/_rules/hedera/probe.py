"""Asking a mirror node for pages, and what is known of the accounts that the rules are held against."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from attrs import define, field, frozen

from nft_holdings._apis.hedera.entity_id import EntityId, entity_id
from nft_holdings._apis.hedera.sort_key import first_key
from nft_holdings._errors import FilterError
from nft_holdings._specs.access import spec_of
from nft_holdings.contract._rules.rule import NotChecked, Unreadable
from nft_holdings.contract._server.client import Server
from nft_holdings.contract._server.errors import ServerErrors
from nft_holdings.contract._server.exchange import Exchange
from nft_holdings.contract._server.schema import fault_of

OPERATION = "getNftsByAccountId"
LARGEST_PAGE = 100
MOST_PAGES = 6
"""So many pages of an account are read to know what it holds; rules need no more."""
KEYS = (*spec_of("hedera")["components"]["schemas"]["Nft"]["required"], "spender")
DOTTED = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")
Query = Sequence[tuple[str, object]]
Pair = tuple[int, int]
Found = TypeVar("Found")


@frozen(eq=False)
class Row:
    """A row, and where it belongs in the order: the pair of token and serial number."""

    pair: Pair
    token: str
    serial: int
    spender: str | None
    raw: dict[str, Any]


@frozen(eq=False)
class Page:
    """A page, as it came."""

    rows: tuple[Row, ...]
    next: str | None
    exchange: Exchange

    @property
    def pairs(self) -> list[Pair]:
        """The rows' pairs, in the order in which they came."""
        return [row.pair for row in self.rows]


@define(eq=False)
class Holding:
    """What an account holds, as far as it was read: its rows from the highest pair down.

    Attributes:
        account: As it was named.
        rows: Each once, in descending order whatever order they came in.
        pages: The pages that were read.
        is_whole: Whether all was read.
        broken: What a link led to that is no page.
    """

    account: str
    rows: list[Row]
    pages: list[Page]
    is_whole: bool
    broken: Unreadable | None = None

    @property
    def first(self) -> Page:
        """The page that was read first."""
        return self.pages[0]

    @cached_property
    def tokens(self) -> dict[str, list[Row]]:
        """The rows of each token, from the highest down. The lowest token may have more that were not read."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.token, []).append(row)
        if not self.is_whole and len(found) > 1:
            found.pop(self.rows[-1].token)
        return found

    @property
    def lowest(self) -> Pair:
        """All rows above this pair were read."""
        return (-1, -1) if self.is_whole else self.rows[-1].pair


@define(eq=False)
class HederaProbe:
    """Asks a mirror node, and remembers what accounts hold."""

    server: Server
    accounts: Sequence[str]
    errors: ServerErrors = field(factory=ServerErrors)
    _holdings: dict[str, Holding] = field(factory=dict)
    _remembered: dict[object, Any] = field(factory=dict)

    def page(self, account: str, query: Query = (), *, path: str | None = None) -> Page:
        """One page.

        Args:
            account: As the path names it.
            query: Filters and the like.
            path: A link to follow in place of these.

        Raises:
            Unreadable: The reply is not a page.
        """
        exchange = self.errors.answer(lambda: self.server.ask(path or f"/api/v1/accounts/{quote(account)}/nfts", query))
        page = page_of(exchange)
        named = _named(account)
        if named and (other := next((row for row in page.rows if _named(row.raw["account_id"]) != named), None)):
            raise Unreadable(exchange, f"a row is of account {other.raw['account_id']}", rule="owner")
        return page

    def refusal(self, account: str, query: Query) -> Exchange:
        """The reply to what ought to be refused, which is sent once."""
        name = (account, *query)
        if name not in self._remembered:
            self._remembered[name] = self.server.ask(f"/api/v1/accounts/{quote(account)}/nfts", query)
        found: Exchange = self._remembered[name]
        return found

    def link(self, page: Page) -> str:
        """Path and query of a page's link, below the base URL."""
        parts = urlsplit(page.next or "")
        base = urlsplit(self.server.base_url).path
        # With no slash in front, a path would be a part of the host's name.
        return f"/{parts.path.removeprefix(base).lstrip('/')}?{parts.query}"

    def walk(self, account: str, query: Query, most: int) -> Iterator[Page]:
        """Page after page by the server's links, as many as said at the most."""
        first = self.page(account, query)
        yield first
        yield from islice(self.onward(first), most - 1)

    def onward(self, page: Page) -> Iterator[Page]:
        """The pages that follow by the server's links, for as long as there are any."""
        while page.next is not None:
            link = page.next
            try:
                page = self.page("", path=self.link(page))
            except Unreadable as unreadable:
                found = f"the link {link!r} leads to {unreadable.found}"
                raise Unreadable(unreadable.exchange, found, rule=unreadable.rule) from None
            yield page

    def holding(self, account: str) -> Holding:
        """What an account holds, read once."""
        if account not in self._holdings:
            self._holdings[account] = self._read(account)
        return self._holdings[account]

    def largest(self, least: int = 1) -> Holding:
        """The account that holds most.

        Raises:
            NotChecked: No account holds so many NFTs.
        """
        found = max((self.holding(account) for account in self.accounts), key=lambda each: len(each.rows))
        if len(found.rows) < least:
            raise NotChecked(f"needs an account with {least} NFTs or more: name one with --account")
        return found

    def forget(self) -> None:
        """Read anew what accounts hold when it is asked for, as it may have changed."""
        self._holdings.clear()
        self._remembered.clear()

    def once(self, what: Callable[["HederaProbe"], Found]) -> Found:
        """What a function finds out, asked for once for all rules."""
        if what not in self._remembered:
            self._remembered[what] = what(self)
        found: Found = self._remembered[what]
        return found

    def _read(self, account: str) -> Holding:
        pages = [self.page(account, [("limit", LARGEST_PAGE), ("order", "desc")])]
        broken = None
        try:
            for page in islice(self.onward(pages[0]), MOST_PAGES - 1):
                pages.append(page)
        except Unreadable as unreadable:
            broken = unreadable  # what links lead to is for another rule to say
        rows = {row.pair: row for page in pages for row in page.rows}
        is_whole = broken is None and (pages[-1].next is None or not pages[-1].rows)
        return Holding(account, [rows[pair] for pair in sorted(rows, reverse=True)], pages, is_whole, broken)


def _named(account: object) -> EntityId | None:
    """An account that is named by shard, realm and number; None if it is named otherwise, as a bare number is one of the server's own realm."""
    if not isinstance(account, str) or not DOTTED.fullmatch(account):
        return None
    try:
        return entity_id(account, "account")
    except FilterError:
        return None


def page_of(exchange: Exchange) -> Page:
    """A reply as a page.

    Raises:
        Unreadable: It is none.
    """
    if exchange.status != 200:
        raise Unreadable(exchange, f"status {exchange.status} in place of a page", rule=None)
    body = exchange.json
    if isinstance(body, dict) and (lacking := _lacking(body)):
        raise Unreadable(exchange, f"a row has no {lacking}", rule="keys")
    if (fault := fault_of(exchange, "hedera", "Nfts")) is not None:
        raise Unreadable(exchange, fault)
    return Page(tuple(_row(raw, exchange) for raw in body["nfts"]), body["links"]["next"], exchange)


def _lacking(body: dict[str, Any]) -> str | None:
    """A key that a row lacks. The schema asks for eight, as the page's example has no more; a server sends nine."""
    rows = body.get("nfts")
    dicts = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return next((name for row in dicts for name in KEYS if name not in row), None)


def _row(raw: dict[str, Any], exchange: Exchange) -> Row:
    try:
        return Row((first_key(raw["token_id"]), raw["serial_number"]), raw["token_id"], raw["serial_number"], raw.get("spender"), raw)
    except FilterError:
        raise Unreadable(exchange, f"a token id that is none: {raw['token_id']!r}") from None

"""Asking for pages that are numbered, by rows to skip or by page, and what is known of the accounts that the rules are held against."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

from attrs import define, field, frozen

from nft_holdings.contract._rules.rule import NotChecked, Unreadable
from nft_holdings.contract._server.client import Server
from nft_holdings.contract._server.errors import ServerErrors
from nft_holdings.contract._server.exchange import Exchange
from nft_holdings.contract._server.schema import fault_of

MOST_PAGES = 6
"""So many pages of an account are read to know what it holds; rules need no more."""
Found = TypeVar("Found")
Filters = dict[str, object]
Query = Sequence[tuple[str, object]]


@frozen(eq=False)
class Page:
    """A page, as it came.

    Attributes:
        rows: As JSON.
        total: How many rows there are in all, as the reply says.
        exchange: Request and reply.
        key: What tells one row from another.
    """

    rows: list[dict[str, Any]]
    total: int
    exchange: Exchange
    key: Callable[[dict[str, Any]], Hashable]

    @property
    def keys(self) -> list[Hashable]:
        """What tells the rows apart, in the order in which they came."""
        return [self.key(row) for row in self.rows]


@frozen(kw_only=True, eq=False)
class Numbered:
    """An operation whose pages are numbered.

    Attributes:
        api: The API.
        operation: Its id in the spec.
        schema: The name of a reply's schema, below `components/schemas`.
        send: Asks for a page: of an account, with so many rows skipped, so many rows on it, and filters.
        listed: The rows and the total in a reply.
        key: What tells one row from another.
        largest: The most rows that a page has.
        takes: Whether it takes an account that is named so.
        owner: The rule on whose rows there are, and the number of a row's account; None if rows do not tell.
        by_rows: Whether any number of rows can be skipped, and not whole pages only.
        may_be_short: Whether a page may have fewer rows than were asked for and not be the last.
        amount: How many NFTs a row is, where the total may count them in place of rows.
        may_repeat: Whether a listing may end with a page that repeats an earlier one.
    """

    api: str
    operation: str
    schema: Callable[[Any], str]
    send: Callable[[Server, str, int | None, int | None, Filters], Exchange]
    listed: Callable[[Any], tuple[list[dict[str, Any]], int]]
    key: Callable[[dict[str, Any]], Hashable]
    largest: int
    takes: Callable[[str], bool] = lambda _: True
    by_rows: bool = True
    may_be_short: bool = False
    may_repeat: bool = False
    amount: Callable[[dict[str, Any]], int] | None = None
    owner: tuple[str, Callable[[dict[str, Any]], int]] | None = None

    def read(self, exchange: Exchange) -> Page:
        """A reply as a page.

        Raises:
            Unreadable: It is none.
        """
        if exchange.status != 200:
            raise Unreadable(exchange, f"status {exchange.status} in place of a page", rule=None)
        body = exchange.json
        if (fault := fault_of(exchange, self.api, self.schema(body))) is not None:
            raise Unreadable(exchange, fault)
        try:
            rows, total = self.listed(body)
        except ValueError as error:
            raise Unreadable(exchange, str(error), rule=None) from None
        return Page(rows, total, exchange, self.key)


@define(eq=False)
class Holding:
    """What an account holds, as far as it was read.

    Attributes:
        account: As it was named.
        pages: The pages that were read, of as many rows as a page has.
        is_whole: Whether all was read.
    """

    account: str
    pages: list[Page]
    is_whole: bool

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows, in the order in which they came."""
        return [row for page in self.pages for row in page.rows]

    @property
    def is_miscounted(self) -> bool:
        """Whether it has rows, all of which were read, and a total of another number than theirs."""
        return self.is_whole and bool(self.rows) and self.pages[0].total != len(self.rows)


@define(eq=False)
class NumberedProbe:
    """Asks a server of numbered pages, and remembers what accounts hold.

    Attributes:
        server: The server.
        accounts: Accounts to ask for.
        known: Accounts that are known for something, such as amounts of 0, by what that is.
        errors: Asks again where the server fails.
    """

    server: Server
    accounts: Sequence[str]
    known: dict[str, str] = field(factory=dict)
    errors: ServerErrors = field(factory=ServerErrors)
    _holdings: dict[object, Holding] = field(factory=dict)
    _refusals: dict[object, Exchange] = field(factory=dict)

    def page(self, listing: Numbered, account: str, skip: int | None = None, size: int | None = None, **filters: object) -> Page:
        """One page.

        Raises:
            Unreadable: The reply is not a page.
        """
        page = listing.read(self.errors.answer(lambda: listing.send(self.server, account, skip, size, filters)))
        if listing.owner and account.isdecimal():
            name, owner_of = listing.owner
            if other := next((owner for row in page.rows if (owner := owner_of(row)) != int(account)), None):
                raise Unreadable(page.exchange, f"a row is of account {other}", rule=name)
        return page

    def refusal(self, path: str, query: Query, **headers: str) -> Exchange:
        """The reply to what ought to be refused, which is sent once."""
        name = (path, *query, *headers.items())
        if name not in self._refusals:
            self._refusals[name] = self.server.ask(path, query, **headers)
        return self._refusals[name]

    def holding(self, listing: Numbered, account: str, **filters: object) -> Holding:
        """What an account holds, read once."""
        name = (listing.operation, account, *sorted(filters.items()))
        if name not in self._holdings:
            self._holdings[name] = self._read(listing, account, filters)
        return self._holdings[name]

    def holdings(self, listing: Numbered) -> list[Holding]:
        """What the accounts hold that the operation takes."""
        return [self.holding(listing, account) for account in self.accounts if listing.takes(account)]

    def largest(self, listing: Numbered, least: int = 1) -> Holding:
        """The account that holds most.

        Raises:
            NotChecked: No account holds so many rows.
        """
        found = max(self.holdings(listing), key=lambda each: len(each.rows), default=None)
        if found is None or len(found.rows) < least:
            raise NotChecked(f"needs an account with {least} rows or more: name one with --account")
        return found

    def forget(self) -> None:
        """Read anew what accounts hold when it is asked for, as it may have changed."""
        self._holdings.clear()
        self._refusals.clear()

    def _read(self, listing: Numbered, account: str, filters: Filters) -> Holding:
        pages: list[Page] = []
        seen: set[Hashable] = set()
        while True:
            is_over = bool(pages) and 0 < pages[0].total <= len(seen)
            # Where all seems to be read, one page more tells whether it is.
            if len(pages) >= MOST_PAGES + is_over:
                return Holding(account, pages, is_whole=False)
            try:
                skip = len(seen) if listing.by_rows else len(pages) * listing.largest
                page = self.page(listing, account, skip, listing.largest, **filters)
            except Unreadable as unreadable:
                if is_over and unreadable.rule is None:
                    return Holding(account, pages, is_whole=True)  # what comes past the end is for another rule to say
                raise
            if (is_over or (listing.may_repeat and pages)) and seen.issuperset(page.keys):
                return Holding(account, pages, is_whole=True)
            pages.append(page)
            seen.update(page.keys)
            is_short = len(page.rows) < listing.largest and not listing.may_be_short
            if not page.rows or (is_short and len(seen) >= page.total):
                return Holding(account, pages, is_whole=True)

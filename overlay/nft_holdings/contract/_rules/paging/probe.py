"""The probe for listings whose pages have numbers or offsets, and what it knows of the accounts."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Self

from attrs import define, field, frozen

from nft_holdings.contract._rules.contract import Accounts
from nft_holdings.contract._rules.rule import NotChecked, UnreadableReply
from nft_holdings.contract._rules.server_errors import ServerErrors
from nft_holdings.contract._server.client import Server
from nft_holdings.contract._server.exchange import Exchange, Place
from nft_holdings.contract._server.schema import fault_of

MOST_PAGES = 6
"""The number of pages that are read of an account; rules need no more."""
Filters = dict[str, object]
Query = Sequence[tuple[str, object]]


@frozen(eq=False)
class NumberedPage:
    """A page, as it came.

    Attributes:
        rows: The rows, as JSON.
        total: The total, as the reply has it.
        exchange: Request and reply.
        key: Returns what identifies a row.
    """

    rows: list[dict[str, Any]]
    total: int
    exchange: Exchange
    key: Callable[[dict[str, Any]], Hashable]

    @property
    def keys(self) -> list[Hashable]:
        """Return what identifies each row, in the order of the page."""
        return [self.key(row) for row in self.rows]

    def places(self, key: Hashable) -> list[Place]:
        """Return the places of the rows with a key in the reply."""
        return self.exchange.places(row for row in self.rows if self.key(row) == key)


@frozen(kw_only=True, eq=False)
class NumberedListing:
    """An operation whose pages have numbers or offsets.

    Attributes:
        api: The API.
        operation: Its id in the spec.
        schema: Returns the name of a reply's schema, below `components/schemas`.
        send: Requests a page: of an account, with a number of rows to skip, a page size, and filters.
        listed: Returns the rows and the total in a reply.
        key: Returns what identifies a row.
        largest: The most rows of a page.
        takes: Returns True if the operation takes an account in this form.
        owner: The rule on the owner of rows, and the member with the number of a row's account; None if rows do not name it.
        by_rows: True if any number of rows can be skipped, False if only whole pages can.
        may_be_short: True if a page that is not the last may have fewer rows than requested.
        amount: Returns how many NFTs a row stands for, if the total may count them in place of rows.
        may_repeat: True if a listing may end with a page that repeats an earlier one.
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
    owner: tuple[str, str] | None = None

    def read(self, exchange: Exchange) -> NumberedPage:
        """Return the page in a reply.

        Raises:
            UnreadableReply: The reply is no page.
        """
        if exchange.status != 200:
            raise UnreadableReply(exchange, f"status {exchange.status} in place of a page", rule=None)
        body = exchange.json
        if (fault := fault_of(exchange, self.api, self.schema(body))) is not None:
            raise UnreadableReply(exchange, fault.text, at=fault.places)
        try:
            rows, total = self.listed(body)
        except ValueError as error:
            raise UnreadableReply(exchange, str(error), rule=None) from None
        return NumberedPage(rows, total, exchange, self.key)


@define(eq=False)
class NumberedHolding:
    """The rows of an account, as far as they were read.

    Attributes:
        account: The account, as it was named.
        pages: The pages that were read, of the largest size.
        is_whole: True if all rows were read.
    """

    account: str
    pages: list[NumberedPage]
    is_whole: bool

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return the rows, in the order in which they came."""
        return [row for page in self.pages for row in page.rows]

    @property
    def is_miscounted(self) -> bool:
        """Return True if all rows were read, and the total is another number than theirs."""
        return self.is_whole and bool(self.rows) and self.pages[0].total != len(self.rows)


@define(eq=False)
class NumberedProbe:
    """Sends the requests of rules, and remembers what accounts hold.

    Attributes:
        server: The server.
        accounts: Accounts to ask for.
        known: Accounts that are known for something, such as amounts of 0, by that.
        errors: Sends a request again if the server fails.
    """

    server: Server
    accounts: Sequence[str]
    known: dict[str, str] = field(factory=dict)
    errors: ServerErrors = field(factory=ServerErrors)
    _holdings: dict[object, NumberedHolding] = field(factory=dict)
    _refusals: dict[object, Exchange] = field(factory=dict)

    @classmethod
    def of(cls, server: Server, accounts: Accounts) -> Self:
        """Return the probe of a server."""
        return cls(server, accounts.names, dict(accounts.known))

    def page(
        self, listing: NumberedListing, account: str, skip: int | None = None, size: int | None = None, **filters: object
    ) -> NumberedPage:
        """Return one page.

        Raises:
            UnreadableReply: The reply is not a page.
        """
        page = listing.read(self.errors.answer(lambda: listing.send(self.server, account, skip, size, filters)))
        if listing.owner and account.isdecimal():
            name, member = listing.owner
            if others := [row for row in page.rows if int(row[member]) != int(account)]:
                found = f"a row is of account {int(others[0][member])}"
                raise UnreadableReply(page.exchange, found, rule=name, at=page.exchange.places(others, member))
        return page

    def refusal(self, path: str, query: Query, **headers: str) -> Exchange:
        """Return the reply to a request that the server should refuse. It is sent once."""
        name = (path, *query, *headers.items())
        if name not in self._refusals:
            self._refusals[name] = self.server.ask(path, query, **headers)
        return self._refusals[name]

    def holding(self, listing: NumberedListing, account: str, **filters: object) -> NumberedHolding:
        """Return what an account holds, which is read once."""
        name = (listing.operation, account, *sorted(filters.items()))
        if name not in self._holdings:
            self._holdings[name] = self._read(listing, account, filters)
        return self._holdings[name]

    def holdings(self, listing: NumberedListing) -> list[NumberedHolding]:
        """Return what the accounts hold, of those that the operation takes."""
        return [self.holding(listing, account) for account in self.accounts if listing.takes(account)]

    def largest(self, listing: NumberedListing, least: int = 1) -> NumberedHolding:
        """Return the holding with the most rows.

        Raises:
            NotChecked: No account holds so many rows.
        """
        found = max(self.holdings(listing), key=lambda each: len(each.rows), default=None)
        if found is None or len(found.rows) < least:
            raise NotChecked(f"needs an account with {'a row' if least == 1 else f'{least} rows or more'}: name one with --account")
        return found

    def forget(self) -> None:
        """Forget what accounts hold, as it may have changed."""
        self._holdings.clear()
        self._refusals.clear()

    def _read(self, listing: NumberedListing, account: str, filters: Filters) -> NumberedHolding:
        pages: list[NumberedPage] = []
        seen: set[Hashable] = set()
        while True:
            is_over = bool(pages) and 0 < pages[0].total <= len(seen)
            # If all rows seem to be read, one page more shows if they are.
            if len(pages) >= MOST_PAGES + is_over:
                return NumberedHolding(account, pages, is_whole=False)
            try:
                skip = len(seen) if listing.by_rows else len(pages) * listing.largest
                page = self.page(listing, account, skip, listing.largest, **filters)
            except UnreadableReply as unreadable:
                if is_over and unreadable.rule is None:
                    return NumberedHolding(account, pages, is_whole=True)  # another rule checks what comes past the end
                raise
            if (is_over or (listing.may_repeat and pages)) and seen.issuperset(page.keys):
                return NumberedHolding(account, pages, is_whole=True)
            pages.append(page)
            seen.update(page.keys)
            is_short = len(page.rows) < listing.largest and not listing.may_be_short
            if not page.rows or (is_short and len(seen) >= page.total):
                return NumberedHolding(account, pages, is_whole=True)

"""Hedera's rules on an account's tokens and a token's balances: their order, bounds and links, and counts that agree with the NFTs."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from attrs import frozen

from nft_holdings._apis.hedera.entity_id import EntityId, entity_id
from nft_holdings._errors import InvalidArgument
from nft_holdings.contract._rules.rule import NotChecked, Rules, UnreadableReply, Violation
from nft_holdings.contract._server.exchange import Exchange

from .probe import LARGEST_PAGE, HederaProbe, Query
from .token_nfts import TOKENS, answer_of, query_of, rows_of_token

ACCOUNT_RULES, BALANCE_RULES = Rules("getTokensByAccountId"), Rules("getTokenBalances")
OPERATORS = {"gt": EntityId.__gt__, "gte": EntityId.__ge__, "lt": EntityId.__lt__, "lte": EntityId.__le__, "eq": EntityId.__eq__}
MOST_TOKENS = 3
MOST_ASKED = 2
"""Tokens that are asked for by their ids. Several are a union; other listings take such comparisons as conditions that must all hold."""
AMOUNTS = {"gt": int.__gt__, "gte": int.__ge__, "lt": int.__lt__, "lte": int.__le__, "eq": int.__eq__, "ne": int.__ne__}


@frozen(eq=False)
class Counted:
    """A page of counts, in the order of the page.

    Attributes:
        counts: The count of each token or account.
        ids: The tokens or accounts, one that comes twice as well.
        next: The link.
        exchange: The request and its reply.
    """

    counts: Mapping[EntityId, int]
    ids: list[EntityId]
    next: str | None
    exchange: Exchange


@frozen
class Counts:
    """A listing of counts.

    Attributes:
        path: Its path.
        schema: The schema of its reply.
        rows_at: The name of the rows.
        parameter: The parameter that bounds it.
        field: The field of a row with the id.
    """

    path: str
    schema: str
    rows_at: str
    parameter: str
    field: str

    def page(self, probe: HederaProbe, query: Query) -> Counted:
        """Return a page.

        Raises:
            UnreadableReply: The reply is none.
        """
        exchange = answer_of(probe, self.path, query, self.schema)
        rows = exchange.json[self.rows_at]
        try:
            ids = [entity_id(row[self.field], self.field) for row in rows]
        except InvalidArgument:
            raise UnreadableReply(exchange, "an id that is none", rule=None, at=exchange.places(rows, self.field)) from None
        return Counted(dict(zip(ids, (row["balance"] for row in rows), strict=True)), ids, exchange.json["links"]["next"], exchange)

    def first(self, probe: HederaProbe) -> Counted:
        """Return the first page in ascending order, which is asked for once."""
        return probe.once(_first, self)

    def in_order(self, probe: HederaProbe, default: str) -> Iterator[Violation]:
        """Yield a violation for a page in another order than that which is asked for."""
        for about, query in (("asc", [("order", "asc")]), ("desc", [("order", "desc")]), ("", [])):
            page = self.page(probe, [("limit", LARGEST_PAGE), *query])
            sign = 1 if (about or default) == "asc" else -1
            if any((after > before) - (after < before) != sign for before, after in pairwise(page.ids)):
                yield Violation("the rows are in another order, or one is there twice", page.exchange, about or "default")

    def within(self, probe: HederaProbe) -> Iterator[Violation]:
        """Yield a violation for a comparison that lists other rows than those for which it holds."""
        page = self.first(probe)
        middle, last = page.ids[len(page.ids) // 2], page.ids[-1]
        for operator, holds in OPERATORS.items():
            bounds = [(self.parameter, f"{operator}:{middle}"), *([] if operator == "eq" else [(self.parameter, f"lte:{last}")])]
            found = self.page(probe, [*bounds, ("limit", LARGEST_PAGE), ("order", "asc")])
            if found.ids != [each for each in page.ids if holds(each, middle)]:
                self.check_unchanged(probe)
                yield Violation(
                    f"{self.parameter}={operator}:{middle} lists other rows than those for which it holds", found.exchange, operator
                )

    def ends(self, probe: HederaProbe, asked: int = 1) -> Iterator[Violation]:
        """Yield a violation for a link that leads to the same row again.

        Args:
            probe: The probe.
            asked: The number of rows that are asked for by their ids, one on a page.
        """
        ids = self.first(probe).ids[:asked]
        page = self.page(probe, [*((self.parameter, str(each)) for each in ids), ("limit", 1)])
        if page.next is not None and {*page.ids} & {*self.page(probe, query_of(page.next)).ids}:
            about = f"{asked} ids" if asked > 1 else ""
            yield Violation(f"the link leads to the same row again: {page.next}", page.exchange, about, at=[("links", "next")])

    def check_unchanged(self, probe: HederaProbe) -> None:
        """Ask for the first page again, as other rows may differ from it because they have changed.

        Raises:
            NotChecked: The page has changed.
        """
        if _first(probe, self).counts != self.first(probe).counts:
            raise NotChecked("the rows changed meanwhile: name an account with NFTs of other tokens with --account")


def _first(probe: HederaProbe, counts: Counts) -> Counted:
    return counts.page(probe, [("limit", LARGEST_PAGE), ("order", "asc")])


def _tokens_of(account: str) -> Counts:
    return Counts(f"/api/v1/accounts/{quote(account)}/tokens", "TokenRelationships", "tokens", "token.id", "token_id")


def _tokens(probe: HederaProbe) -> Counts:
    """Return the tokens of the account with the most NFTs."""
    counts = _tokens_of(probe.largest().account)
    if not counts.first(probe).ids:
        raise NotChecked("needs an account with tokens: name one with --account")
    return counts


def _balances_of(token: EntityId) -> Counts:
    return Counts(f"{TOKENS}/{token}/balances", "TokenBalances", "balances", "account.id", "account")


def _balances(probe: HederaProbe) -> Counts:
    """Return the balances of the token of which an account has the most NFTs."""
    counts = _balances_of(rows_of_token(probe)[0].token)
    if not counts.first(probe).ids:
        raise NotChecked("the token has no balances")
    return counts


@ACCOUNT_RULES.rule(
    "account-tokens-order", "The tokens of an account go by id, as `order` says; ascending without it.",
    ["observed#getTokensByAccountId/order"], ["answers"],
)  # fmt: skip
def _tokens_in_order(probe: HederaProbe) -> Iterator[Violation]:
    yield from _tokens(probe).in_order(probe, "asc")


@ACCOUNT_RULES.rule(
    "account-tokens-id", "Comparisons of `token.id` list exactly the tokens for which they hold.",
    ["observed#getTokensByAccountId/token.id"], ["account-tokens-order"],
)  # fmt: skip
def _tokens_within(probe: HederaProbe) -> Iterator[Violation]:
    yield from _tokens(probe).within(probe)


@ACCOUNT_RULES.rule(
    "account-tokens-equal", "`links.next` never leads to the same token again, also if one or two tokens are asked for.",
    ["observed#tokens/next/loop"], ["account-tokens-id"],
)  # fmt: skip
def _tokens_end(probe: HederaProbe) -> Iterator[Violation]:
    tokens = _tokens(probe)
    for asked in range(1, 1 + min(MOST_ASKED, len(tokens.first(probe).ids))):
        yield from tokens.ends(probe, asked)


@ACCOUNT_RULES.rule(
    "account-tokens-count", "The tokens of an account say how many NFTs of each it has.",
    ["observed#getTokensByAccountId/listed", "observed#getTokenBalances/holders"], ["account-tokens-id", "repeatable", "owner"],
)  # fmt: skip
def _tokens_count(probe: HederaProbe) -> Iterator[Violation]:
    held = sorted((len(rows), holding.account, token) for holding in probe.holdings for token, rows in holding.tokens.items())
    is_checked = False
    for _, account, token in held[:MOST_TOKENS]:
        counts = _tokens_of(account)
        before = counts.page(probe, [("token.id", str(token))])
        page = probe.page(account, [("token.id", str(token)), ("limit", LARGEST_PAGE)])
        after = counts.page(probe, [("token.id", str(token))])
        if page.next is not None or before.counts != after.counts:
            continue  # there are more, or it changed meanwhile
        is_checked = True
        if after.counts.get(token) != len(page.rows):
            said = after.counts.get(token, "none")
            yield Violation(f"it says {said} of token {token}, and {len(page.rows)} are listed", after.exchange, str(token))
            return
    if not is_checked:
        raise NotChecked(f"needs an account with less than {LARGEST_PAGE} NFTs of a token: name one with --account")


@BALANCE_RULES.rule(
    "balances-order", "The balances of a token go by account, as `order` says; descending without it.",
    ["observed#getTokenBalances/order"], ["token-nfts"],
)  # fmt: skip
def _balances_in_order(probe: HederaProbe) -> Iterator[Violation]:
    yield from _balances(probe).in_order(probe, "desc")


@BALANCE_RULES.rule(
    "balances-account", "Comparisons of `account.id` list exactly the accounts for which they hold.",
    ["upstream#getTokenBalances"], ["balances-order"],
)  # fmt: skip
def _balances_within(probe: HederaProbe) -> Iterator[Violation]:
    yield from _balances(probe).within(probe)


@BALANCE_RULES.rule(
    "balances-equal", "`links.next` never leads to the same account again, also if one account is asked for.",
    ["observed#tokens/next/loop"], ["balances-account"],
)  # fmt: skip
def _balances_end(probe: HederaProbe) -> Iterator[Violation]:
    yield from _balances(probe).ends(probe)


@BALANCE_RULES.rule(
    "balances-amount", "Comparisons of `account.balance` list exactly the balances for which they hold.",
    ["observed#getTokenBalances/balance-filter"], ["balances-account"],
)  # fmt: skip
def _balances_by_amount(probe: HederaProbe) -> Iterator[Violation]:
    counts = _balances(probe)
    page = counts.first(probe)
    middle = sorted(page.counts.values())[len(page.ids) // 2]
    for operator, holds in AMOUNTS.items():
        bounds = [("account.balance", f"{operator}:{middle}"), ("account.id", f"lte:{page.ids[-1]}")]
        found = counts.page(probe, [*bounds, ("limit", LARGEST_PAGE), ("order", "asc")])
        if found.counts != {each: amount for each, amount in page.counts.items() if holds(amount, middle)}:
            counts.check_unchanged(probe)
            yield Violation(
                f"account.balance={operator}:{middle} lists other balances than those for which it holds", found.exchange, operator
            )


@BALANCE_RULES.rule(
    "balances-sum", "The balances of a token say how many of its NFTs each account holds.",
    ["observed#getTokenBalances/holders"], ["balances-amount", "token-nfts-link", "token-nfts-holder"],
)  # fmt: skip
def _balances_sum(probe: HederaProbe) -> Iterator[Violation]:
    query = [("account.balance", "gt:0"), ("limit", LARGEST_PAGE)]
    held = {token: len(rows) for holding in probe.holdings for token, rows in holding.tokens.items()}
    for token in sorted(held, key=held.__getitem__)[:MOST_TOKENS]:
        counts = _balances_of(token)
        before = counts.page(probe, query)
        nfts: dict[str, Any] = answer_of(probe, f"{TOKENS}/{token}/nfts", [("limit", LARGEST_PAGE)], "TokenNfts").json
        after = counts.page(probe, query)  # it may change meanwhile
        if nfts["links"]["next"] is not None or after.next is not None or before.counts != after.counts:
            continue
        listed = Counter(entity_id(row["account_id"], "account_id") for row in nfts["nfts"] if row["account_id"])
        for account in sorted({*listed, *after.counts}):
            if listed[account] != after.counts.get(account, 0):
                said = after.counts.get(account, 0)
                yield Violation(f"it says {said} of account {account}, and {listed[account]} are listed", after.exchange)
                return
        return
    raise NotChecked("needs an account with NFTs of a token that has less than a hundred: name one with --account")

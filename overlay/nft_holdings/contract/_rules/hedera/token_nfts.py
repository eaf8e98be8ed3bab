"""Hedera's rules on the NFTs of a token: their order, bounds, holders and links, and one NFT by itself."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from attrs import frozen

from nft_holdings._apis.hedera.entity_id import MAXIMUM_NUMBER
from nft_holdings.contract._rules.rule import NotChecked, Rules, UnreadableReply, Violation
from nft_holdings.contract._server.exchange import Exchange
from nft_holdings.contract._server.schema import fault_of

from .probe import KEYS, LARGEST_PAGE, HederaProbe, HederaRow, Query

RULES, NFT_RULES = Rules("getNfts"), Rules("getNft")
TOKENS = "/api/v1/tokens"
SMALL_PAGE, MOST_PAGES = 2, 3
MOST_UNKNOWN = 3
OPERATORS = {"gt": int.__gt__, "gte": int.__ge__, "lt": int.__lt__, "lte": int.__le__, "eq": int.__eq__}


@frozen(eq=False)
class TokenPage:
    """A page of a token's NFTs."""

    path: str
    rows: list[dict[str, Any]]
    next: str | None
    exchange: Exchange

    @property
    def serials(self) -> list[int]:
        """Return the serial numbers, in the order of the page."""
        return [row["serial_number"] for row in self.rows]


def answer_of(probe: HederaProbe, path: str, query: Query, schema: str) -> Exchange:
    """Return a reply that has the form that the spec gives it.

    Raises:
        UnreadableReply: It has not.
    """
    exchange = probe.errors.answer(lambda: probe.server.ask(path, query))
    if exchange.status not in (200, 206):
        raise UnreadableReply(exchange, f"status {exchange.status}", rule=None)
    if (fault := fault_of(exchange, "hedera", schema)) is not None:
        raise UnreadableReply(exchange, fault.text, rule=None, at=fault.places)
    return exchange


def _page(probe: HederaProbe, token: object, query: Query) -> TokenPage:
    exchange = answer_of(probe, f"{TOKENS}/{token}/nfts", query, "TokenNfts")
    return TokenPage(exchange.path, exchange.json["nfts"], exchange.json["links"]["next"], exchange)


def query_of(link: str) -> list[tuple[str, str]]:
    """Return the query of a link."""
    return parse_qsl(urlsplit(link).query)


def rows_of_token(probe: HederaProbe) -> list[HederaRow]:
    """Return rows of the token of which an account has the most, in descending order."""
    largest = max((rows for holding in probe.holdings for rows in holding.tokens.values()), key=len, default=[])
    if len(largest) < 2:
        raise NotChecked("needs an account with two NFTs of a token: name one with --account")
    return largest


def _descending(probe: HederaProbe) -> TokenPage:
    return probe.once(_page, rows_of_token(probe)[0].token, (("limit", LARGEST_PAGE),))


def _check_unchanged(probe: HederaProbe, page: TokenPage) -> None:
    """Ask for a page again, as other rows may differ from it because NFTs were minted or moved.

    Raises:
        NotChecked: The page has changed.
    """
    if _page(probe, rows_of_token(probe)[0].token, page.exchange.query).rows != page.rows:
        raise NotChecked("the token's NFTs changed meanwhile: name an account with NFTs of another token with --account")


def _has_moved(probe: HederaProbe, row: HederaRow) -> bool:
    """Return True if the account of a row no longer has the NFT."""
    return not probe.page(row.raw["account_id"], [("token.id", str(row.token)), ("serialnumber", row.serial)]).rows


@RULES.rule(
    "token-nfts", "The NFTs of a token are answered with 200 and a page of its rows, those of its holder among them.",
    ["observed#TokenNft/keys", "observed#TokenNft/holder"], ["owner", "serial-range", "repeatable"],
)  # fmt: skip
def _token_nfts(probe: HederaProbe) -> Iterator[Violation]:
    held, page = rows_of_token(probe), _descending(probe)
    if others := [row for row in page.rows if row["token_id"] != str(held[0].token)]:
        yield Violation(f"a row is of token {others[0]['token_id']}", page.exchange, at=page.exchange.places(others, "token_id"))
        return
    lowest = min(page.serials, default=0) if page.next else 0
    listed = {row["serial_number"]: row["account_id"] for row in page.rows}
    for row in held:
        if row.serial >= lowest and listed.get(row.serial) != row.raw["account_id"] and not _has_moved(probe, row):
            yield Violation(f"{row} of {row.raw['account_id']} is listed for {listed.get(row.serial, 'nobody')}", page.exchange)
            return


@RULES.rule(
    "token-nfts-order", "The NFTs of a token go by serial number, as `order` says; descending without it.",
    ["observed#getNfts/order", "observed#tokens/order"], ["token-nfts"],
)  # fmt: skip
def _order(probe: HederaProbe) -> Iterator[Violation]:
    ascending = probe.once(_page, rows_of_token(probe)[0].token, (("limit", LARGEST_PAGE), ("order", "asc")))
    for about, page, sign in (("desc", _descending(probe), -1), ("asc", ascending, 1)):
        if any((after - before) * sign <= 0 for before, after in pairwise(page.serials)):
            yield Violation("the serial numbers are in another order, or one is there twice", page.exchange, about)


@RULES.rule(
    "token-nfts-serial", "Comparisons of `serialnumber` list exactly the NFTs for which they hold.",
    ["observed#getNfts/serialnumber", "observed#getNfts/combinations"], ["token-nfts-order"],
)  # fmt: skip
def _serial(probe: HederaProbe) -> Iterator[Violation]:
    page = _descending(probe)
    lowest, middle = min(page.serials), page.serials[len(page.serials) // 2]
    for operator, holds in OPERATORS.items():
        bounds = [("serialnumber", f"{operator}:{middle}"), ("serialnumber", f"gte:{lowest}")]
        found = _page(probe, page.rows[0]["token_id"], [*bounds, ("limit", LARGEST_PAGE)])
        if found.serials != [serial for serial in page.serials if holds(serial, middle)]:
            _check_unchanged(probe, page)
            yield Violation(f"serialnumber={operator}:{middle} lists other NFTs than those for which it holds", found.exchange, operator)


@RULES.rule(
    "token-nfts-holder", "`account.id` lists the NFTs of this account alone.",
    ["observed#getNfts/account.id", "observed#getNfts/holder-filter"], ["token-nfts-order"],
)  # fmt: skip
def _holder(probe: HederaProbe) -> Iterator[Violation]:
    row = rows_of_token(probe)[0]
    holder, page = row.raw["account_id"], _descending(probe)
    within = [("serialnumber", f"gte:{min(page.serials)}"), ("limit", LARGEST_PAGE)]
    for operator, expected in (
        ("eq", [each["serial_number"] for each in page.rows if each["account_id"] == holder]),
        ("ne", [each["serial_number"] for each in page.rows if each["account_id"] not in (holder, None)]),
    ):
        found = _page(probe, row.token, [("account.id", f"{operator}:{holder}"), *within])
        if found.serials != expected:
            _check_unchanged(probe, page)
            yield Violation(f"account.id={operator}:{holder} lists other NFTs than those for which it holds", found.exchange, operator)


@RULES.rule(
    "token-nfts-limit", "A page has as many of a token's NFTs as `limit` says, and never more than 100.",
    ["observed#tokens/limit"], ["token-nfts-order", "limit-maximum"],
)  # fmt: skip
def _limit(probe: HederaProbe) -> Iterator[Violation]:
    whole = _descending(probe)
    held = len(whole.rows)
    for limit in (1, LARGEST_PAGE * 10):
        page = _page(probe, rows_of_token(probe)[0].token, [("limit", limit)])
        if len(page.rows) != min(limit, held):
            _check_unchanged(probe, whole)
            yield Violation(f"with limit={limit} there are {len(page.rows)} NFTs, and {held} with limit=100", page.exchange)


@RULES.rule(
    "token-nfts-link", "`links.next` of a token's NFTs goes on where the page ended, with none left out.",
    ["observed#tokens/next/cursor", "observed#tokens/next/path"], ["token-nfts-limit"],
)  # fmt: skip
def _link(probe: HederaProbe) -> Iterator[Violation]:
    row, whole = rows_of_token(probe)[0], _descending(probe)
    expected = {"desc": whole.serials}
    expected["asc"] = probe.once(_page, row.token, (("limit", LARGEST_PAGE), ("order", "asc"))).serials
    for order, serials in expected.items():
        page = _page(probe, row.token, [("limit", SMALL_PAGE), ("order", order)])
        joined = list(page.serials)
        for _ in range(MOST_PAGES - 1):
            if page.next is None:
                break
            if not urlsplit(page.next).path.endswith(page.path.rpartition("/api/")[2]):
                yield Violation(f"the link is {page.next}", page.exchange, order, [("links", "next")])
                break
            page = _page(probe, row.token, query_of(page.next))
            joined += page.serials
        if joined != serials[: len(joined)] or (page.next is None and len(joined) < len(serials)):
            _check_unchanged(probe, whole)
            yield Violation(f"order={order}: pages of {SMALL_PAGE} joined are not the beginning of one page of 100", page.exchange, order)


@RULES.rule(
    "token-nfts-equal", "`links.next` never leads to the same NFT again, also if one serial number is asked for.",
    ["observed#tokens/next/loop"], ["token-nfts-serial"],
)  # fmt: skip
def _equal(probe: HederaProbe) -> Iterator[Violation]:
    row = rows_of_token(probe)[0]
    page = _page(probe, row.token, [("serialnumber", row.serial), ("limit", 1)])
    if page.next is not None and _page(probe, row.token, query_of(page.next)).rows:
        yield Violation(f"the link leads to the same NFT again: {page.next}", page.exchange, at=[("links", "next")])


@RULES.rule(
    "token-unknown", "The NFTs of a token that nobody has made are answered with 200, though the token itself is with 404.",
    ["observed#tokens/unknown-token", "observed#getToken/unknown"], ["token-nfts"],
)  # fmt: skip
def _unknown(probe: HederaProbe) -> Iterator[Violation]:
    unknown = (f"0.0.{MAXIMUM_NUMBER - each}" for each in range(MOST_UNKNOWN))
    for token in unknown:
        if probe.errors.answer(lambda token=token: probe.server.ask(f"{TOKENS}/{token}", [])).status == 404:  # type: ignore[misc]
            _page(probe, token, [])
            return
    raise NotChecked("tokens with the highest numbers, which are taken for nobody's, exist")
    yield


@NFT_RULES.rule(
    "nft-row", "One NFT asked for by itself is the row that the listing of its token has.",
    ["observed#TokenNft/keys", "observed#TokenNft/holder"], ["token-nfts"],
)  # fmt: skip
def _nft_row(probe: HederaProbe) -> Iterator[Violation]:
    page = _descending(probe)
    for row in {each["serial_number"]: each for each in (page.rows[0], page.rows[-1])}.values():
        found = answer_of(probe, f"{TOKENS}/{row['token_id']}/nfts/{row['serial_number']}", [], "TokenNft")
        if other := [name for name in KEYS if found.json.get(name) != row.get(name)]:
            yield Violation(f"{other[0]} of {row['token_id']}/{row['serial_number']} is another one than in the listing", found)

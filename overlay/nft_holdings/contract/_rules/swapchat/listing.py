"""SwapChat's rules."""

from collections.abc import Hashable, Iterator
from typing import Any
from urllib.parse import quote

from nft_holdings.contract._rules.paging.pages import Sources, paging_rules
from nft_holdings.contract._rules.paging.probe import Filters, NumberedListing, NumberedProbe
from nft_holdings.contract._rules.rule import Rules, UnreadableReply, Violation
from nft_holdings.contract._rules.server_errors import server_errors_rule
from nft_holdings.contract._server.client import Server
from nft_holdings.contract._server.exchange import Exchange

OPERATION = "getUserNfts"
RULES = Rules(OPERATION)
SIZE = 20
NOBODYS_WALLET = f"0x{'00112233' * 5}"


def _send(server: Server, account: str, page: int, size: int, *, without: str = "", **headers: Any) -> Exchange:
    """Request a page, with a body that may be without a field."""
    user, _, wallet = account.rpartition("/")
    body = {"wallet_address": wallet, "page": page, "size": size}
    body.pop(without, None)
    return server.ask(f"/users/{quote(user, safe='')}/nfts", method="POST", body=body, **headers)


def _asked(server: Server, account: str, skip: int | None, size: int | None, _: Filters) -> Exchange:
    size = size or SIZE
    return _send(server, account, (skip or 0) // size + 1, size)


def _listed(body: Any) -> tuple[list[dict[str, Any]], int]:
    if body.get("code", 0) != 0:
        raise ValueError(f"a refusal, code {body['code']}, in place of a page")
    listing = body.get("data") if "code" in body else body
    if not isinstance(listing, dict):
        raise ValueError("code 0 and no listing in data")
    return listing["assets"], listing.get("total") or 0  # the spec does not require a total, and 0 says nothing


def _schema(body: Any) -> str:
    return "NftListEnvelope" if isinstance(body, dict) and "code" in body else "NftList"


def _key(row: dict[str, Any]) -> Hashable:
    nft = row["nft"]
    return nft["blockchain"], str(nft["contract_address"]).lower(), nft["token_id"]


NFTS = NumberedListing(
    api="swapchat",
    operation=OPERATION,
    schema=_schema,
    send=_asked,
    listed=_listed,
    key=_key,
    largest=SIZE,
    by_rows=False,
    may_be_short=True,
    may_repeat=True,
    amount=lambda row: int(row["quantity"]),
)

RULES += paging_rules(
    NFTS, "", "size",
    Sources(
        page=["page#response"], size=["page#request/size", "decision#size/clamped"], skip=["page#request/page", "siblings#paging"],
        total=["page#response/total"], end=["decision#end-of-list"], once=["decision#row-key"],
    ), may_be_zero=True,
)  # fmt: skip


@RULES.rule("repeatable", "The same request has the same answer: it is a read, though a POST.", ["decision#safe"], ["once"])
def _repeatable(probe: NumberedProbe) -> Iterator[Violation]:
    holding = probe.largest(NFTS)
    pages = [probe.page(NFTS, holding.account, 0, SIZE) for _ in range(2)]
    if set(pages[0].keys) != set(pages[1].keys):
        yield Violation("the same request has other rows the second time", pages[1].exchange)
    elif len({"code" in page.exchange.json for page in (*pages, *holding.pages)}) > 1:
        yield Violation("one page has an envelope, and another none", pages[1].exchange)


@RULES.rule(
    "owner", "An NFT of one owner is the wallet's that was asked for.",
    ["page#nft-info/owner_addresses", "page#request/wallet_address"], ["once"],
)  # fmt: skip
def _owner(probe: NumberedProbe) -> Iterator[Violation]:
    for holding in probe.holdings(NFTS):
        wallet = holding.account.rpartition("/")[2]
        for page in holding.pages:
            for row in page.rows:
                owners = row["nft"].get("owner_addresses") or []
                if len(owners) == 1 and owners[0].lower() != wallet.lower():  # of several owners, not all may be listed
                    at = page.exchange.places([row], "nft", "owner_addresses")
                    yield Violation(f"{_key(row)} is of {owners[0]}, as its owner_addresses say", page.exchange, at=at)


@RULES.rule("token-optional", "No token is needed.", ["page#request/jwt"], ["once"])
def _token_optional(probe: NumberedProbe) -> Iterator[Violation]:
    largest = probe.largest(NFTS)
    for number in (1, 2)[: len(largest.rows)]:
        exchange = _send(probe.server, largest.account, number, 1, Authorization="")
        if exchange.status != 200:
            yield Violation(f"without a token the answer is {exchange.status}", exchange)
        if NFTS.read(exchange).keys != probe.page(NFTS, largest.account, number - 1, 1).keys:
            yield Violation("without a token there are other rows than with one", exchange)


@RULES.rule("fields-required", "A body without one of its three fields is refused.", [
    "page#request/wallet_address/required", "page#request/page/required", "page#request/size/required", "decision#responses/400",
])  # fmt: skip
def _fields_required(probe: NumberedProbe) -> Iterator[Violation]:
    for name in ("wallet_address", "page", "size"):
        exchange = _send(probe.server, probe.accounts[0], 1, 1, without=name)
        is_refusal = 400 <= exchange.status < 500 or (exchange.status == 200 and (exchange.json or {}).get("code", 0) != 0)
        if not is_refusal:
            what = "a page" if exchange.status == 200 else str(exchange.status)
            yield Violation(f"a body without {name} is answered with {what}", exchange, about=name)


@RULES.rule(
    "wallets-apart", "Each wallet has rows of its own: those of another are not among them.", ["page#request/wallet_address"], ["once"]
)
def _wallets_apart(probe: NumberedProbe) -> Iterator[Violation]:
    user = probe.accounts[0].rpartition("/")[0]
    held = {key for holding in probe.holdings(NFTS) for each in holding.pages for key in each.keys}
    named = {account.rpartition("/")[2].lower() for account in probe.accounts}
    for wallet in (NOBODYS_WALLET, ""):
        if wallet in named:
            continue
        try:
            page = probe.page(NFTS, f"{user}/{wallet}", 0, SIZE)
        except UnreadableReply:
            continue  # no document says how a server answers for a wallet that nobody has
        theirs = {page.key(row) for row in page.rows if wallet in map(str.lower, row["nft"].get("owner_addresses") or [])}
        if others := held & set(page.keys) - theirs:
            at = page.exchange.places(row for row in page.rows if page.key(row) in others)
            yield Violation(f"the wallet {wallet!r}, which nobody has, holds the rows of another", page.exchange, at=at)


RULES.append(server_errors_rule(OPERATION, ["page#response"]))

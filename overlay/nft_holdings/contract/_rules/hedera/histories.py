"""Hedera's rules on the history of an NFT: its order, its bounds and links, its end, and its holder."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from nft_holdings._apis.hedera.tokens.times import time_in
from nft_holdings.contract._rules.rule import NotChecked, Rules, Violation
from nft_holdings.contract._server.exchange import Exchange

from .probe import LARGEST_PAGE, HederaProbe, HederaRow, Query
from .token_nfts import OPERATORS, TOKENS, answer_of, query_of

RULES = Rules("getNftTransactions")
MOST = 3
ONE_MOVE = ("TOKENMINT", "TOKENAIRDROP", "TOKENCLAIMAIRDROP")
"""Transactions that move an NFT once. A transfer may move it several times, and a history shows the first move."""


def _history(probe: HederaProbe, row: HederaRow, query: Query) -> Exchange:
    return answer_of(probe, f"{TOKENS}/{row.token}/nfts/{row.serial}/transactions", query, "NftTransactionHistory")


def _whole(probe: HederaProbe, row: HederaRow) -> Exchange:
    return probe.once(_history, row, (("limit", LARGEST_PAGE),))


def _entries(exchange: Exchange) -> list[dict[str, Any]]:
    return list(exchange.json["transactions"])


def _times(exchange: Exchange) -> list[int]:
    return [time_in(entry["consensus_timestamp"]) or 0 for entry in _entries(exchange)]


def _rows(probe: HederaProbe) -> list[HederaRow]:
    """Return NFTs of different accounts, the accounts that were named last first: a sandbox names those with histories last."""
    found = [holding.rows[0] for holding in reversed(probe.holdings) if holding.rows][:MOST]
    if not found:
        raise NotChecked("needs an account with an NFT: name one with --account")
    return found


def _minted(probe: HederaProbe) -> Iterator[HederaRow]:
    """Yield NFTs that were minted and have not changed since, of tokens that accounts hold."""
    for token in dict.fromkeys(row.token for row in _rows(probe)):
        listed = answer_of(probe, f"{TOKENS}/{token}/nfts", [("limit", LARGEST_PAGE)], "TokenNfts").json["nfts"]
        unchanged = (each for each in listed if each["created_timestamp"] == each["modified_timestamp"])
        yield from (HederaRow(token, each["serial_number"], None, each) for each in unchanged)


@RULES.rule(
    "history-order", "What happened to an NFT comes newest first, and oldest first if `order` says so.",
    ["observed#getNftTransactions/order"], ["token-nfts"],
)  # fmt: skip
def _order(probe: HederaProbe) -> Iterator[Violation]:
    for row in _rows(probe):
        for order in ("desc", "asc"):
            found = _whole(probe, row) if order == "desc" else _history(probe, row, [("limit", LARGEST_PAGE), ("order", "asc")])
            if _times(found) != sorted(set(_times(found)), reverse=order == "desc"):
                yield Violation(f"the history of {row} is in another order", found, order)


@RULES.rule(
    "history-time", "Comparisons of `timestamp` list exactly the entries for which they hold.",
    ["observed#getNftTransactions/timestamp"], ["history-order"],
)  # fmt: skip
def _time(probe: HederaProbe) -> Iterator[Violation]:
    row = _rows(probe)[0]
    entries = _entries(_whole(probe, row))
    if not entries:
        raise NotChecked(f"the history of {row} is empty")
    middle, oldest = (entries[at]["consensus_timestamp"] for at in (len(entries) // 2, -1))
    for operator, holds in OPERATORS.items():
        found = _history(probe, row, [("timestamp", f"{operator}:{middle}"), ("timestamp", f"gte:{oldest}"), ("limit", LARGEST_PAGE)])
        if _times(found) != [time for time in _times(_whole(probe, row)) if holds(time, time_in(middle) or 0)]:
            yield Violation(f"timestamp={operator}:{middle} lists other entries than those for which it holds", found, operator)


@RULES.rule(
    "history-equal", "`links.next` never leads to the same entry again, also if one time is asked for.",
    ["observed#tokens/next/loop"], ["history-time"],
)  # fmt: skip
def _equal(probe: HederaProbe) -> Iterator[Violation]:
    row = _rows(probe)[0]
    entries = _entries(_whole(probe, row))
    if not entries:
        raise NotChecked(f"the history of {row} is empty")
    found = _history(probe, row, [("timestamp", entries[0]["consensus_timestamp"]), ("limit", 1)])
    link = found.json["links"]["next"]
    if link is not None and _entries(_history(probe, row, query_of(link))):
        yield Violation(f"the link leads to the same entry again: {link}", found, at=[("links", "next")])


@RULES.rule(
    "history-holder", "Who got an NFT by a mint, airdrop or claim holds it, if that is its newest entry.",
    ["observed#getNftTransactions/first-move", "observed#TokenNft/holder"], ["history-order", "nft-row"],
)  # fmt: skip
def _holder(probe: HederaProbe) -> Iterator[Violation]:
    is_checked = False
    for row in [*islice(_minted(probe), MOST), *_rows(probe)]:
        found = _whole(probe, row)
        newest = next(iter(_entries(found)), None)
        if newest is None or newest["type"] not in ONE_MOVE or newest["receiver_account_id"] is None:
            continue
        nft = answer_of(probe, f"{TOKENS}/{row.token}/nfts/{row.serial}", [], "TokenNft")
        if time_in(nft.json["modified_timestamp"]) != time_in(newest["consensus_timestamp"]):
            continue  # something else happened to it since
        is_checked = True
        if newest["receiver_account_id"] != nft.json["account_id"]:
            yield Violation(f"{row} went to {newest['receiver_account_id']}, and {nft.json['account_id']} holds it", found)
            return
    if not is_checked:
        raise NotChecked("the newest entries of histories do not tell: name an account with other NFTs with --account")

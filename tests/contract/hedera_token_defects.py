"""What can be wrong with a mirror node's listings of tokens, each thing told by one rule alone."""

import re
from collections.abc import Callable

from attrs import evolve

from tests.support.servers.defective_sandbox import Answered, Asked, Defect, Misanswer

LISTING = re.compile(r"/api/v1/tokens/[^/]+/nfts")
NFT = re.compile(r"/api/v1/tokens/[^/]+/nfts/[^/]+")


def is_listing(asked: Asked) -> bool:
    return LISTING.fullmatch(asked.path) is not None


def elsewhere(defect: Defect) -> Defect:
    """A defect that an account's listing has, and no token's."""
    misread, misanswer = defect.misread, defect.misanswer

    def reads(asked: Asked) -> Asked:
        return asked if asked.path.startswith("/api/v1/tokens/") or misread is None else misread(asked)

    def answers(asked: Asked, answered: Answered) -> None:
        if not asked.path.startswith("/api/v1/tokens/") and misanswer is not None:
            misanswer(asked, answered)

    return evolve(defect, misread=misread and reads, misanswer=misanswer and answers)


def listed(change: Callable[[Asked, Answered], None]) -> Misanswer:
    """A page of a token's NFTs that is wrong."""

    def misanswer(asked: Asked, answered: Answered) -> None:
        if is_listing(asked) and answered.status == 200 and answered.body["nfts"]:
            change(asked, answered)

    return misanswer


def without_first(asked: Asked, answered: Answered) -> None:
    """A link's page lacks a row."""
    if asked.one("limit") == "2" and asked.all("serialnumber"):
        answered.body["nfts"].pop(0)


def same_again(asked: Asked, answered: Answered) -> None:
    if asked.one("limit") == "1" and asked.all("serialnumber"):
        answered.body["links"]["next"] = f"{asked.path}?serialnumber={asked.one('serialnumber')}&limit=1"


def another_holder(asked: Asked, answered: Answered) -> None:
    if NFT.fullmatch(asked.path) and answered.status == 200:
        answered.body["account_id"] = "0.0.77"


def history_backwards(asked: Asked, answered: Answered) -> None:
    if asked.path.endswith("/transactions") and asked.one("order") == "asc":
        answered.body["transactions"].reverse()


def refused_unknown(asked: Asked, answered: Answered) -> None:
    if is_listing(asked) and answered.status == 200 and not answered.body["nfts"] and not asked.query:
        answered.status, answered.body = 404, {"_status": {"messages": [{"message": "Not found"}]}}


def another_token(_: Asked, answered: Answered) -> None:
    for row in answered.body["nfts"]:
        row["token_id"] = "0.0.7"


TOKEN_DEFECTS = [
    Defect(rule="token-nfts", misanswer=listed(another_token)),
    Defect(rule="token-nfts-order", misread=lambda asked: asked.without("order") if is_listing(asked) else asked),
    Defect(
        rule="token-nfts-serial",
        misread=lambda asked: (
            evolve(asked, query=[(name, value.replace("lte:", "lt:")) for name, value in asked.query]) if is_listing(asked) else asked
        ),
    ),
    Defect(rule="token-nfts-holder", misread=lambda asked: asked.without("account.id") if is_listing(asked) else asked),
    Defect(
        rule="token-nfts-limit",
        misread=lambda asked: asked.with_one("limit", 50) if is_listing(asked) and asked.one("limit") == "1000" else asked,
    ),
    Defect(rule="token-nfts-link", misanswer=listed(without_first)),
    Defect(rule="token-nfts-equal", misanswer=listed(same_again)),
    Defect(rule="token-unknown", misanswer=refused_unknown),
    Defect(rule="nft-row", misanswer=another_holder),
    Defect(rule="history-order", misanswer=history_backwards),
]

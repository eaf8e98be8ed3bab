"""What can be wrong with SwapChat's server, each thing told by one rule alone."""

from collections.abc import Callable
from itertools import count
from typing import Any

from attrs import evolve
from nft_holdings.sandbox.swapchat._wallets import HUNDRED

from tests.support.servers.defective_sandbox import Answered, Asked, Defect, Misanswer, Misread

Row = dict[str, Any]
Listing = dict[str, Any]


def listing_of(answered: Answered) -> Listing | None:
    return answered.body.get("data") if answered.status == 200 and isinstance(answered.body, dict) else None


def changed(change: Callable[[Listing], object]) -> Misanswer:
    def misanswer(_: Asked, answered: Answered) -> None:
        if listing := listing_of(answered):
            change(listing)

    return misanswer


def repeated(listing: Listing) -> None:
    if len(listing["assets"]) > 2:
        listing["assets"][1] = listing["assets"][0]


def misread_as(when: Callable[[dict[str, Any]], bool], **other: Callable[[dict[str, Any]], Any]) -> Misread:
    def misread(asked: Asked) -> Asked:
        if not isinstance(asked.body, dict) or not when(asked.body):
            return asked
        return evolve(asked, body={**asked.body, **{name: change(asked.body) for name, change in other.items()}})

    return misread


def whole(body: dict[str, Any]) -> bool:
    return all(name in body for name in ("wallet_address", "page", "size"))


def fails(asked: Asked, answered: Answered) -> None:
    if isinstance(asked.body, dict) and whole(asked.body) and asked.body["wallet_address"] == HUNDRED:
        answered.status, answered.body = 403, {"message": "not you"}


def fails_at(is_it: Callable[[int], bool]) -> Misanswer:
    seen = count(1)

    def misanswer(_: Asked, answered: Answered) -> None:
        if is_it(next(seen)):
            answered.status, answered.body = 500, {"message": "internal error"}

    return misanswer


def forgetful() -> Misanswer:
    """Every second page of 20 has another first row."""
    seen = count()

    def misanswer(asked: Asked, answered: Answered) -> None:
        listing = listing_of(answered)
        if listing and listing["assets"] and asked.body["size"] == 20 and asked.body["page"] == 1 and next(seen) % 2:
            listing["assets"][0]["nft"]["token_id"] = "987654321"

    return misanswer


def bare_in_turn() -> Misanswer:
    seen = count()

    def misanswer(_: Asked, answered: Answered) -> None:
        listing = listing_of(answered)
        if listing is not None and next(seen) % 2:
            answered.body = listing

    return misanswer


def wants_token(asked: Asked, answered: Answered) -> None:
    if isinstance(asked.body, dict) and "authorization" not in asked.headers and whole(asked.body):
        answered.status, answered.body = 401, {"message": "no token"}


def more_past_the_end(asked: Asked, answered: Answered) -> None:
    listing = listing_of(answered)
    if listing and asked.body["page"] > 9 and not listing["assets"]:
        listing["assets"] = [{"nft": {"blockchain": "ETH", "contract_address": f"0x{9:040x}", "token_id": "1"}, "quantity": 1}]


def refuses_a_stranger(asked: Asked, answered: Answered) -> None:
    if isinstance(asked.body, dict) and "00112233" in str(asked.body.get("wallet_address")):
        answered.body = {"code": 1, "msg": "no such wallet", "data": None}


def quantities(listing: Listing) -> None:
    """The total of a listing of one page is of its quantities."""
    if listing["total"] == len(listing["assets"]):
        listing["total"] = sum(each["quantity"] for each in listing["assets"])


def anothers(listing: Listing) -> None:
    if listing["assets"]:
        listing["assets"][-1]["nft"]["owner_addresses"] = ["0x" + "99" * 20]


DEFECTS = [
    Defect(rule="answers", misanswer=fails),
    Defect(rule="reply-schema", misanswer=changed(lambda listing: listing.update(total=str(listing["total"])))),
    Defect(rule="size", misread=misread_as(lambda body: whole(body) and body["size"] == 7, size=lambda body: 8)),
    Defect(rule="once", misanswer=changed(repeated)),
    Defect(
        rule="pages-joined",
        misread=misread_as(lambda body: whole(body) and body["page"] > 1 and body["size"] < 20, page=lambda body: body["page"] - 1),
    ),
    Defect(rule="total", misanswer=changed(lambda listing: listing.update(total=len(listing["assets"])))),
    Defect(rule="past-the-end", misanswer=more_past_the_end),
    Defect(rule="repeatable", misanswer=forgetful()),
    Defect(rule="repeatable", misanswer=bare_in_turn()),
    Defect(rule="owner", misanswer=changed(anothers)),
    Defect(rule="server-errors", misanswer=fails_at(lambda number: number % 7 == 0)),
    Defect(rule="token-optional", misanswer=wants_token),
    Defect(rule="wallets-apart", misread=misread_as(lambda body: body.get("wallet_address") == "", wallet_address=lambda _: HUNDRED)),
    Defect(rule="fields-required", misread=misread_as(lambda body: "page" not in body, page=lambda _: 1)),
    Defect(
        rule="wallets-apart",
        misread=misread_as(lambda body: "00112233" in str(body.get("wallet_address")), wallet_address=lambda _: HUNDRED),
    ),
]

CONFORMING = {
    "short pages": Defect(rule="", misread=misread_as(lambda body: whole(body) and body["size"] > 10, size=lambda _: 10)),
    "short pages and no total": Defect(
        rule="",
        misread=misread_as(lambda body: whole(body) and body["size"] > 10, size=lambda _: 10),
        misanswer=changed(lambda listing: listing.update(total=0)),
    ),
    "a total of quantities": Defect(rule="", misanswer=changed(quantities)),
    "an end that repeats": Defect(
        rule="",
        misread=misread_as(
            lambda body: whole(body) and body["wallet_address"] == HUNDRED and body["page"] * body["size"] > 119, page=lambda _: 1
        ),
    ),
    "a wallet that nobody has is refused": Defect(rule="", misanswer=refuses_a_stranger),
    "no total": Defect(rule="", misanswer=changed(lambda listing: listing.update(total=0))),
    "one failure": Defect(rule="", misanswer=fails_at(lambda number: number == 12)),
}
"""What the spec lets a server do, though few would expect it."""

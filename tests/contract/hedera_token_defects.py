"""What can be wrong with a mirror node's listings of tokens, each thing told by one rule alone."""

import re
from collections.abc import Callable
from urllib.parse import parse_qsl

from attrs import evolve
from nft_holdings._specs.access import spec_of
from nft_holdings.contract._rules.hedera.refusals import NOBODYS_ADDRESS
from nft_holdings.sandbox.hedera import _accounts as known

from tests.support.servers.defective_sandbox import Answered, Asked, Defect, Misanswer, Misread

LISTING = re.compile(r"/api/v1/tokens/[^/]+/nfts")
COUNTED = re.compile(r"/api/v1/accounts/[^/]+(/tokens)?")
ACCOUNT_TOKENS = re.compile(r"/api/v1/accounts/[^/]+/tokens")
BALANCES = re.compile(r"/api/v1/tokens/[^/]+/balances")
HISTORY = re.compile(r"/api/v1/tokens/[^/]+/nfts/[^/]+/transactions")
TOKEN = re.compile(r"/api/v1/tokens/[^/]+")
ACCOUNT = re.compile(r"/api/v1/accounts/[^/]+")
NFT = re.compile(r"/api/v1/tokens/[^/]+/nfts/[^/]+")


def is_listing(asked: Asked) -> bool:
    return LISTING.fullmatch(asked.path) is not None


def is_of_tokens(asked: Asked) -> bool:
    return asked.path.startswith("/api/v1/tokens/") or COUNTED.fullmatch(asked.path) is not None


def elsewhere(defect: Defect) -> Defect:
    """A defect that the listing of an account's NFTs has, and nothing of the token side."""
    misread, misanswer = defect.misread, defect.misanswer

    def reads(asked: Asked) -> Asked:
        return asked if is_of_tokens(asked) or misread is None else misread(asked)

    def answers(asked: Asked, answered: Answered) -> None:
        if not is_of_tokens(asked) and misanswer is not None:
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
    if HISTORY.fullmatch(asked.path) and asked.one("order") == "asc":
        answered.body["transactions"].reverse()


def another_receiver(asked: Asked, answered: Answered) -> None:
    if HISTORY.fullmatch(asked.path) and answered.status == 200 and answered.body["transactions"]:
        answered.body["transactions"][0]["receiver_account_id"] = "0.0.77"


def without(path: re.Pattern[str], parameter: str) -> Misread:
    """A path whose parameter is not read, unless it is sent too often."""
    return lambda asked: asked.without(parameter) if path.fullmatch(asked.path) and len(asked.query) < 100 else asked


def exclusive(path: re.Pattern[str], parameter: str) -> Misread:
    """A path that takes gte for gt."""

    def misread(asked: Asked) -> Asked:
        if not path.fullmatch(asked.path):
            return asked
        return evolve(asked, query=[(key, value.replace("gte:", "gt:") if key == parameter else value) for key, value in asked.query])

    return misread


def linked_to_itself(path: re.Pattern[str], parameter: str) -> Misanswer:
    def misanswer(asked: Asked, answered: Answered) -> None:
        if path.fullmatch(asked.path) and asked.one("limit") == "1" and asked.one(parameter):
            answered.body["links"]["next"] = f"{asked.path}?{parameter}={asked.one(parameter)}&limit=1"

    return misanswer


def linked_to_itself_in_other_words(path: re.Pattern[str], parameter: str) -> Misanswer:
    def misanswer(asked: Asked, answered: Answered) -> None:
        if path.fullmatch(asked.path) and asked.one("limit") == "1" and (value := asked.one(parameter)):
            answered.body["links"]["next"] = f"{asked.path}?limit=1&{parameter}=eq:{value.removeprefix('eq:')}"

    return misanswer


def without_the_second(asked: Asked, answered: Answered) -> None:
    """The link for a list of tokens leads to the same page again."""
    if ACCOUNT_TOKENS.fullmatch(asked.path) and asked.one("limit") == "1" and len(tokens := asked.all("token.id")) > 1:
        answered.body["links"]["next"] = f"{asked.path}?{'&'.join(f'token.id={token}' for token in tokens)}&limit=1"


def unavailable(path: re.Pattern[str]) -> Misanswer:
    """An operation that always fails."""

    def misanswer(asked: Asked, answered: Answered) -> None:
        if path.fullmatch(asked.path):
            answered.status, answered.body = 503, {"_status": {"messages": [{"message": "Service unavailable"}]}}

    return misanswer


def one_more(path: re.Pattern[str], rows_at: str, parameter: str) -> Misanswer:
    """Counts that are too large, where a parameter is sent without `order`."""

    def misanswer(asked: Asked, answered: Answered) -> None:
        if path.fullmatch(asked.path) and asked.all(parameter) and not asked.all("order") and answered.status == 200:
            for row in answered.body[rows_at]:
                row["balance"] += 1

    return misanswer


def taken_for_valid(template: str, id: str, example: str | None) -> Misread:
    """A request that is refused, taken for one that is not."""
    form = re.compile(re.sub(r"\{\w+\}", "[^/]+", template))

    def misread(asked: Asked) -> Asked:
        if not form.fullmatch(asked.path):
            return asked
        if id == "token-not-evm-address":
            return evolve(asked, path=asked.path.replace(NOBODYS_ADDRESS, known.HISTORIES))
        if id == "serial-in-range" and example is None:
            return evolve(asked, path=asked.path.replace("/nfts/0", "/nfts/1"))
        broken = len(asked.query) > 100 if id == "parameter-count" else asked.query == parse_qsl(str(example), keep_blank_values=True)
        return evolve(asked, query=[]) if broken else asked

    return misread


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
    Defect(
        rule="token-nfts-holder",
        misread=lambda asked: asked.without("account.id") if is_listing(asked) and asked.all("serialnumber") else asked,
    ),
    Defect(
        rule="token-nfts-limit",
        misread=lambda asked: asked.with_one("limit", 50) if is_listing(asked) and asked.one("limit") == "1000" else asked,
    ),
    Defect(rule="token-nfts-link", misanswer=listed(without_first)),
    Defect(rule="token-nfts-equal", misanswer=listed(same_again)),
    Defect(rule="token-unknown", misanswer=refused_unknown),
    Defect(rule="nft-row", misanswer=another_holder),
    Defect(rule="history-order", misanswer=history_backwards),
    Defect(rule="history-time", misread=exclusive(HISTORY, "timestamp")),
    Defect(rule="history-equal", misanswer=linked_to_itself(HISTORY, "timestamp")),
    Defect(rule="history-holder", misanswer=another_receiver),
    Defect(rule="account-tokens-order", misread=without(ACCOUNT_TOKENS, "order")),
    Defect(rule="account-tokens-id", misread=exclusive(ACCOUNT_TOKENS, "token.id")),
    Defect(rule="account-tokens-equal", misanswer=linked_to_itself(ACCOUNT_TOKENS, "token.id")),
    Defect(rule="account-tokens-count", misanswer=one_more(ACCOUNT_TOKENS, "tokens", "token.id")),
    Defect(rule="balances-order", misread=without(BALANCES, "order")),
    Defect(rule="balances-account", misread=exclusive(BALANCES, "account.id")),
    Defect(rule="balances-equal", misanswer=linked_to_itself(BALANCES, "account.id")),
    Defect(rule="balances-amount", misread=without(BALANCES, "account.balance")),
    Defect(rule="balances-sum", misanswer=one_more(BALANCES, "balances", "account.balance")),
    Defect(rule="token-nfts-equal", misanswer=linked_to_itself_in_other_words(LISTING, "serialnumber")),
    Defect(rule="history-equal", misanswer=linked_to_itself_in_other_words(HISTORY, "timestamp")),
    Defect(rule="account-tokens-equal", misanswer=linked_to_itself_in_other_words(ACCOUNT_TOKENS, "token.id")),
    Defect(rule="account-tokens-equal", misanswer=without_the_second),
    Defect(rule="balances-equal", misanswer=linked_to_itself_in_other_words(BALANCES, "account.id")),
    *(Defect(rule="server-errors", misanswer=unavailable(path)) for path in (NFT, HISTORY, TOKEN, ACCOUNT, ACCOUNT_TOKENS, BALANCES)),
]
TOKEN_REFUSALS = [
    Defect(rule=f"refused/{operation['operationId']}/{each['id']}", misread=taken_for_valid(path, each["id"], each.get("example")))
    for path, methods in [*spec_of("hedera")["paths"].items()][1:]
    for operation in methods.values()
    for each in operation.get("x-rules", ())
    if 400 <= (each.get("refusal") or {}).get("status", 0) < 500
]

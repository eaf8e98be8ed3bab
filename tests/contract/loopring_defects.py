"""What can be wrong with Loopring's relayer, each thing told by one rule alone."""

from collections.abc import Callable
from itertools import count
from typing import Any

from attrs import evolve
from nft_holdings.contract._rules.loopring.refusals import NOBODY
from nft_holdings.sandbox import Settings
from nft_holdings.sandbox.loopring._accounts import DOCUMENTED, HUNDRED, LARGEST, SANDBOX_API_KEY

from tests.support.servers.defective_sandbox import Answered, Asked, Defect, Misanswer, Misread

Row = dict[str, Any]
PATHS = {"balances": "/api/v3/user/nft/balances", "collections": "/api/v3/user/collection/details"}
PAST = {"balances": 350, "collections": 130}
ROWS = {"balances": "data", "collections": "collections"}


def is_of(kind: str, asked: Asked) -> bool:
    return asked.path == PATHS[kind]


def changed(kind: str, change: Callable[[list[Row]], object]) -> Misanswer:
    def misanswer(asked: Asked, answered: Answered) -> None:
        if is_of(kind, asked) and answered.status == 200:
            change(answered.body[ROWS[kind]])

    return misanswer


def misread_as(kind: str, when: Callable[[Asked], bool], change: Misread) -> Misread:
    return lambda asked: change(asked) if is_of(kind, asked) and when(asked) else asked


def fails(kind: str, when: Callable[[Asked], bool], status: int) -> Misanswer:
    def misanswer(asked: Asked, answered: Answered) -> None:
        if is_of(kind, asked) and when(asked):
            answered.status, answered.body = status, {"resultInfo": {"code": 100000, "message": "None.get"}}

    return misanswer


def repeated(rows: list[Row]) -> None:
    if len(rows) > 2:
        rows[1] = rows[0]


def total_of_the_page(kind: str) -> Misanswer:
    def misanswer(asked: Asked, answered: Answered) -> None:
        if is_of(kind, asked) and answered.status == 200:
            answered.body["totalNum"] = len(answered.body[ROWS[kind]]) and answered.body["totalNum"] + 1

    return misanswer


def starts_over(kind: str) -> Misread:
    """Past the end, the first page comes again."""
    return misread_as(kind, lambda asked: int(asked.one("offset") or 0) >= PAST[kind], lambda asked: asked.with_one("offset", 0))


def another_account(asked: Asked) -> Asked:
    return asked.without("address").with_one("accountId", HUNDRED) if asked.all("address") else asked


def that_claims_to_be_it(asked: Asked, answered: Answered) -> None:
    if asked.all("address") and answered.status == 200:
        for row in answered.body["data"]:
            row["accountId"] = DOCUMENTED


def only_first(name: str) -> Misread:
    return misread_as(
        "balances", lambda asked: "," in str(asked.one(name)), lambda asked: asked.with_one(name, str(asked.one(name)).split(",")[0])
    )


def ignores(name: str, kind: str = "balances") -> Misread:
    return misread_as(kind, lambda asked: bool(asked.all(name)) and "," not in str(asked.one(name)), lambda asked: asked.without(name))


def with_key(kind: str, given: str | None) -> Misread:
    """A missing key, or a wrong one, is taken for a good one."""

    def misread(asked: Asked) -> Asked:
        if not is_of(kind, asked) or asked.headers.get("x-api-key") != given:
            return asked
        return evolve(asked, headers={**asked.headers, "x-api-key": SANDBOX_API_KEY})

    return misread


def larger_by(kind: str, size: int) -> Misread:
    """Each page but the first starts a row too late, so that small pages lose rows and large ones hardly any."""

    def late(asked: Asked) -> bool:
        return int(asked.one("offset") or 0) > 0 and int(asked.one("limit") or size) < size

    return misread_as(kind, late, lambda asked: asked.with_one("offset", int(asked.one("offset") or 0) + 1))


def one_more(kind: str) -> Misread:
    return misread_as(kind, lambda asked: asked.one("limit") == "1" and asked.all("offset") != [], lambda asked: asked.with_one("limit", 2))


def zero_count(asked: Asked, answered: Answered) -> None:
    if is_of("collections", asked) and asked.one("nonZero") == "true" and answered.body["collections"]:
        answered.body["collections"][0]["count"] = 0


def metadata_for_all(asked: Asked, answered: Answered) -> None:
    if is_of("balances", asked) and asked.one("metadata") == "false" and answered.status == 200:
        for row in answered.body["data"]:
            row["metadata"] = {}


def lists(name: str, value: str) -> Callable[[Asked], bool]:
    return lambda asked: asked.one(name) == value


def without(name: str) -> Misread:
    return lambda asked: asked.without(name)


def in_capitals(name: str) -> Callable[[Asked], bool]:
    def is_so(asked: Asked) -> bool:
        address = str(asked.one(name))[2:]
        return asked.all(name) != [] and "," not in address and address == address.upper() and address != address.lower()

    return is_so


def metadata_of_another(rows: list[Row]) -> None:
    found = [row for row in rows if "nftId" in row.get("metadata", {})]
    for row, other in zip(found, [*found[1:], *found[:1]], strict=True):
        row["metadata"] = {**row["metadata"], "nftId": other["metadata"]["nftId"]}


def another_form(kind: str) -> Misanswer:
    def misanswer(asked: Asked, answered: Answered) -> None:
        if is_of(kind, asked) and answered.status == 400:
            answered.body = {"resultInfo": "bad request"}

    return misanswer


def now_and_then(status: int) -> Misanswer:
    seen = count(1)
    return fails("balances", lambda _: next(seen) % 19 == 0, status)


def no_total_past_the_end(_: Asked, answered: Answered) -> None:
    if answered.status == 200 and not any(answered.body.get(name) for name in ROWS.values()):
        answered.body["totalNum"] = 0


def at_most_twelve(asked: Asked) -> Asked:
    return asked.with_one("limit", min(int(asked.one("limit") or 12), 12)) if is_of("collections", asked) else asked


def total_of_all(asked: Asked, answered: Answered) -> None:
    if is_of("balances", asked) and "," in str(asked.one("tokenIds")) and answered.status == 200:
        answered.body["totalNum"] += 40


def total_of_all_contracts(asked: Asked, answered: Answered) -> None:
    if is_of("collections", asked) and asked.all("tokenAddress") and answered.status == 200 and answered.body["collections"]:
        answered.body["totalNum"] += 40


def first_five(asked: Asked) -> Asked:
    return asked.with_one("tokenIds", ",".join(str(asked.one("tokenIds")).split(",")[:5])) if asked.all("tokenIds") else asked


def total_without_one(kind: str) -> Misanswer:
    """With amounts of 0 one of them is not counted."""

    def misanswer(asked: Asked, answered: Answered) -> None:
        if is_of(kind, asked) and asked.one("nonZero") == "false" and answered.status == 200 and answered.body[ROWS[kind]]:
            answered.body["totalNum"] -= 1

    return misanswer


def total_of_the_filtered_page(asked: Asked, answered: Answered) -> None:
    if is_of("balances", asked) and "," in str(asked.one("tokenIds")) and answered.status == 200:
        answered.body["totalNum"] = len(answered.body["data"])


def bare_refusal_of_keys(kind: str) -> Misanswer:
    def misanswer(asked: Asked, answered: Answered) -> None:
        if is_of(kind, asked) and answered.status == 400 and asked.headers.get("x-api-key") != SANDBOX_API_KEY:
            answered.body = {"error": "unauthorized"}

    return misanswer


def total_cut(asked: Asked, answered: Answered) -> None:
    if is_of("balances", asked) and answered.status == 200:
        answered.body["totalNum"] = min(answered.body["totalNum"], 340)


def where_sent(rule: str, name: str, other: str, value: object) -> Defect:
    """A parameter that is not heeded where another one is sent."""
    kind = rule.partition("/")[0]
    return Defect(rule=rule, misread=misread_as(kind, lambda asked: asked.all(name) != [], lambda asked: asked.with_one(other, value)))


def common(kind: str, size: int) -> list[Defect]:
    """What can be wrong with either operation."""
    return [
        Defect(rule=f"{kind}/answers", misanswer=fails(kind, lambda asked: asked.one("limit") == str(size) and len(asked.query) == 3, 403)),
        Defect(rule=f"{kind}/limit", misread=one_more(kind)),
        Defect(rule=f"{kind}/once", misanswer=changed(kind, repeated)),
        Defect(rule=f"{kind}/pages-joined", misread=larger_by(kind, size)),
        Defect(rule=f"{kind}/total", misanswer=total_of_the_page(kind)),
        Defect(rule=f"{kind}/past-the-end", misread=starts_over(kind)),
        Defect(
            rule=f"{kind}/offset-default",
            misread=misread_as(
                kind, lambda asked: not asked.all("offset") and asked.all("limit") != [], lambda asked: asked.with_one("offset", 1)
            ),
        ),
        Defect(
            rule=f"{kind}/account-unknown",
            misread=misread_as(
                kind, lambda asked: asked.one("accountId") == str(NOBODY), lambda asked: asked.with_one("accountId", LARGEST)
            ),
        ),
        Defect(
            rule=f"{kind}/account-required",
            misread=misread_as(
                kind, lambda asked: not asked.all("accountId") + asked.all("address"), lambda asked: asked.with_one("accountId", LARGEST)
            ),
        ),
        Defect(rule=f"{kind}/key-required", misread=with_key(kind, None)),
        Defect(rule=f"{kind}/refusal-form", misanswer=another_form(kind)),
        Defect(rule=f"{kind}/refusal-form", misanswer=bare_refusal_of_keys(kind)),
        Defect(rule=f"{kind}/total-filtered", misanswer=total_without_one(kind)),
        Defect(rule=f"{kind}/key-refused", misread=with_key(kind, "not-a-key")),
    ]


DEFECTS = [
    *common("balances", 50),
    *common("collections", 12),
    Defect(rule="reply-schema", misanswer=changed("balances", lambda rows: [row.update(total=1) for row in rows])),
    Defect(rule="balances/owner", misanswer=changed("balances", lambda rows: [row.update(accountId=7) for row in rows])),
    Defect(
        rule="balances/limit-default",
        misread=misread_as("balances", lambda asked: not asked.all("limit"), lambda asked: asked.with_one("limit", 12)),
    ),
    Defect(rule="balances/limit-maximum", settings=Settings(loopring_maximum_limit=500)),
    Defect(
        rule="balances/non-zero",
        misread=misread_as("balances", lambda asked: asked.one("nonZero") == "true", lambda asked: asked.with_one("nonZero", "false")),
    ),
    Defect(
        rule="balances/non-zero-default",
        misread=misread_as("balances", lambda asked: not asked.all("nonZero"), lambda asked: asked.with_one("nonZero", "false")),
    ),
    Defect(
        rule="balances/non-zero-false",
        misread=misread_as("balances", lambda asked: asked.one("nonZero") == "false", lambda asked: asked.with_one("nonZero", "true")),
    ),
    Defect(rule="balances/metadata", misanswer=metadata_for_all),
    Defect(
        rule="balances/metadata-default",
        misread=misread_as("balances", lambda asked: not asked.all("metadata"), lambda asked: asked.with_one("metadata", "true")),
    ),
    Defect(
        rule="balances/metadata",
        misread=misread_as(
            "balances",
            lambda asked: asked.one("metadata") == "true" and asked.all("tokenIds") != [],
            lambda asked: asked.without("metadata"),
        ),
    ),
    Defect(
        rule="balances/metadata-default",
        misread=misread_as(
            "balances",
            lambda asked: not asked.all("metadata") and asked.all("tokenIds") != [],
            lambda asked: asked.with_one("metadata", "true"),
        ),
    ),
    Defect(rule="balances/past-the-end", misanswer=total_cut),
    Defect(rule="balances/metadata-own", misanswer=changed("balances", metadata_of_another)),
    Defect(rule="balances/token-ids", misread=ignores("tokenIds")),
    Defect(rule="balances/token-ids-union", misread=only_first("tokenIds")),
    Defect(rule="balances/token-ids-union", misread=first_five),
    Defect(rule="balances/nft-datas", misread=ignores("nftDatas")),
    Defect(rule="balances/nft-datas-union", misread=only_first("nftDatas")),
    Defect(rule="balances/token-addrs", misread=ignores("tokenAddrs")),
    Defect(rule="balances/token-addrs-union", misread=only_first("tokenAddrs")),
    *(
        Defect(
            rule=f"balances/{rule}-unlisted",
            misread=misread_as("balances", lists(name, value), without(name)),
        )
        for rule, name, value in (
            ("token-ids", "tokenIds", str(2**31 - 1)),
            ("nft-datas", "nftDatas", f"0x{1:064x}"),
            ("token-addrs", "tokenAddrs", f"0x{1:040x}"),
        )
    ),
    Defect(
        rule="balances/token-addrs-case",
        misread=misread_as("balances", in_capitals("tokenAddrs"), lambda asked: asked.with_one("tokenAddrs", "0x0")),
    ),
    Defect(
        rule="balances/lists-together",
        misread=misread_as(
            "balances", lambda asked: bool(asked.all("tokenIds") and asked.all("nftDatas")), lambda asked: asked.without("nftDatas")
        ),
    ),
    Defect(
        rule="balances/lists-together",
        misread=misread_as(
            "balances", lambda asked: bool(asked.all("tokenAddrs") and asked.all("nftDatas")), lambda asked: asked.without("tokenAddrs")
        ),
    ),
    Defect(rule="balances/total-filtered", misanswer=total_of_all),
    Defect(rule="balances/total-filtered", misanswer=total_of_the_filtered_page),
    Defect(rule="collections/total-filtered", misanswer=total_of_all_contracts),
    Defect(rule="balances/address", misread=another_account, misanswer=that_claims_to_be_it),
    Defect(rule="collections/non-zero", misanswer=zero_count),
    Defect(
        rule="collections/non-zero-false",
        misread=misread_as("collections", lambda asked: asked.one("nonZero") == "false", lambda asked: asked.with_one("nonZero", "true")),
    ),
    Defect(
        rule="collections/token-address-case",
        misread=misread_as("collections", in_capitals("tokenAddress"), lambda asked: asked.with_one("tokenAddress", f"0x{1:040x}")),
    ),
    *(
        where_sent(rule, name, other, value)
        for rule, name, other, value in (
            ("collections/pages-filtered", "tokenAddress", "offset", 0),
            ("collections/pages-filtered", "tokenAddress", "nonZero", "false"),
            ("balances/pages-filtered", "nftDatas", "offset", 0),
            ("balances/pages-filtered", "tokenAddrs", "offset", 0),
            ("balances/non-zero-filtered", "tokenAddrs", "nonZero", "false"),
            ("balances/non-zero-filtered", "nftDatas", "nonZero", "true"),
        )
    ),
    Defect(rule="server-errors", misanswer=now_and_then(500)),
    Defect(rule="server-errors", misanswer=fails("balances", lambda asked: asked.one("limit") == "7", 502)),
    Defect(rule="collections/token-address", misread=ignores("tokenAddress", "collections")),
]

CONFORMING = {
    "rows of a page in any order": Defect(rule="", misanswer=changed("balances", lambda rows: rows.reverse())),
    "rows without a contract": Defect(
        rule="", misanswer=changed("balances", lambda rows: [row.pop("tokenAddress", None) for row in rows[::9]])
    ),
    "no total past the end": Defect(rule="", misanswer=no_total_past_the_end),
    "collections 12 to a page": Defect(rule="", misread=at_most_twelve),
}
"""What the spec lets a server do, though few would expect it."""

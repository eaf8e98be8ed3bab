"""What can be wrong with a mirror node, each thing told by one rule alone."""

from collections.abc import Callable
from itertools import count
from urllib.parse import parse_qsl, urlencode

from nft_holdings._specs.access import spec_of
from nft_holdings.contract._rules.hedera.refusals import NOBODY, NOBODYS_ADDRESS, NOBODYS_ALIAS, WITHOUT_EXAMPLE
from nft_holdings.sandbox import Settings

from tests.contract.hedera_filter_defects import FILTER_DEFECTS
from tests.contract.hedera_mistakes import (
    Row,
    accepted,
    another_account,
    answered_with,
    backwards_with,
    change_link,
    each_row,
    rows_of,
    twice,
)
from tests.contract.hedera_token_defects import TOKEN_DEFECTS, TOKEN_REFUSALS, elsewhere
from tests.support.servers.defective_sandbox import Answered, Asked, Defect, Misanswer

LARGEST = "0.0.1001"


def at(place: int) -> Callable[[Asked], bool]:
    seen = count(1)
    return lambda _: next(seen) == place


def now_and_then(status: int) -> Misanswer:
    seen = count(1)
    return answered_with(status, lambda _: next(seen) % 23 == 0, "Internal error")


def forgetful() -> Misanswer:
    """A row is there every second time."""
    seen = count()

    def misanswer(asked: Asked, answered: Answered) -> None:
        if LARGEST in asked.path and asked.one("limit") == "100" and len(asked.query) == 2 and next(seen) % 2:
            rows_of(answered).pop(1)

    return misanswer


def misses_the_last_when_ascending(asked: Asked, answered: Answered) -> None:
    if asked.query == [("limit", "100"), ("order", "asc")] and len(rows_of(answered)) < 100:
        rows_of(answered)[:] = rows_of(answered)[:-1]


def another_refusal(_: Asked, answered: Answered) -> None:
    if answered.status == 400:
        answered.status = 422


def another_form(_: Asked, answered: Answered) -> None:
    if answered.status == 400:
        answered.body = {"error": "bad request"}


def first_of_two_spenders(link: str) -> str:
    start, found, rest = link.partition("&spender.id=")
    first, second, behind = rest.partition("&spender.id=")
    _, mark, others = behind.partition("&")
    return f"{start}{found}{first}{mark}{others}" if second else link


def tokens_as_text(_: Asked, answered: Answered) -> None:
    """Tokens upside down, each token's serial numbers in order."""
    rows = rows_of(answered)
    places: dict[str, list[Row]] = {}
    for row in rows:
        places.setdefault(row["token_id"], []).append(row)
    rows[:] = [row for token in reversed(places) for row in places[token]]


def serials_backwards(_: Asked, answered: Answered) -> None:
    rows = rows_of(answered)
    places: dict[str, list[Row]] = {}
    for row in rows:
        places.setdefault(row["token_id"], []).insert(0, row)
    rows[:] = [row for token in places.values() for row in token]


def shifted(link: str) -> str:
    """A link that leaves a row out."""
    start, found, rest = link.partition("serialnumber=lt:")
    number, _, tail = rest.partition("&")
    return f"{start}{found}{max(int(number) - 3, 1)}{'&' + tail if tail else ''}" if found else link


def link_on_a_short_page(asked: Asked, answered: Answered) -> None:
    if rows_of(answered) and len(rows_of(answered)) < min(int(asked.one("limit") or 25), 100):
        answered.body["links"]["next"] = f"{asked.path}?limit=1&token.id=lt:0.0.1"
        answered.headers["link"] = f'<{answered.body["links"]["next"]}>; rel="next"'


def more_links(asked: Asked, answered: Answered) -> None:
    found = answered.headers.get("link")
    answered.headers["link"] = ", ".join(filter(None, (f'<{asked.path}>; rel="self"', found)))


def not_compressed(limit: str) -> Misanswer:
    def misanswer(asked: Asked, answered: Answered) -> None:
        if asked.one("limit") == limit:
            answered.headers["content-encoding"] = "gzip"

    return misanswer


def no_header(_: Asked, answered: Answered) -> None:
    answered.headers.pop("link", None)


def refuses(text: str, status: int) -> Misanswer:
    def misanswer(asked: Asked, answered: Answered) -> None:
        if asked.path.endswith(f"/{text}/nfts"):
            answered.status, answered.body = status, {"_status": {"messages": [{"message": "Not found"}]}}

    return misanswer


def link_to_itself(asked: Asked, answered: Answered) -> None:
    serial = str(asked.one("serialnumber"))
    is_one = serial.isdecimal() and len(asked.all("token.id")) == 1 and ":" not in str(asked.one("token.id"))
    if asked.one("limit") == "1" and is_one and rows_of(answered):
        answered.body["links"]["next"] = f"{asked.path}?{urlencode(asked.query)}"


def no_header_ascending(asked: Asked, answered: Answered) -> None:
    if asked.one("order") == "asc":
        answered.headers.pop("link", None)


def twenty(asked: Asked) -> Asked:
    return asked if asked.all("limit") or asked.query else asked.with_one("limit", 20)


def one_more(asked: Asked) -> Asked:
    limit = asked.one("limit")
    return asked.with_one("limit", int(limit) + 1) if limit in ("1", "7") else asked


def doubled_in_ranges(asked: Asked, answered: Answered) -> None:
    if str(asked.one("token.id")) == "gte:0.0.1" and asked.one("limit") == "100":
        twice(asked, answered)


def gap_without_a_limit(asked: Asked, answered: Answered) -> None:
    """A link of a page that no limit was asked for leaves a row out."""
    if not asked.all("limit"):
        change_link(shifted)(asked, answered)


def gap_behind_a_page_that_was_cut(asked: Asked, answered: Answered) -> None:
    if asked.one("limit") == "1000" and asked.all("serialnumber"):
        rows_of(answered).pop(0)


RULES = next(iter(spec_of("hedera")["paths"].values()))["get"]["x-rules"]
ACCOUNT_DEFECTS = [
    Defect(rule="answers", misanswer=answered_with(403, lambda asked: asked.one("limit") == "100" and len(asked.query) == 2)),
    Defect(rule="server-errors", misanswer=now_and_then(500)),
    Defect(rule="server-errors", misanswer=answered_with(503, lambda asked: asked.one("limit") == "7")),
    Defect(rule="server-errors", misanswer=not_compressed("7")),
    Defect(rule="server-errors", misanswer=not_compressed("100")),
    Defect(rule="repeatable", misanswer=forgetful()),
    Defect(rule="orders-agree", misanswer=misses_the_last_when_ascending),
    Defect(rule="order-case", misread=lambda asked: asked.without("order") if asked.one("order") == "ASC" else asked),
    Defect(rule="alias-forms", misanswer=answered_with(400, lambda asked: "/0.HIQQ" in asked.path)),
    Defect(rule="evm-address-forms", misanswer=answered_with(404, lambda asked: "/1baf" in asked.path.lower())),
    Defect(rule="refusals", misanswer=another_refusal),
    Defect(rule="refusal-form", misanswer=another_form),
    Defect(rule="reply-schema", misanswer=each_row(lambda row: row.update(serial_number=str(row["serial_number"])))),
    Defect(rule="keys", misanswer=each_row(lambda row: row.update(spender_id=row.pop("spender")))),
    Defect(rule="owner", misanswer=each_row(lambda row: row.update(account_id="0.0.77"))),
    Defect(rule="serial-range", misanswer=each_row(lambda row: row.update(serial_number=row["serial_number"] + 2**63))),
    Defect(rule="limit", misread=one_more),
    Defect(rule="token-order", misanswer=tokens_as_text),
    Defect(rule="serial-order", misanswer=serials_backwards),
    Defect(rule="once", misanswer=twice),
    Defect(rule="once", misanswer=doubled_in_ranges),
    Defect(rule="order-default", misread=lambda asked: asked if asked.all("order") else asked.with_one("order", "asc")),
    Defect(rule="limit-default", misread=twenty),
    Defect(rule="limit-maximum", settings=Settings(hedera_maximum_limit=1000)),
    Defect(rule="limit-refused", misread=lambda asked: asked.with_one("limit", 1) if asked.one("limit") == "0" else asked),
    Defect(rule="order-refused", misread=lambda asked: asked.without("order") if asked.one("order") == "sideways" else asked),
    Defect(rule="account-unknown", misanswer=refuses(NOBODY, 404)),
    Defect(rule="alias-unknown", misread=another_account(NOBODYS_ALIAS)),
    Defect(rule="evm-address-unknown", misread=another_account(NOBODYS_ADDRESS)),
    Defect(rule="account-refused", misread=another_account("-1")),
    Defect(rule="account-refused", misread=another_account(NOBODYS_ALIAS.lower())),
    Defect(rule="account-unknown", misread=another_account("0.1.1001")),
    Defect(rule="evm-address-unknown", misread=another_account(NOBODYS_ADDRESS[2:])),
    Defect(rule="link-ends", misanswer=link_to_itself),
    Defect(rule="link-header", misanswer=no_header_ascending),
    Defect(rule="refused/serial-in-range", misread=accepted([("token.id", "0.0.1500"), ("serialnumber", "gte:0")])),
    Defect(rule="account-forms", misread=another_account("0.1001")),
    Defect(rule="timestamp-form", misanswer=each_row(lambda row: row.update(modified_timestamp="1700000000.5"))),
    Defect(rule="id-form", misanswer=each_row(lambda row: row.update(delegating_spender="400"))),
    Defect(rule="metadata-form", misanswer=each_row(lambda row: row.update(metadata="not base64"))),
    Defect(rule="link-path", misanswer=change_link(lambda link: link.replace("/nfts", "/tokens"))),
    Defect(rule="link-question", misanswer=change_link(lambda link: link.replace("limit=1&", "limit=25&"))),
    Defect(rule="link-question", misanswer=change_link(first_of_two_spenders)),
    Defect(rule="order-later", misanswer=backwards_with(lambda asked: asked.one("limit") == "3" and "serialnumber" in dict(asked.query))),
    Defect(rule="link-advances", misanswer=change_link(lambda link: link.replace("serialnumber=lt:", "serialnumber=lte:"))),
    Defect(rule="pages-joined", misanswer=change_link(shifted)),
    Defect(rule="pages-joined", misanswer=gap_without_a_limit),
    Defect(rule="pages-joined", misanswer=gap_behind_a_page_that_was_cut),
    Defect(rule="link-ends", misanswer=link_on_a_short_page),
    Defect(rule="link-header", misanswer=no_header),
    Defect(rule="comparison-refused", misread=accepted([("token.id", "GTE:0.0.1500")])),
    Defect(rule="token-address-refused", misread=accepted([("token.id", NOBODYS_ADDRESS)])),
    *FILTER_DEFECTS,
]
ACCOUNT_REFUSALS = [
    Defect(
        rule=f"refused/{each['id']}",
        misread=accepted(parse_qsl(each.get("example") or WITHOUT_EXAMPLE[each["id"]], keep_blank_values=True)),
    )
    for each in RULES
]
REFUSALS = [*map(elsewhere, ACCOUNT_REFUSALS), *TOKEN_REFUSALS]
"""Defects that have nothing to do with each other: each is of one request, which no other rule sends."""
DEFECTS = [*map(elsewhere, ACCOUNT_DEFECTS), *TOKEN_DEFECTS]

CONFORMING = {
    "links with a host": Defect(rule="", misanswer=change_link(lambda link: f"http://mirror.example:5551{link}")),
    "links percent-encoded": Defect(rule="", misanswer=change_link(lambda link: link.replace(":", "%3A"))),
    "links of other kinds": Defect(rule="", misanswer=more_links),
    "one failure": Defect(rule="", misanswer=answered_with(503, at(60))),
    "a field more": Defect(rule="", misanswer=each_row(lambda row: row.update(auto_renew=1))),
}
"""What the spec lets a server do, though few would expect it."""

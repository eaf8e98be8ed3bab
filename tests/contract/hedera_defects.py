"""What can be wrong with a mirror node, each thing told by one rule alone."""

from collections.abc import Callable
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlencode

from attrs import evolve
from nft_holdings._spec import spec_of
from nft_holdings.contract._hedera_refusal_rules import WITHOUT_EXAMPLE
from nft_holdings.contract._hedera_rules import NOBODY, NOBODYS_ADDRESS, NOBODYS_ALIAS
from nft_holdings.sandbox import Settings

from tests.contract.planting import Answered, Asked, Defect, Misanswer, Misread

Row = dict[str, Any]
COUSIN = "0.0.1003"
LARGEST = "0.0.1001"


def rows_of(answered: Answered) -> list[Row]:
    return answered.body.get("nfts", []) if isinstance(answered.body, dict) else []


def each_row(change: Callable[[Row], object]) -> Misanswer:
    def misanswer(_: Asked, answered: Answered) -> None:
        for row in rows_of(answered):
            change(row)

    return misanswer


def answered_with(status: int, when: Callable[[Asked], bool], message: str = "Not found") -> Misanswer:
    def misanswer(asked: Asked, answered: Answered) -> None:
        if asked.path.startswith("/api/v1/accounts/") and when(asked):
            answered.status, answered.body = status, {"_status": {"messages": [{"message": message}]}}

    return misanswer


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


def forgets_a_serial_number(asked: Asked) -> Asked:
    is_above = str(asked.one("token.id")).startswith("gt:") and str(asked.one("serialnumber")).isdecimal()
    return asked.without("serialnumber") if is_above else asked


def by_token(row: Row) -> tuple[int, int]:
    return int(row["token_id"].split(".")[2]), row["serial_number"]


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


def twice(_: Asked, answered: Answered) -> None:
    rows = rows_of(answered)
    if len(rows) > 2:
        rows[1] = rows[0]


def change_link(change: Callable[[str], str | None]) -> Misanswer:
    def misanswer(_: Asked, answered: Answered) -> None:
        if rows_of(answered) and answered.body["links"]["next"]:
            link = change(answered.body["links"]["next"])
            answered.body["links"]["next"] = link
            answered.headers["link"] = f'<{link}>; rel="next"'

    return misanswer


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


def alone(name: str, operator: str, asked: Asked) -> bool:
    """Whether a comparison is the only one of its parameter, and stands with no other filter but an equal token."""
    others = [key for key, _ in asked.query if key not in ("limit", "order", name)]
    among = ["token.id"] if name == "serialnumber" else []
    if others != among or (among and ":" in str(asked.one("token.id"))):
        return False
    return str(asked.one(name)).startswith(f"{operator}:")


def ignored(name: str, operator: str) -> Misread:
    return lambda asked: asked.without(name) if alone(name, operator, asked) else asked


def instead(name: str, operator: str, other: str) -> Misread:
    def misread(asked: Asked) -> Asked:
        if not alone(name, operator, asked):
            return asked
        return asked.with_one(name, str(asked.one(name)).replace(f"{operator}:", f"{other}:"))

    return misread


def in_one_order(order: str, misread: Misread) -> Misread:
    return lambda asked: misread(asked) if (asked.one("order"), asked.one("limit")) == (order, "100") else asked


def loses_a_row(name: str, operator: str, field: str) -> Misanswer:
    def misanswer(asked: Asked, answered: Answered) -> None:
        if alone(name, operator, asked) and asked.one("limit") == "100":
            bound = str(asked.one(name)).partition(":")[2]
            rows = rows_of(answered)
            lost = next((row for row in rows if str(row[field]) != bound), None)
            rows[:] = [row for row in rows if row is not lost]

    return misanswer


def first_spender_only(asked: Asked) -> Asked:
    spenders = asked.all("spender.id")
    return asked.with_one("spender.id", spenders[0]) if len(spenders) in (2, 3) and not any(":" in each for each in spenders) else asked


def backwards_with(filtered: Callable[[Asked], bool]) -> Misanswer:
    """The order of the other direction, for some questions."""

    def misanswer(asked: Asked, answered: Answered) -> None:
        if filtered(asked):
            rows_of(answered).reverse()

    return misanswer


def without_one_bound(name: str) -> Misread:
    """Of two bounds of a parameter, the first is not looked at."""

    def misread(asked: Asked) -> Asked:
        bounds = asked.all(name)
        among = [key for key, _ in asked.query if key not in ("limit", "order", name)]
        inside = among == (["token.id"] if name == "serialnumber" else []) and not (among and ":" in str(asked.one("token.id")))
        is_range = len(bounds) == 2 and bounds[0].startswith("gte:") and bounds[1].startswith("lte:")
        return asked.with_one(name, bounds[1]) if inside and is_range else asked

    return misread


def range_alone(asked: Asked) -> Asked:
    """Equal values beside a range are not looked at."""
    spenders = asked.all("spender.id")
    if len(spenders) == 2 and ":" not in spenders[0] and ":" in spenders[1]:
        return asked.with_one("spender.id", spenders[0])
    return asked


def spender_forgotten(asked: Asked) -> Asked:
    is_comparison = not str(asked.one("spender.id")).startswith("ne:")
    return asked.without("spender.id") if asked.all("token.id") and asked.one("spender.id") and is_comparison else asked


def cut_before_filtered(asked: Asked, answered: Answered) -> None:
    if asked.one("limit") == "1" and ":" not in str(asked.one("token.id") or ":") and len(asked.query) == 3:
        rows_of(answered).clear()


def without_operator(asked: Asked) -> Asked:
    """A serial number alone is not looked at."""
    serial = str(asked.one("serialnumber"))
    return asked.without("serialnumber") if serial.isdecimal() and 1 < int(serial) < 2**63 and len(asked.query) == 2 else asked


def by_columns(asked: Asked, answered: Answered) -> None:
    """Compares column by column and not the pair."""
    serial = str(asked.one("serialnumber"))
    if serial.startswith("gt:") and str(asked.one("token.id")).startswith("gte:") and asked.one("order") == "asc":
        rows = rows_of(answered)
        rows[:] = [row for row in rows if row["serial_number"] > int(serial[3:])]


def union_of_bounds(asked: Asked) -> Asked:
    """Bounds on both sides of one token joined by or."""
    tokens = [each.partition(":")[2] for each in asked.all("token.id")]
    if len(asked.all("serialnumber")) == 2 and len(tokens) == 2 and len(set(tokens)) == 1 and asked.one("limit") == "100":
        return asked.without("serialnumber")
    return asked


def accepted(query: list[tuple[str, str]]) -> Misread:
    def misread(asked: Asked) -> Asked:
        return evolve(asked, query=[]) if asked.query == query else asked

    return misread


def refuses(text: str, status: int) -> Misanswer:
    def misanswer(asked: Asked, answered: Answered) -> None:
        if asked.path.endswith(f"/{text}/nfts"):
            answered.status, answered.body = status, {"_status": {"messages": [{"message": "Not found"}]}}

    return misanswer


def another_account(text: str) -> Misread:
    return lambda asked: evolve(asked, path=asked.path.replace(f"/{text}/", f"/{COUSIN}/"))


def inclusive(asked: Asked) -> Asked:
    """Two bounds of a token are taken in both."""
    bounds = asked.all("token.id")
    if [each.partition(":")[0] for each in bounds] != ["gt", "lt"]:
        return asked
    return evolve(asked, query=[(name, value.replace("t:", "te:") if name == "token.id" else value) for name, value in asked.query])


def upper_serial_forgotten(asked: Asked) -> Asked:
    tokens, serials = asked.all("token.id"), asked.all("serialnumber")
    if len(tokens) == len(serials) == 2 and serials[1].startswith("lte:") and tokens[0][4:] != tokens[1][4:]:
        return asked.with_one("serialnumber", serials[0])
    return asked


def spender_forgotten_in_a_range(asked: Asked) -> Asked:
    is_range = len(asked.all("token.id")) == 2 and ":" not in str(asked.one("spender.id"))
    return asked.without("spender.id") if is_range else asked


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


def in_32_bits(asked: Asked) -> Asked:
    return asked.with_one("spender.id", "gt:0.0.0") if asked.one("spender.id") == f"gt:0.0.{2**37}" else asked


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
DEFECTS = [
    Defect(rule="answers", misanswer=answered_with(403, lambda asked: asked.one("limit") == "100" and len(asked.query) == 2)),
    Defect(rule="server-errors", misanswer=now_and_then(500)),
    Defect(rule="server-errors", misanswer=answered_with(503, lambda asked: asked.one("limit") == "7")),
    Defect(rule="server-errors", misanswer=not_compressed("7")),
    Defect(rule="server-errors", misanswer=not_compressed("100")),
    Defect(rule="repeatable", misanswer=forgetful()),
    Defect(rule="orders-agree", misanswer=misses_the_last_when_ascending),
    Defect(rule="order-case", misread=lambda asked: asked.without("order") if asked.one("order") == "ASC" else asked),
    Defect(rule="range-empty", misanswer=answered_with(400, lambda asked: asked.all("token.id") == ["gte:0.0.9999", "lte:0.0.9998"])),
    Defect(rule="spender-most", misanswer=answered_with(400, lambda asked: len(asked.all("spender.id")) == 100)),
    Defect(rule="serial-anywhere", misread=forgets_a_serial_number),
    Defect(rule="largest-numbers", misanswer=answered_with(400, lambda asked: asked.one("serialnumber") == f"lte:{2**63 - 1}")),
    Defect(rule="largest-numbers", misread=in_32_bits),
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
    Defect(rule="token-between", misread=inclusive),
    Defect(rule="pair-bounds", misread=upper_serial_forgotten),
    Defect(rule="filters-together", misread=spender_forgotten_in_a_range),
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
    Defect(
        rule="order-filtered",
        misanswer=backwards_with(lambda asked: str(asked.one("token.id")).startswith("eq:") and len(asked.query) == 3),
    ),
    Defect(rule="token-filter", misread=ignored("token.id", "lt")),
    Defect(rule="token-bounds", misread=instead("token.id", "gt", "gte")),
    Defect(rule="token-complete", misanswer=loses_a_row("token.id", "gte", "token_id")),
    Defect(rule="serial-filter", misread=ignored("serialnumber", "gt")),
    Defect(rule="serial-bounds", misread=instead("serialnumber", "lte", "lt")),
    Defect(rule="serial-complete", misanswer=loses_a_row("serialnumber", "lt", "serial_number")),
    Defect(rule="spender-filter", misread=ignored("spender.id", "eq")),
    Defect(rule="spender-bounds", misread=instead("spender.id", "lt", "lte")),
    *(
        Defect(rule="token-bounds", misread=in_one_order(order, instead("token.id", operator, other)))
        for order, operator, other in (("desc", "gte", "gt"), ("asc", "gt", "gte"), ("asc", "lte", "lt"), ("desc", "lt", "lte"))
    ),
    Defect(rule="comparison-refused", misread=accepted([("token.id", "GTE:0.0.1500")])),
    Defect(rule="token-address-refused", misread=accepted([("token.id", NOBODYS_ADDRESS)])),
    Defect(rule="spender-address", misread=accepted([("spender.id", NOBODYS_ADDRESS)])),
    Defect(rule="spender-complete", misanswer=loses_a_row("spender.id", "gte", "spender")),
    Defect(
        rule="compared-as-numbers",
        misread=lambda asked: asked.with_one("token.id", "gte:0.0.274877906943") if asked.one("token.id") == "gte:0.0.9" else asked,
    ),
    Defect(rule="filter-before-limit", misanswer=cut_before_filtered),
    Defect(rule="filter-forms", misread=without_operator),
    Defect(rule="token-between", misread=without_one_bound("token.id")),
    Defect(rule="serial-between", misread=without_one_bound("serialnumber")),
    Defect(rule="spender-between", misread=without_one_bound("spender.id")),
    Defect(rule="spender-both", misread=range_alone),
    Defect(rule="filters-together", misread=spender_forgotten),
    Defect(rule="spender-union", misread=first_spender_only),
    Defect(rule="pair-bounds", misanswer=by_columns),
    Defect(rule="pair-range", misread=union_of_bounds),
    *(
        Defect(
            rule=f"refused/{each['id']}",
            misread=accepted(WITHOUT_EXAMPLE.get(each["id"]) or parse_qsl(each["example"], keep_blank_values=True)),
        )
        for each in RULES
    ),
]

CONFORMING = {
    "links with a host": Defect(rule="", misanswer=change_link(lambda link: f"http://mirror.example:5551{link}")),
    "links percent-encoded": Defect(rule="", misanswer=change_link(lambda link: link.replace(":", "%3A"))),
    "links of other kinds": Defect(rule="", misanswer=more_links),
    "one failure": Defect(rule="", misanswer=answered_with(503, at(60))),
    "a field more": Defect(rule="", misanswer=each_row(lambda row: row.update(auto_renew=1))),
}
"""What the spec lets a server do, though few would expect it."""

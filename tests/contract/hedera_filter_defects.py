"""What can be wrong with a mirror node's filters, each thing told by one rule alone."""

from attrs import evolve
from nft_holdings.contract._rules.hedera.refusals import NOBODYS_ADDRESS

from tests.contract.hedera_mistakes import accepted, answered_with, backwards_with, rows_of
from tests.support.servers.defective_sandbox import Answered, Asked, Defect, Misanswer, Misread


def forgets_a_serial_number(asked: Asked) -> Asked:
    is_above = str(asked.one("token.id")).startswith("gt:") and str(asked.one("serialnumber")).isdecimal()
    return asked.without("serialnumber") if is_above else asked


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


def one_part_alone(kept: str) -> Misread:
    """Where token bounds contradict each other, the rows of one of the tokens are listed by its own bounds."""

    def misread(asked: Asked) -> Asked:
        tokens, serials = (
            {each.partition(":")[0]: each.partition(":")[2] for each in asked.all(name)} for name in ("token.id", "serialnumber")
        )
        pairs = (("gte", "lt"), ("gt", "lte"), ("gte", "lte"))
        low, high = next((pair for pair in pairs if tokens.keys() == set(pair)), ("", ""))
        side = next((each for each in serials if each.startswith(kept)), None)
        if not low or side is None or number(tokens[low]) < number(tokens[high]) + ((low, high) == ("gte", "lte")):
            return asked
        token = tokens[low if kept == "g" else high]
        return asked.with_one("token.id", token).with_one("serialnumber", f"{side}:{serials[side]}")

    return misread


def number(token: str) -> int:
    return int(token.rpartition(".")[2])


def spender_forgotten_in_a_range(asked: Asked) -> Asked:
    is_range = len(asked.all("token.id")) == 2 and ":" not in str(asked.one("spender.id"))
    return asked.without("spender.id") if is_range else asked


def in_32_bits(asked: Asked) -> Asked:
    return asked.with_one("spender.id", "gt:0.0.0") if asked.one("spender.id") == f"gt:0.0.{2**37}" else asked


FILTER_DEFECTS = [
    Defect(rule="range-empty", misanswer=answered_with(400, lambda asked: asked.all("token.id") == ["gte:0.0.9999", "lte:0.0.9998"])),
    Defect(rule="spender-most", misanswer=answered_with(400, lambda asked: len(asked.all("spender.id")) == 100)),
    Defect(rule="serial-anywhere", misread=forgets_a_serial_number),
    Defect(rule="largest-numbers", misanswer=answered_with(400, lambda asked: asked.one("serialnumber") == f"lte:{2**63 - 1}")),
    Defect(rule="largest-numbers", misread=in_32_bits),
    Defect(rule="token-between", misread=inclusive),
    Defect(rule="pair-bounds", misread=upper_serial_forgotten),
    Defect(rule="filters-together", misread=spender_forgotten_in_a_range),
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
    Defect(rule="pair-contradiction", misread=one_part_alone("g")),
    Defect(rule="pair-contradiction", misread=one_part_alone("l")),
]

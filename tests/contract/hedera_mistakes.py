"""Mistakes that a mirror node can make with any request."""

from collections.abc import Callable
from typing import Any

from attrs import evolve

from tests.support.servers.defective_sandbox import Answered, Asked, Misanswer, Misread

Row = dict[str, Any]
COUSIN = "0.0.1003"


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


def backwards_with(filtered: Callable[[Asked], bool]) -> Misanswer:
    """The order of the other direction, for some questions."""

    def misanswer(asked: Asked, answered: Answered) -> None:
        if filtered(asked):
            rows_of(answered).reverse()

    return misanswer


def change_link(change: Callable[[str], str | None]) -> Misanswer:
    def misanswer(_: Asked, answered: Answered) -> None:
        if rows_of(answered) and answered.body["links"]["next"]:
            link = change(answered.body["links"]["next"])
            answered.body["links"]["next"] = link
            answered.headers["link"] = f'<{link}>; rel="next"'

    return misanswer


def accepted(query: list[tuple[str, str]]) -> Misread:
    def misread(asked: Asked) -> Asked:
        return evolve(asked, query=[]) if asked.query == query else asked

    return misread


def another_account(text: str) -> Misread:
    return lambda asked: evolve(asked, path=asked.path.replace(f"/{text}/", f"/{COUSIN}/"))


def twice(_: Asked, answered: Answered) -> None:
    rows = rows_of(answered)
    if len(rows) > 2:
        rows[1] = rows[0]

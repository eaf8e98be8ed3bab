"""What can be wrong with a server that one check of schemathesis tells, and no rule: it happens only where rules do not look."""

from attrs import evolve

from tests.support.servers.defective_sandbox import Answered, Asked, Defect

LARGE = 1000
"""Pages of more rows than any rule asks for."""


def is_large(asked: Asked) -> bool:
    limit = asked.one("limit") or "0"
    return asked.path.startswith("/api/v3/") and limit.isdecimal() and int(limit) > LARGE


def of_large_size(asked: Asked) -> bool:
    size = asked.body.get("size") if isinstance(asked.body, dict) else 0
    return isinstance(size, int) and size > LARGE


def server_error(asked: Asked, answered: Answered) -> None:
    if of_large_size(asked) and answered.status == 200:
        answered.status, answered.body = 500, {"message": "internal error"}


def accepted_status(asked: Asked, answered: Answered) -> None:
    if is_large(asked) and answered.status == 200:
        answered.status = 202


def plain_text(asked: Asked, answered: Answered) -> None:
    if is_large(asked) and answered.status == 200:
        answered.headers["content-type"] = "text/plain"


def total_as_text(asked: Asked, answered: Answered) -> None:
    if is_large(asked) and answered.status == 200:
        answered.body["totalNum"] = str(answered.body["totalNum"])


def refused(asked: Asked, answered: Answered) -> None:
    if is_large(asked) and answered.status == 200:
        answered.status, answered.body = 400, {"resultInfo": {"code": 100001, "message": "limit"}}


def no_relation(asked: Asked, answered: Answered) -> None:
    if "link" in answered.headers and asked.one("limit") != "1":  # with which the rule on the header asks
        answered.headers["link"] = answered.headers["link"].partition(";")[0]


def wrong_allow(_: Asked, answered: Answered) -> None:
    if answered.status == 405:
        answered.headers["allow"] = "GET, DELETE"


def page_zero(asked: Asked) -> Asked:
    page = asked.body.get("page") if isinstance(asked.body, dict) else None
    return evolve(asked, body={**asked.body, "page": 1}) if type(page) is int and page < 1 else asked


def any_method(asked: Asked) -> Asked:
    return evolve(asked, method="GET") if asked.method == "DELETE" else asked


DEFECTS = {
    "not_a_server_error": ("swapchat", Defect(rule="", misanswer=server_error)),
    "status_code_conformance": ("loopring", Defect(rule="", misanswer=accepted_status)),
    "content_type_conformance": ("loopring", Defect(rule="", misanswer=plain_text)),
    "response_schema_conformance": ("loopring", Defect(rule="", misanswer=total_as_text)),
    "positive_data_acceptance": ("loopring", Defect(rule="", misanswer=refused)),
    "negative_data_rejection": ("swapchat", Defect(rule="", misread=page_zero)),
    "unsupported_method": ("loopring", Defect(rule="", misread=any_method)),
    "allow_header_conformance": ("loopring", Defect(rule="", misanswer=wrong_allow)),
    "response_headers_conformance": ("hedera", Defect(rule="", misanswer=no_relation)),
}

"""Errors: their tree, what they say, and that they survive pickling and copying."""

import copy
import inspect
import pickle
from collections.abc import Callable
from functools import partial
from typing import Any

import nft_holdings
import pytest
from nft_holdings import (
    ApiError,
    BadRequest,
    ConnectionFailed,
    DecodeError,
    FilterError,
    Forbidden,
    IncompleteListing,
    InvalidArgument,
    NftHoldingsError,
    NotFound,
    RateLimited,
    ServerError,
    TimedOut,
    Unauthorized,
)

PARENTS: dict[type[Exception], tuple[type[Exception], ...]] = {
    NftHoldingsError: (Exception,),
    InvalidArgument: (NftHoldingsError, ValueError),
    FilterError: (InvalidArgument,),
    ConnectionFailed: (NftHoldingsError,),
    TimedOut: (ConnectionFailed, TimeoutError),
    ApiError: (NftHoldingsError,),
    BadRequest: (ApiError,),
    Unauthorized: (ApiError,),
    Forbidden: (ApiError,),
    NotFound: (ApiError,),
    RateLimited: (ApiError,),
    ServerError: (ApiError,),
    DecodeError: (NftHoldingsError,),
    IncompleteListing: (NftHoldingsError,),
}
API_ERROR: dict[str, Any] = {"status": 418, "code": 104001, "request_id": "r-1", "retry_after": 2.5, "raw": {"a": [1, None]}}
MAKE: dict[type[Exception], Callable[[], Exception]] = {
    NftHoldingsError: lambda: NftHoldingsError("a reason", 5),
    InvalidArgument: lambda: InvalidArgument("a reason", argument="order", hint="asc or desc"),
    FilterError: lambda: FilterError("a reason", rule="token-equal-once"),
    ConnectionFailed: lambda: ConnectionFailed("a reason", sent=True),
    TimedOut: lambda: TimedOut("a reason", sent=True),
    DecodeError: lambda: DecodeError("hedera.nfts", "$.nfts[3]", "integer", "null", raw={"nfts": []}, index=3, temporary=True),
    IncompleteListing: lambda: IncompleteListing("a reason", cursor="abc", cause=RateLimited("slower", **API_ERROR), items=[1, 2]),
    **{kind: partial(kind, "a reason", **API_ERROR) for kind in PARENTS if issubclass(kind, ApiError)},
}


def test_every_error_of_the_package_is_in_the_tree() -> None:
    public = {
        value for name in nft_holdings.__all__ if isinstance(value := getattr(nft_holdings, name), type) and issubclass(value, Exception)
    }
    assert public == PARENTS.keys() == MAKE.keys()


@pytest.mark.parametrize("kind", PARENTS, ids=lambda kind: kind.__name__)
def test_the_tree_is_as_documented(kind: type[Exception]) -> None:
    assert kind.__bases__ == PARENTS[kind]


def contents(error: BaseException) -> Any:
    """All that an error holds, with the errors inside it taken apart."""
    if not isinstance(error, BaseException):
        return error
    return type(error), str(error), error.args, {name: contents(value) for name, value in vars(error).items()}


@pytest.mark.parametrize(
    "again", [lambda error: pickle.loads(pickle.dumps(error)), copy.copy, copy.deepcopy], ids=["pickle", "copy", "deepcopy"]
)
@pytest.mark.parametrize("kind", MAKE, ids=lambda kind: kind.__name__)
def test_an_error_survives(kind: type[Exception], again: Callable[[Exception], Exception]) -> None:
    error = MAKE[kind]()
    assert contents(again(error)) == contents(error)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_every_protocol_of_pickle_will_do(protocol: int) -> None:
    error = MAKE[IncompleteListing]()
    assert contents(pickle.loads(pickle.dumps(error, protocol))) == contents(error)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (FilterError("a reason", rule="x"), "a reason"),
        (InvalidArgument("a reason", argument="x", hint="do this"), "a reason: do this"),
        (ApiError("no", status=418), "no (HTTP 418)"),
        (ApiError("no", status=200, code=1), "no (HTTP 200, code 1)"),
        (ApiError("no", status=200, code=0), "no (HTTP 200, code 0)"),
        (NotFound("no", status=404, code="x"), "no (HTTP 404, code x)"),
        (DecodeError("hedera.nfts", "$.links", "object", "null"), "hedera.nfts: at $.links the reply should have object, but has null"),
    ],
)
def test_messages(error: Exception, text: str) -> None:
    assert str(error) == text


def test_what_stands_in_a_reply_is_shown_in_part() -> None:
    error = DecodeError("x", "$", "JSON", "y" * 10_000, raw="y" * 10_000)
    assert error.got == "y" * 200 + "…"
    assert len(str(error)) < 300
    assert error.raw == "y" * 10_000


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequest),
        (422, BadRequest),
        (401, Unauthorized),
        (403, Forbidden),
        (404, NotFound),
        (429, RateLimited),
        (500, ServerError),
        (503, ServerError),
        (520, ServerError),
        (599, ServerError),
        (200, ApiError),
        (302, ApiError),
        (418, ApiError),
        (431, ApiError),
    ],
)
def test_a_status_has_a_class(status: int, kind: type[ApiError]) -> None:
    assert ApiError.class_for(status) is kind


def test_what_may_be_tried_again_says_so() -> None:
    temporary = {status for status in range(100, 600) if ApiError("x", status=status).temporary}
    assert temporary == {408, 425, 429, 500, 502, 503, 504, *range(520, 525), 527, 529, 598, 599}
    assert ConnectionFailed("x", sent=True).temporary
    assert not any(error.temporary for error in (FilterError("x", rule="x"), DecodeError("x", "$", "a", "b"), NftHoldingsError("x")))
    assert not IncompleteListing("x", cursor=None).temporary
    for cause in (ApiError("x", status=503), ApiError("x", status=400), ConnectionFailed("x", sent=True, temporary=False)):
        assert IncompleteListing("x", cursor=None, cause=cause).temporary == cause.temporary
    assert IncompleteListing("the account has changed", cursor=None, temporary=True).temporary


@pytest.mark.parametrize("kind", [kind for kind in PARENTS if kind is not NftHoldingsError], ids=lambda kind: kind.__name__)
def test_what_an_error_holds_is_documented(kind: type[Exception]) -> None:
    doc = "\n".join(inspect.cleandoc(parent.__doc__ or "") for parent in kind.__mro__)
    for name in vars(MAKE[kind]()):
        assert f"\n    {name}: " in doc, f"{kind.__name__}.{name} is not documented"


def test_an_api_error_has_the_response_but_a_pickle_of_it_has_not() -> None:
    error = ApiError("no", status=418, make_response=lambda: "the response")
    assert error.response == "the response"
    assert pickle.loads(pickle.dumps(error)).response is None
    assert copy.copy(error).status == 418


def test_an_argument_names_its_rule() -> None:
    assert InvalidArgument("x", argument="order").rule == "order"
    refused = FilterError("x", rule="token-equal-once")
    assert (refused.argument, refused.rule, refused.hint) == ("filter", "token-equal-once", None)

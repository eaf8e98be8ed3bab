"""Properties of the parts that read a reply, for any input: waits, bodies, values, cursors and links."""

import base64
import contextlib
import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from math import isfinite
from typing import Any
from urllib.parse import parse_qsl

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nft_holdings import DecodeError, InvalidArgument
from nft_holdings._apis.hedera.links import next_query
from nft_holdings._apis.hedera.operations import HederaNfts
from nft_holdings._apis.loopring.operations import CollectionsListing
from nft_holdings._apis.swapchat.operations import SwapChatNfts
from nft_holdings._paging.cursor import from_cursor, to_cursor
from nft_holdings._paging.operation import Operation
from nft_holdings._reading.comparison import strict_validator
from nft_holdings._reading.drift import settled
from nft_holdings._specs.access import spec_of
from nft_holdings._transport.body import Body
from nft_holdings._transport.messages import Reply
from nft_holdings._transport.retry_after import seconds_to_wait

from tests.support.canned_replies import ASSET, GOOD, NFT

often = settings(deadline=None, derandomize=True, database=None, max_examples=200, suppress_health_check=list(HealthCheck))
PATH = "/api/v1/accounts/0.0.1/nfts"

WAITING = ("retry-after", "retry-after-ms", "ratelimit-reset", "x-ratelimit-reset", "date")
DATES = st.builds(
    "{}{} {} {} {}:{}:{} {}".format,
    st.sampled_from(["", "Mon, ", "Monday,", "x "]),
    st.integers(-1, 40) | st.text(max_size=2),
    st.sampled_from(["Jan", "feb", "December", "13", ""]),
    st.integers(-1, 100_000),
    *[st.integers(-1, 100)] * 3,
    st.sampled_from(["GMT", "UTC", "+0000", "-9999", "+99999999999999999999", "x", "", "-"]),
)
WAITS = st.one_of(
    DATES,
    st.text(max_size=20),
    st.from_regex(r"\A\s?[+-]?[0-9]{0,20}(\.[0-9]{0,20})?(e[0-9]+)? ?(ms|s)?\Z"),
    st.sampled_from(
        ["inf", "nan", "-0", "1e400", "9" * 15, "9" * 5000, "١", "Thu, 01 Jan 1970 00:00:00 GMT", "31 Dec 9999 23:59:59 -2359"]
    ),
)


@often
@given(st.dictionaries(st.sampled_from(WAITING), WAITS))
def test_a_wait_is_seconds_or_none(headers: dict[str, str]) -> None:
    seconds = seconds_to_wait(headers)
    assert seconds is None or (isfinite(seconds) and seconds >= 0)


def raw_deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


CODED: Mapping[str, tuple[str, Callable[[bytes], bytes]]] = {
    "as it is": ("", bytes),
    "identity": ("identity", bytes),
    "gzip": ("gzip", gzip.compress),
    "gzip in members": ("x-gzip", lambda content: gzip.compress(content[:9]) + gzip.compress(content[9:])),
    "deflate": ("deflate", zlib.compress),
    "raw deflate": ("deflate", raw_deflate),
}
CONTENTS = st.binary(max_size=300) | st.binary(min_size=1, max_size=5).map(lambda piece: piece * 5000)


def body(encoding: str, most_bytes: int = 10**6) -> Body:
    return Body("hedera", {"content-encoding": encoding}, most_bytes=most_bytes, seconds=None)


def pieces(wire: bytes, cuts: list[int]) -> Iterator[bytes]:
    places = [0, *sorted(cut % (len(wire) + 1) for cut in cuts), len(wire)]
    return (wire[start:end] for start, end in pairwise(places))


CUTS = st.lists(st.integers(0, 10**6), max_size=12)


@pytest.mark.parametrize("kind", CODED)
@settings(often, max_examples=40)
@given(content=CONTENTS, cuts=CUTS)
def test_a_body_is_the_same_however_it_is_cut(kind: str, content: bytes, cuts: list[int]) -> None:
    encoding, pack = CODED[kind]
    taken = body(encoding)
    for piece in pieces(pack(content), cuts):
        taken.add(piece)
    assert taken.whole() == content


@pytest.mark.parametrize("kind", ["gzip", "deflate", "raw deflate"])
@settings(often, max_examples=40)
@given(content=CONTENTS, cuts=CUTS, end=st.integers(1, 10**6))
def test_a_body_that_is_cut_off_is_refused(kind: str, content: bytes, cuts: list[int], end: int) -> None:
    encoding, pack = CODED[kind]
    wire = pack(content)
    taken = body(encoding)
    for piece in pieces(wire[: 1 + end % (len(wire) - 1)], cuts):
        taken.add(piece)
    with pytest.raises(DecodeError, match="ends in the middle"):
        taken.whole()


@pytest.mark.parametrize("kind", CODED)
@settings(often, max_examples=40)
@given(content=CONTENTS, cuts=CUTS, most=st.integers(1, 2000))
def test_a_body_is_never_larger_than_it_may_be(kind: str, content: bytes, cuts: list[int], most: int) -> None:
    encoding, pack = CODED[kind]
    taken = body(encoding, most)
    refused = False
    for piece in pieces(pack(content), cuts):
        try:
            taken.add(piece)
        except DecodeError as error:
            refused = "max_reply_bytes" in str(error)
            break
    assert refused == (len(content) > most)


@settings(often, max_examples=400)
@given(kind=st.sampled_from(list(CODED)), content=CONTENTS, cuts=CUTS, at=st.integers(0, 10**6), new=st.binary(max_size=4))
def test_a_body_with_other_bytes_in_it_is_read_the_same_however_it_is_cut(
    kind: str, content: bytes, cuts: list[int], at: int, new: bytes
) -> None:
    encoding, pack = CODED[kind]
    wire = pack(content)
    start = at % (len(wire) + 1)
    wire = wire[:start] + new + wire[start + len(new) :]
    found = []
    for split in ([wire], list(pieces(wire, cuts))):
        taken = body(encoding)
        try:
            for piece in split:
                taken.add(piece)
            found.append(taken.whole())
        except DecodeError:
            found.append(b"refused")
    assert found[0] == found[1]


WHOLE = st.integers(-(2**63), 2**63 - 1) | st.integers(10**76, 10**78 - 1) | st.sampled_from([0, 2**53 + 1, 2**63 - 1, 10**77])
NUMBERS = WHOLE | st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9).map(lambda each: Decimal(repr(each)))
KINDS: Mapping[str, st.SearchStrategy[Any]] = {
    "integer": WHOLE,
    "number": NUMBERS,
    "string": WHOLE.map(str) | st.text("abc0.19 é", max_size=5),
    "boolean": st.booleans(),
    "null": st.none(),
}


def values_of(api: str, schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Values that fit a schema of the spec."""
    if "$ref" in schema:
        return st.deferred(lambda: values_of(api, spec_of(api)["components"]["schemas"][schema["$ref"].rpartition("/")[2]]))
    if "x-extensible-enum" in schema:
        return st.sampled_from(schema["x-extensible-enum"])
    if "anyOf" in schema:
        return st.one_of([values_of(api, each) for each in schema["anyOf"]])
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return st.one_of([_typed(api, schema, each) for each in types])


def _typed(api: str, schema: Mapping[str, Any], kind: str) -> st.SearchStrategy[Any]:
    if kind == "array":
        return st.lists(values_of(api, schema["items"]), max_size=2)
    if kind == "object":
        fields = {name: values_of(api, each) for name, each in schema.get("properties", {}).items()}
        required = schema.get("required", ())
        return st.fixed_dictionaries(
            {name: each for name, each in fields.items() if name in required},
            optional={name: each for name, each in fields.items() if name not in required},
        )
    return st.from_regex(schema["pattern"], fullmatch=True) if kind == "string" and "pattern" in schema else KINDS[kind]


def turned(value: Any, choose: Callable[[], bool]) -> tuple[Any, int]:
    """A value with some numbers written as texts and some texts as numbers, and how many they are."""
    match value:
        case dict():
            found = {name: turned(each, choose) for name, each in value.items()}
            return {name: each for name, (each, _) in found.items()}, sum(count for _, count in found.values())
        case list():
            listed = [turned(each, choose) for each in value]
            return [each for each, _ in listed], sum(count for _, count in listed)
        case bool() | None:
            return value, 0
        case int() | Decimal() if choose():
            return str(value) if isinstance(value, int) else repr(float(value)), 1
        case str() if value and value == str(_whole(value)) and choose():
            return int(value), 1
    return value, 0


def _whole(text: str) -> int | None:
    with contextlib.suppress(ValueError):
        return int(text)
    return None


def same(one: Any, other: Any) -> bool:
    """Equal, and of the same types; JSON does not tell 7.0 from 7."""
    match one, other:
        case dict(), dict():
            return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
        case list(), list():
            return len(one) == len(other) and all(map(same, one, other))
        case Decimal(), int() | float():
            return float(one) == other
    return type(one) is type(other) and bool(one == other)


@pytest.mark.parametrize(
    ("api", "row"), [("hedera", "Nft"), ("loopring", "CombinedBalance"), ("loopring", "CollectionHolding"), ("swapchat", "NftAsset")]
)
@settings(often, max_examples=50)
@given(data=st.data())
def test_a_row_whose_numbers_are_texts_and_whose_texts_are_numbers_loses_nothing(api: str, row: str, data: st.DataObject) -> None:
    original = data.draw(values_of(api, {"$ref": f"#/components/schemas/{row}"}))
    random = data.draw(st.randoms(use_true_random=False))
    given_row, count = turned(original, lambda: random.random() < 0.3)
    value, differences = settled(strict_validator(api, row), given_row)
    assert same(original, value)
    assert len(differences) == count


OPERATIONS: list[tuple[Operation[Any], Any]] = [
    (
        HederaNfts.of("0.0.1", None, None, None),
        {"nfts": [NFT], "links": {"next": f"{PATH}?limit=1&token.id=lte:0.0.2000&serialnumber=lt:7"}},
    ),
    (CollectionsListing.of(1, token_address=None, non_zero=None, page_size=None), {**GOOD["loopring.collections"], "totalNum": 9}),
    (SwapChatNfts.of("u", "w", None, None), {"total": 9, "assets": [ASSET]}),
]
ODD: list[Any] = [[], {}, -1, 2**31, 10**4000]
ANY = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(ODD)


def check_cursor(operation: Operation[Any], cursor: str) -> None:
    try:
        position = from_cursor(operation, cursor)
    except InvalidArgument as error:
        assert error.argument == "cursor"
        return
    assert operation.accepts(position)
    operation.pager(position).request()


@pytest.mark.parametrize("index", range(len(OPERATIONS)))
@often
@given(text=st.text(max_size=80), data=st.data())
def test_any_text_is_a_cursor_or_is_refused(index: int, text: str, data: st.DataObject) -> None:
    operation, page = OPERATIONS[index]
    pager = operation.pager(None)
    pager.take(operation.read(Reply(200, {}, json.dumps(page).encode(), None)))
    position = pager.position
    assert position is not None
    check_cursor(operation, text)
    real = to_cursor(operation, position)
    start = data.draw(st.integers(0, len(real)))
    check_cursor(operation, real[:start] + data.draw(st.text(max_size=3)) + real[start + data.draw(st.integers(0, 3)) :])
    content = json.loads(base64.urlsafe_b64decode(real + "=" * (-len(real) % 4)))
    at = data.draw(st.sampled_from([content, content["at"]]))
    at[data.draw(st.sampled_from([*at, "more"]))] = data.draw(ANY)
    check_cursor(operation, base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("="))
    assert from_cursor(operation, real) == position


LINKS = st.one_of(
    st.text(max_size=60),
    st.from_regex(r"\A(https?:)?(//[^/?#]{0,8})?" + PATH + r"(\?[^#]{0,30})?(#.*)?\Z"),
    st.lists(
        st.tuples(st.sampled_from(["token.id", "limit", "x", ""]), st.text(max_size=8) | st.sampled_from(["gte:5", "lte:0.0.5"])),
        max_size=4,
    ).map(lambda pairs: f"{PATH}?{'&'.join('='.join(pair) for pair in pairs)}"),
)


@settings(often, max_examples=500)
@given(LINKS)
def test_any_link_is_followed_by_its_query_or_refused(link: str) -> None:
    try:
        query = next_query(link, PATH)
    except ValueError:
        return
    assert query.isascii()
    assert query.isprintable()
    assert parse_qsl(query, keep_blank_values=True)
    assert next_query(f"{PATH}?{query}", PATH) == query
    with contextlib.suppress(httpx2.InvalidURL):
        httpx2.URL(f"http://a.example{PATH}?{query}")

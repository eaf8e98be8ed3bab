"""The mirror node's own defect, which a sandbox has if it is told to."""

import subprocess
import sys
from collections.abc import Iterator

import httpx2
import pytest
from nft_holdings.sandbox import Sandbox, Settings

from tests.support.hedera_requests import next_of, nft, pairs, path_of

ROWS = [nft(1001, 1500, serial, spender=500 if serial % 2 else None) for serial in (1, 2, 3, 4)]
ROWS += [nft(1001, 1499, 9), nft(1001, 1501, 1), nft(1002, 1500, 7)]
PATH = path_of("1001")


@pytest.fixture(scope="module")
def quirky() -> Iterator[httpx2.Client]:
    with Sandbox(Settings(hedera_quirks=True), load={"hedera": {"nfts": ROWS}}) as sandbox, httpx2.Client(base_url=sandbox.url) as client:
        yield client


@pytest.fixture(scope="module")
def sound() -> Iterator[httpx2.Client]:
    with Sandbox(load={"hedera": {"nfts": ROWS}}) as sandbox, httpx2.Client(base_url=sandbox.url) as client:
        yield client


def serials(client: httpx2.Client, query: str) -> list[int]:
    found = pairs(client.get(f"{PATH}?{query}"))
    assert {token for token, _ in found} <= {1500}
    return [serial for _, serial in found]


BETWEEN = "serialnumber=gt:2&serialnumber=lt:4"
MET = "token.id=gte:1500&token.id=lte:1500"


def test_links_lead_in_a_circle(quirky: httpx2.Client, sound: httpx2.Client) -> None:
    start = f"{PATH}?{MET}&serialnumber=gt:1&limit=2"
    link = f"{PATH}?token.id=gte:1500&token.id=lte:0.0.1500&serialnumber=gt:1&serialnumber=lt:3&limit=2"
    for page in (start, link, link):
        reply = quirky.get(page)
        assert (pairs(reply), next_of(reply)) == ([(1500, 4), (1500, 3)], link)
    first = sound.get(start)
    assert (pairs(first), next_of(first)) == ([(1500, 4), (1500, 3)], link)
    second = sound.get(link)
    assert (pairs(second), next_of(second)) == ([(1500, 2)], None)


def test_the_smallest_example() -> None:
    rows = [nft(1001, 1500, serial) for serial in (1, 2, 3, 4)]
    with Sandbox(Settings(hedera_quirks=True), load={"hedera": {"nfts": rows}}) as sandbox, httpx2.Client(base_url=sandbox.url) as client:
        reply = client.get(f"{PATH}?token.id=gte:1500&serialnumber=gt:1&limit=2")
        assert pairs(reply) == [(1500, 4), (1500, 3)]
        link = next_of(reply)
        assert link is not None
        again = client.get(link)
        assert (pairs(again), next_of(again)) == ([(1500, 4), (1500, 3)], link)
        ascending = client.get(f"{PATH}?token.id=lte:1500&serialnumber=lt:4&limit=2&order=asc")
        assert pairs(ascending) == [(1500, 1), (1500, 2)]
        link = next_of(ascending)
        again = client.get(link or "")
        assert (pairs(again), next_of(again)) == ([(1500, 1), (1500, 2)], link)


@pytest.mark.parametrize(
    ("query", "wrong", "right"),
    [
        (f"{MET}&{BETWEEN}", [4, 3, 3, 2, 1], [3]),
        (f"{MET}&{BETWEEN}&limit=3", [4, 3, 3], [3]),
        (f"{MET}&{BETWEEN}&order=asc", [1, 2, 3, 3, 4], [3]),
        (f"{MET}&serialnumber=gte:2&serialnumber=lte:3", [4, 3, 3, 2, 2, 1], [3, 2]),
        (f"{MET}&serialnumber=gt:4&serialnumber=lt:1", [], []),
        (f"{MET}&{BETWEEN}&spender.id=500", [3, 3, 1], [3]),
        (f"{MET}&{BETWEEN}&spender.id=501", [], []),
        (f"token.id=gte:0.0.1500&token.id=lte:{1500:040x}&{BETWEEN}", [4, 3, 3, 2, 1], [3]),
    ],
)
def test_bounds_that_meet_on_one_token(quirky: httpx2.Client, sound: httpx2.Client, query: str, wrong: list[int], right: list[int]) -> None:
    assert serials(quirky, query) == wrong
    assert serials(sound, query) == right


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("token.id=gte:1500&token.id=lt:1500&serialnumber=gt:1", [(1500, 4), (1500, 3), (1500, 2)]),
        ("token.id=gte:1500&token.id=lt:1499&serialnumber=gte:4&order=asc", [(1500, 4)]),
        ("token.id=gt:1500&token.id=lte:1500&serialnumber=lt:3", [(1500, 2), (1500, 1)]),
        ("token.id=gt:1501&token.id=lte:1500&serialnumber=lte:1", [(1500, 1)]),
        ("token.id=gte:1501&token.id=lte:1499&serialnumber=gte:1&serialnumber=lt:99", [(1501, 1), (1499, 9)]),
        ("token.id=gte:1501&token.id=lte:1499&serialnumber=gte:1&serialnumber=lt:99&order=asc", [(1499, 9), (1501, 1)]),
        ("token.id=gte:1500&token.id=lt:1500&serialnumber=gt:1&spender.id=500", [(1500, 3)]),
        (f"token.id=gte:{1500:040x}&token.id=lt:0.1500&serialnumber=gt:3", [(1500, 4)]),
        ("token.id=gte:1500&token.id=lt:1500&serialnumber=gt:4", []),
    ],
)
def test_bounds_that_contradict_each_other(quirky: httpx2.Client, sound: httpx2.Client, query: str, wrong: list[tuple[int, int]]) -> None:
    assert pairs(quirky.get(f"{PATH}?{query}")) == wrong
    assert sound.get(f"{PATH}?{query}").json() == {"nfts": [], "links": {"next": None}}


@pytest.mark.parametrize(
    "query",
    [
        f"token.id=1500&{BETWEEN}",
        f"{MET}&serialnumber=gt:2",
        f"{MET}&serialnumber=lt:4",
        f"{MET}&serialnumber=3",
        MET,
        f"token.id=gte:1499&token.id=lte:1500&{BETWEEN}",
        f"token.id=gte:1499&token.id=lte:1501&{BETWEEN}&limit=2",
        "token.id=gte:1501&token.id=lte:1500",
        "token.id=gt:1500&token.id=lt:1500&limit=1",
        "token.id=gte:1501&token.id=lte:1500&serialnumber=3",
        "token.id=gt:1500&token.id=lte:1500&serialnumber=3",
        "token.id=gt:1500&token.id=lte:1501&serialnumber=lt:4",
        "token.id=gte:1499&token.id=lt:1500&serialnumber=gt:1",
        "token.id=gte:1500&serialnumber=gt:2",
        "",
    ],
)
def test_everything_else_is_right(quirky: httpx2.Client, sound: httpx2.Client, query: str) -> None:
    one, other = quirky.get(f"{PATH}?{query}"), sound.get(f"{PATH}?{query}")
    assert one.json() == other.json()
    assert one.json()["nfts"] or any(bounds in query for bounds in ("gte:1501&token.id=lte:1500", "=gt:1500&token.id=l"))


def test_it_is_a_setting() -> None:
    assert Settings().hedera_quirks is False
    with pytest.raises(ValueError, match="hedera_quirks must be true or false, not 1"):
        Settings(hedera_quirks=1)  # type: ignore[arg-type]


@pytest.mark.parametrize(("options", "expected"), [(["--quirks"], True), ([], False)])
def test_it_is_an_option(options: list[str], expected: bool) -> None:
    script = f"""
import sys
import nft_holdings.sandbox
nft_holdings.sandbox.serve = lambda settings, **_: print(settings.hedera_quirks)
from nft_holdings.cli._app import run
run(["sandbox", *{options!r}])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == f"{expected}\n"

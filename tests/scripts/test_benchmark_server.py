"""The page server that scripts/bench measures against: its answers follow the rules, whatever is asked."""

import json
import operator
import socket
import time
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import pytest
from benchmark import data_sets
from benchmark.apis import hedera, loopring, swapchat
from benchmark.hedera_rules import Refused, next_link, places, question, read_query
from benchmark.replies import reply_to
from benchmark.service import Counts, PageServer
from nft_holdings.sandbox._setting_checks import Limits
from nft_holdings.sandbox.hedera import _filters as sandbox_filters
from nft_holdings.sandbox.hedera import _next as sandbox_next
from nft_holdings.sandbox.hedera import _query as sandbox_query
from nft_holdings.sandbox.hedera._refusal import HederaRefusal

OPERATORS = {"eq": operator.eq, "gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le}
PATH = "/api/v1/accounts/0.0.5001/nfts"
HELD = sorted((token, serial) for token in (3, 4, 5, 8, 9, 20) for serial in range(1, 12) if (token * serial) % 3)
"""So few tokens and serial numbers that bounds often meet on one."""


def a_query(random: Random) -> str:
    """A query of the kinds that clients send, and some that the server refuses."""
    parts = []
    for name, most, writings in (("token.id", 21, ("{}", "0.0.{}", "0.{}")), ("serialnumber", 13, ("{}",))):
        for _ in range(random.choice((0, 1, 1, 2, 2))):
            comparison = random.choice(
                ("", "eq:", "gt:", "gte:", "lt:", "lte:", "gte:", "lte:", *(("ne:",) if random.random() < 0.1 else ()))
            )
            parts.append(f"{name}={comparison}{random.choice(writings).format(random.randint(1, most))}")
    if random.random() < 0.7:
        parts.append(f"limit={random.choice((1, 2, 5, 25, 500))}")
    if random.random() < 0.7:
        parts.append(f"order={random.choice(('asc', 'desc'))}")
    random.shuffle(parts)
    return "&".join(parts)


def conditions(query: dict[str, list[str]], name: str) -> list[tuple[str, int]]:
    found = []
    for value in query.get(name, []):
        comparison, _, number = value.rpartition(":")
        found.append((comparison or "eq", int(number.rpartition(".")[2])))
    return found


def holds(key: data_sets.Key, tokens: Sequence[tuple[str, int]], serials: Sequence[tuple[str, int]]) -> bool:
    """Whether a row is one that is asked for: pair by pair where both have bounds on a side, column by column otherwise."""
    by_column = any(comparison == "eq" for comparison, _ in [*tokens, *serials])
    if by_column or not serials:
        return all(OPERATORS[comparison](key[0], value) for comparison, value in tokens) and all(
            OPERATORS[comparison](key[1], value) for comparison, value in serials
        )
    for side in ("gt", "lt"):
        token = [each for each in tokens if each[0].startswith(side)]
        serial = [each for each in serials if each[0].startswith(side)]
        if serial and not OPERATORS[serial[0][0]](key, (token[0][1], serial[0][1])):
            return False
        if token and not serial and not OPERATORS[token[0][0]](key[0], token[0][1]):
            return False
    return True


@pytest.mark.parametrize("seed", range(20))
def test_a_page_and_its_link_are_what_the_rules_give(seed: int) -> None:
    random = Random(seed)
    answered = 0
    for _ in range(150):
        text = a_query(random)
        query = read_query(text)
        try:
            expected = sandbox_filters.read_filters(sandbox_query.read_query(text), Limits(default=25, maximum=100))
        except HederaRefusal as refusal:
            with pytest.raises(Refused) as refused:
                question(query)
            assert refusal.status == 400
            assert str(refused.value) in refusal.messages, text
            continue
        asked = question(query)
        assert (asked.limit, asked.descending) == (expected.limit, expected.descending)
        wanted = [key for key in HELD if holds(key, conditions(query, "token.id"), conditions(query, "serialnumber"))]
        found = [HELD[place] for place in places(HELD, asked)]
        assert found == wanted, text
        page = (found[::-1] if asked.descending else found)[: asked.limit]
        shown = [{"token_id": token, "serial_number": serial} for token, serial in page]
        assert next_link(PATH, query, asked, page) == sandbox_next.next_link(PATH, sandbox_query.read_query(text), expected, shown), text
        answered += 1
    assert answered > 20


def test_with_the_defect_bounds_that_meet_on_one_token_are_joined_with_or() -> None:
    held = [(1_500, serial) for serial in range(1, 5)]
    asked = question(read_query("token.id=gte:1500&token.id=lte:1500&serialnumber=gt:2&serialnumber=lt:4"))
    assert [held[place][1] for place in places(held, asked)] == [3]
    assert [held[place][1] for place in reversed(places(held, asked, defect=True))] == [4, 3, 3, 2, 1]
    one = question(read_query("token.id=1500&serialnumber=gt:2&serialnumber=lt:4"))
    assert [held[place][1] for place in places(held, one, defect=True)] == [3]


def test_what_the_rules_know_not_is_refused() -> None:
    for query in (
        "spender.id=1",
        "limit=0",
        "limit=a",
        "order=up",
        "token.id=",
        "token.id=1.0.5",
        "serialnumber=0&token.id=1",
        "token.id=gt:5:6",
    ):
        with pytest.raises(Refused):
            question(read_query(query))


def walked(account: str, query: str, *, most: int = 1_000, of: str = "accounts") -> list[data_sets.Key]:
    """All rows of a listing, by the server's own links."""
    found: list[data_sets.Key] = []
    link: str | None = f"/api/v1/{of}/{account}/nfts?{query}"
    while link and most:
        page = json.loads(reply_to("GET", link).body)
        found += [(int(row["token_id"].removeprefix("0.0.")), row["serial_number"]) for row in page["nfts"]]
        link = page["links"]["next"]
        most -= 1
    return found


@pytest.mark.parametrize("name", ["mixed", "one", "one-sparse", "hundreds", "singles", "clustered", "page"])
def test_following_the_links_gives_what_the_account_holds(name: str) -> None:
    expected = data_sets.hedera_keys_of(data_sets.account_of(name))
    assert walked(data_sets.account_of(name), "limit=100") == expected
    assert walked(data_sets.account_of(name), "limit=100&order=asc") == expected[::-1]
    assert len(expected) == len(set(expected)) == (99 if name == "page" else data_sets.LISTED)


def test_following_the_links_gives_the_nfts_of_a_token() -> None:
    token, expected = data_sets.account_of("token"), data_sets.keys_of("token")
    assert walked(token, "limit=100", of="tokens") == expected[::-1]
    assert walked(token, "limit=100&order=asc", of="tokens") == expected
    assert walked(token, "serialnumber=gte:5&serialnumber=lt:9", of="tokens") == expected[7:3:-1]


def test_the_tokens_of_an_account_count_its_nfts() -> None:
    account = data_sets.account_of("mixed")
    path = f"/api/v1/accounts/{account}/tokens?limit=100"
    first, last = (json.loads(reply_to("GET", f"{path}&order={order}").body) for order in ("asc", "desc"))
    ids = [int(row["token_id"].removeprefix("0.0.")) for row in (*first["tokens"], *last["tokens"])]
    assert ids[:100] == sorted(ids[:100])
    assert ids[100:] == sorted(ids[100:], reverse=True)
    assert first["links"]["next"] is not None
    between = json.loads(reply_to("GET", f"{path}&order=asc&token.id=gte:{ids[99] + 1}&token.id=lte:{ids[199] - 1}").body)
    assert between["links"]["next"] is None
    assert len(between["tokens"]) == 35
    assert sum(row["balance"] for page in (first, between, last) for row in page["tokens"]) == data_sets.LISTED


def test_the_first_and_last_of_a_million() -> None:
    account = data_sets.account_of("million")
    keys = data_sets.hedera_keys(data_sets.HEDERA["million"][0])
    assert len(keys) == 1_000_000
    assert walked(account, "limit=100", most=2) == [keys[-1 - place] for place in range(200)]
    assert walked(account, "limit=100&order=asc", most=2) == keys[:200]
    assert keys[:3_000] == sorted(keys[:3_000])


def test_accounts_hold_from_nothing_to_two_hundred() -> None:
    counts = [len(data_sets.hedera_keys_of(account)) for account in data_sets.many_accounts()]
    assert (len(counts), min(counts), max(counts)) == (data_sets.ACCOUNTS, 0, data_sets.MOST_OF_AN_ACCOUNT)
    assert json.loads(reply_to("GET", "/api/v1/accounts/0.0.77/nfts").body) == {"nfts": [], "links": {"next": None}}


def test_rows_are_like_the_real_ones() -> None:
    keys = data_sets.hedera_keys(5_001)
    written = [hedera.row_of(5_001, key) for key in keys]
    assert 310 < sum(map(len, written)) / len(written) < 350
    for row, key in zip(map(json.loads, written), keys, strict=True):
        assert list(row) == sorted(row)
        assert len(row) == 9
        assert (row["token_id"], row["serial_number"], row["account_id"]) == (f"0.0.{key[0]}", key[1], "0.0.5001")


def loopring_page(path: str, **asked: Any) -> Any:
    query = "&".join(f"{name}={value}" for name, value in {"accountId": loopring.ACCOUNT, **asked}.items())
    return json.loads(reply_to("GET", f"/api/v3/user/{path}?{query}").body)


def test_loopring_gives_pages_by_offset_and_forgets_the_total_past_the_end() -> None:
    page = loopring_page("nft/balances", offset=4_990, limit=500)
    assert [row["tokenId"] for row in page["data"]] == list(loopring.slots())[4_990:]
    assert page["totalNum"] == data_sets.LISTED
    assert loopring_page("nft/balances", offset=5_000, limit=50) == {"totalNum": 0, "data": []}
    assert len(loopring_page("nft/balances", limit=500)["data"]) == 50
    assert len(loopring_page("nft/balances")["data"]) == 20
    assert "metadata" in loopring_page("nft/balances", metadata="true")["data"][0]
    page = loopring_page("collection/details", offset=490, limit=50)
    assert [row["collection"]["id"] for row in page["collections"]] == list(loopring.collection_ids())[490:]


def test_swapchat_gives_numbered_pages_in_an_envelope() -> None:
    body = json.dumps({"wallet_address": swapchat.WALLET, "page": 100, "size": 80}).encode()
    reply = json.loads(reply_to("POST", f"/users/{swapchat.USER}/nfts", body).body)
    assert (reply["code"], reply["msg"], reply["data"]["total"]) == (0, "ok", data_sets.LISTED)
    assert [row["nft"]["token_id"] for row in reply["data"]["assets"]] == swapchat.token_ids()[-50:]


@pytest.fixture(scope="module")
def server() -> Iterator[PageServer]:
    with PageServer() as running:
        yield running


def received(connection: socket.socket, replies: int) -> list[Any]:
    """The JSON of so many replies, in the order in which they came."""
    found: list[Any] = []
    content = b""
    while len(found) < replies:
        head, end, rest = content.partition(b"\r\n\r\n")
        length = int(head.lower().rpartition(b"content-length: ")[2].partition(b"\r\n")[0]) if end else 0
        if end and len(rest) >= length:
            found.append(json.loads(rest[:length]))
            content = rest[length:]
            continue
        more = connection.recv(65_536)
        assert more, "the server hung up"
        content += more
    return found


def connected(server: PageServer) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])), timeout=10)


def test_requests_that_come_together_are_answered_in_turn_after_the_latency(server: PageServer) -> None:
    server.answer(latency=0.05)
    asked = b"".join(b"GET /api/v1/accounts/0.0.5007/nfts?limit=%d HTTP/1.1\r\nhost: here\r\n\r\n" % limit for limit in (1, 2, 3))
    began = time.monotonic()
    with connected(server) as connection:
        connection.sendall(asked)
        replies = received(connection, 3)
    assert 0.05 <= time.monotonic() - began < 0.5
    assert [len(reply["nfts"]) for reply in replies] == [1, 2, 3]
    assert server.counts("page") == Counts(requests=3, most_in_flight=3, most_in_a_second=3)
    server.answer()
    assert server.counts("page") == Counts(requests=0, most_in_flight=0, most_in_a_second=0)


def test_a_body_may_come_in_pieces(server: PageServer) -> None:
    body = json.dumps({"wallet_address": swapchat.WALLET, "page": 1, "size": 2}).encode()
    head = f"POST /users/someone/nfts HTTP/1.1\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with connected(server) as connection:
        for piece in (head[:20], head[20:], body[:5], body[5:]):
            connection.sendall(piece)
            time.sleep(0.01)
        assert len(received(connection, 1)[0]["data"]["assets"]) == 2


def test_what_nobody_asked_about_is_refused(server: PageServer) -> None:
    with connected(server) as connection:
        connection.sendall(b"GET /elsewhere HTTP/1.1\r\n\r\nGET /api/v3/user/nft/balances?limit=many HTTP/1.1\r\nConnection: close\r\n\r\n")
        assert [list(reply) for reply in received(connection, 2)] == [["_status"], ["message"]]
        assert connection.recv(1) == b""


def test_the_server_ends_when_its_input_does() -> None:
    with PageServer() as running:
        process = running._process
    assert process.returncode == 0

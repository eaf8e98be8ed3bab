"""A mirror node in memory that joins bounds as the real one does, and the plain SQL that says which rows are right.

The real server answers a question with a bound of the token and of the serial number on one side by a union of parts: the
bounding token with its serial numbers, and the tokens beyond it. Where both sides meet on one token, the parts overlap, and
rows come that belong to one side only, or twice; where they contradict each other, rows come though none can match. Its own links
lead to the first of these. See docs/hedera.md.
"""

import sqlite3
import weakref
from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, quote

import httpx2
from attrs import frozen
from nft_holdings import AsyncHedera, Hedera

HOST = "mirror.example"
PREFIX = "/gate"
BASE = f"https://{HOST}{PREFIX}"
ACCOUNT = "0.0.1001"
PATH = f"/api/v1/accounts/{ACCOUNT}/nfts"
SQL = {"eq": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}

Bound = tuple[str, int]
Key = tuple[int, int]
Query = list[tuple[str, str]]
Where = tuple[str, list[int]]


def encoded(text: str) -> int:
    """An id as the database has it, so that ids are ordered as numbers; from any of its writings."""
    if text.startswith("0x"):
        return int(text, 16)
    shard, realm, number = ([0, 0] + [int(part) for part in text.split(".")])[-3:]
    return (shard << 54) | (realm << 38) | number


def dotted(number: int) -> str:
    return f"{number >> 54}.{(number >> 38) & 0xFFFF}.{number & (2**38 - 1)}"


WRITINGS: list[Callable[[int], str]] = [
    dotted,
    lambda number: dotted(number).split(".", 1)[1] if number < 2**54 else dotted(number),
    lambda number: str(number) if number < 2**38 else dotted(number),
    lambda number: f"0x{number:040x}" if number < 2**38 else dotted(number),
]

LINKS: list[Callable[[str], str]] = [
    lambda target: target,
    lambda target: PREFIX + target,
    lambda target: BASE + target,
    lambda target: f"https://foreign.example:8443{target}",
    lambda target: f"//foreign.example{PREFIX}{target}",
]


@frozen
class Question:
    """Bounds of each column, each an operator and a value."""

    tokens: Sequence[Bound] = ()
    serials: Sequence[Bound] = ()
    spenders: Sequence[Bound] = ()


def side(bounds: Sequence[Bound], first: str) -> Bound | None:
    return next((bound for bound in bounds if bound[0].startswith(first)), None)


class Holdings:
    """NFTs of several accounts in a database."""

    def __init__(self, rows: Iterable[tuple[int, int, int | None]]) -> None:
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.execute("CREATE TABLE nft (token INTEGER, serial INTEGER, spender INTEGER, PRIMARY KEY (token, serial))")
        self._database.executemany("INSERT INTO nft VALUES (?, ?, ?)", rows)
        # Python 3.13 and later warn of a database that nobody closes.
        weakref.finalize(self, self._database.close)
        self._turn = Lock()
        self._open = True

    def close(self) -> None:
        with self._turn:
            self._open = False
            self._database.close()

    def union(self, parts: Sequence[Where], order: str, limit: int = -1) -> list[tuple[int, int, int | None]]:
        if not parts:
            return []
        text = " UNION ALL ".join(f"SELECT token, serial, spender FROM nft WHERE {where}" for where, _ in parts)
        values = [value for _, each in parts for value in each]
        with self._turn:
            if not self._open:
                return []  # to a thread for which nobody waits
            return self._database.execute(f"{text} ORDER BY token {order}, serial {order} LIMIT {limit}", values).fetchall()

    def remove(self, token: int, serial: int) -> None:
        """Transfer an NFT to another account."""
        with self._turn:
            self._database.execute("DELETE FROM nft WHERE token = ? AND serial = ?", (token, serial))

    def tokens(self, where: Where) -> dict[int, int]:
        """Return how many NFTs are held of each token that matches a condition."""
        with self._turn:
            if not self._open:
                return {}
            return dict(self._database.execute(f"SELECT token, count(*) FROM nft WHERE {where[0]} GROUP BY token", where[1]).fetchall())

    def right_of_all(self) -> list[Key]:
        return self.right(Question(), "desc")

    def right(self, question: Question, order: str) -> list[Key]:
        """Return a filter's meaning: token and serial number are a pair if both are bounded on one side."""
        where: list[Where] = [both(condition("token", bound) for bound in question.tokens if bound[0] == "eq")]
        paired = not any(bound[0] == "eq" for bound in (*question.tokens, *question.serials))
        for first in "gl":
            token, serial = side(question.tokens, first), side(question.serials, first)
            if token and serial and paired:
                where.append((f"(token, serial) {SQL[serial[0]]} (?, ?)", [token[1], serial[1]]))
            else:
                where += [condition(name, bound) for name, bound in (("token", token), ("serial", serial)) if bound]
        where += [condition("serial", bound) for bound in question.serials if bound[0] == "eq"]
        where.append(spending(question.spenders))
        return [row[:2] for row in self.union([both(where)], order)]


def condition(column: str, bound: Bound) -> Where:
    return f"{column} {SQL[bound[0]]} ?", [bound[1]]


def both(parts: Iterable[Where]) -> Where:
    listed = list(parts)
    return " AND ".join(["1", *(where for where, _ in listed)]), [value for _, values in listed for value in values]


def spending(bounds: Sequence[Bound]) -> Where:
    equal = [value for operator, value in bounds if operator == "eq"]
    marks = ", ".join("?" * len(equal))
    return both(
        [*([(f"spender IN ({marks})", equal)] if equal else []), *(condition("spender", each) for each in bounds if each[0] != "eq")]
    )


def row_of(token: int, serial: int, spender: int | None, account: str = ACCOUNT) -> dict[str, Any]:
    return {
        "account_id": account,
        "created_timestamp": "1700000000.000000001",
        "delegating_spender": None,
        "deleted": False,
        "metadata": "",
        "modified_timestamp": "1700000000.000000001",
        "serial_number": serial,
        "spender": None if spender is None else dotted(spender),
        "token_id": dotted(token),
    }


def relationship(token: int, balance: int, decimals: int = 0) -> dict[str, Any]:
    return {
        "automatic_association": False,
        "balance": balance,
        "created_timestamp": "1700000000.000000001",
        "decimals": decimals,
        "freeze_status": "NOT_APPLICABLE",
        "kyc_status": "NOT_APPLICABLE",
        "token_id": dotted(token),
    }


class MirrorNode:
    """Answers from holdings, `maximum` rows at the most, with links of one shape. What it adds to a link has ids of one writing."""

    def __init__(
        self,
        holdings: Holdings,
        *,
        maximum: int = 100,
        link: Callable[[str], str] = LINKS[0],
        writing: Callable[[int], str] = dotted,
        escaped: bool = False,
        most_requests: int = 300,
    ) -> None:
        self.holdings = holdings
        self.maximum, self.link, self.writing, self.escaped = maximum, link, writing, escaped
        self.most_requests = most_requests
        self.asked: list[str] = []
        self.path = PATH
        self.decimals: dict[int, int] = {}
        self.paths = {PATH}

    def client(self, **options: Any) -> Hedera:
        return Hedera(BASE, http_client=httpx2.Client(transport=httpx2.MockTransport(self.answer)), **{"concurrency": 1, **options})

    def async_client(self, **options: Any) -> AsyncHedera:
        return AsyncHedera(
            BASE, http_client=httpx2.AsyncClient(transport=httpx2.MockTransport(self.answer)), **{"concurrency": 1, **options}
        )

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        assert (request.url.scheme, request.url.host, request.url.port) == ("https", HOST, None)
        path = request.url.path.removeprefix(PREFIX)
        query = parse_qsl(request.url.query.decode(), keep_blank_values=True)
        self.asked.append(request.url.query.decode())
        assert len(self.asked) <= self.most_requests, "the listing does not end"
        if path.endswith("/tokens"):
            return httpx2.Response(200, json=self.tokens_page(query))
        assert path in self.paths
        self.path = path
        return httpx2.Response(200, json=self.page(query))

    def page(self, query: Query) -> Any:
        last = dict(query)
        limit, order = min(int(last.get("limit", "25")), self.maximum), last.get("order", "desc")
        rows = self.holdings.union(server_parts(asked_by(query)), order, limit)
        following = self._next(query, rows[-1][:2], order) if len(rows) == limit else None
        return {"nfts": [row_of(*row) for row in rows], "links": {"next": following}}

    def tokens_page(self, query: Query) -> Any:
        """Return a page of the account's tokens, each with the number of its NFTs."""
        last = dict(query)
        limit, order = min(int(last.get("limit", "25")), 100), last.get("order", "asc")
        where = both(condition("token", bound) for bound in asked_by(query).tokens)
        found = self.balances(self.holdings.tokens(where))
        tokens = sorted(found, reverse=order == "desc")[:limit]
        following = f"{PATH.removesuffix('/nfts')}/tokens?order={order}" if len(tokens) == limit else None
        return {
            "tokens": [relationship(token, found[token], self.decimals.get(token, 0)) for token in tokens],
            "links": {"next": following},
        }

    def balances(self, held: dict[int, int]) -> dict[int, int]:
        """Return what the server says that an account has of each token, when it holds so many NFTs of them."""
        return held

    def _next(self, query: Query, last: Key, order: str) -> str | None:
        question = asked_by(query)
        one_token, one_serial = (any(bound[0] == "eq" for bound in bounds) for bounds in (question.tokens, question.serials))
        if one_token and one_serial:
            return None
        beyond = "l" if order == "desc" else "g"
        kept = [
            (name, value)
            for name, value in query
            if not (name == "token.id" and value.startswith(beyond) and not one_token)
            and not (name == "serialnumber" and value.startswith(beyond) and not one_serial)
        ]
        if not one_token:
            kept.append(("token.id", f"{beyond}t{'' if one_serial else 'e'}:{self.writing(last[0])}"))
        if not one_serial:
            kept.append(("serialnumber", f"{beyond}t:{last[1]}"))
        if is_empty(asked_by(kept).tokens):
            return None
        text = "&".join(f"{name}={quote(value, safe='' if self.escaped else ':')}" for name, value in kept)
        return self.link(f"{self.path}?{text}")


def asked_by(query: Query) -> Question:
    def bounds(name: str, reading: Callable[[str], int]) -> list[Bound]:
        pairs = [value.rpartition(":") for key, value in query if key == name]
        return [(operator or "eq", reading(value)) for operator, _, value in pairs]

    return Question(bounds("token.id", encoded), bounds("serialnumber", int), bounds("spender.id", encoded))


def is_empty(tokens: Sequence[Bound]) -> bool:
    low, high = side(tokens, "g"), side(tokens, "l")
    return bool(low and high) and low[1] + (low[0] == "gt") > high[1] - (high[0] == "lt")  # type: ignore[index]


def server_parts(question: Question) -> list[Where]:
    """The parts that the real server joins with UNION ALL, defect and all."""
    spenders = spending(question.spenders)
    tokens, serials = question.tokens, question.serials
    if not serials or any(bound[0] == "eq" for bound in (*tokens, *serials)):
        columns = [*(condition("token", each) for each in tokens), *(condition("serial", each) for each in serials)]
        return [both([*columns, spenders])]
    parts, inner = [], []
    for first in "gl":
        token, serial = side(tokens, first), side(serials, first)
        if token and serial:
            parts.append(both([condition("token", ("eq", token[1])), condition("serial", serial), spenders]))
            inner.append(condition("token", (f"{first}t", token[1])))
        elif token:
            inner.append(condition("token", token))
    return [*parts, both([*inner, spenders])]

"""What is asked: an operation, an account, a filter, an order and a page size, each of them by chance."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from attrs import field, frozen
from nft_holdings import nft_id, serial_number, spender_id, token_id

from .expected_holdings import KEYS, LARGEST_SERIAL, LARGEST_TOKEN, USER, Key, Row, World, selected

SQL = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "eq": "="}
CLIENTS = {"hedera.nfts": "Hedera", "loopring.nft_balances": "Loopring", "loopring.collections": "Loopring", "swapchat.nfts": "SwapChat"}


@frozen
class Question:
    """A listing to ask for, and which rows are its answer."""

    operation: str
    account: str
    arguments: tuple[Any, ...]
    keywords: Mapping[str, Any]
    where: str = "TRUE"
    values: tuple[Any, ...] = ()
    key: Callable[[Row], Key] = field(repr=False, default=lambda row: ())

    @property
    def client(self) -> str:
        """The name of the client's class."""
        return CLIENTS[self.operation]

    @property
    def method(self) -> str:
        """The name of the client's method."""
        return self.operation.partition(".")[2]

    def answer(self, rows: Mapping[Key, Row]) -> set[Key]:
        """The keys of the rows that belong into the answer."""
        if self.operation != "hedera.nfts":
            return set(rows)
        return selected(rows.values(), self.where, self.values)

    @property
    def descending(self) -> bool:
        """Whether Hedera is to give the largest pair first."""
        return self.keywords.get("order") != "asc"


def question(random: Random, world: World) -> Question:
    """Make up a question about one of the world's accounts."""
    operation, account = random.choice(list(world.held))
    key = KEYS[operation]
    size = random.choice([None, 1, 2, 7, 20, 50, 100])
    if operation == "hedera.nfts":
        wanted, where, values = _filter(random)
        keywords = {"page_size": size, "order": random.choice([None, "asc", "desc"])}
        number = account.rpartition(".")[2]
        written = random.choice([account, number, int(number), f"0.{number}", f"0x{int(number):040x}"])
        return Question(operation, account, (written, wanted), keywords, where, values, key)
    if operation == "swapchat.nfts":
        return Question(operation, account, (USER, account), {"page_size": size}, key=key)
    return Question(operation, account, (int(account),), {"page_size": size}, key=key)


def _filter(random: Random) -> tuple[Any, str, tuple[Any, ...]]:
    low, high = sorted(random.choice([1000, 1005, 1010, 1020, 1039, LARGEST_TOKEN]) for _ in range(2))
    first, last = (random.choice([random.randrange(1, 900), LARGEST_SERIAL - 3]) for _ in range(2))
    lower, upper = random.choice(["gt", "gte"]), random.choice(["lt", "lte"])
    forms = [
        (None, "TRUE", ()),
        (token_id == _written(random, low), "token = ?", (low,)),
        (_bound(token_id, lower, _written(random, low)), f"token {SQL[lower]} ?", (low,)),
        (
            _bound(token_id, lower, _written(random, low)) & _bound(token_id, upper, _written(random, high)),
            f"token {SQL[lower]} ? AND token {SQL[upper]} ?",
            (low, high),
        ),
        ((token_id == low) & _bound(serial_number, lower, first), f"token = ? AND serial {SQL[lower]} ?", (low, first)),
        (
            (token_id >= _written(random, low)) & (token_id <= _written(random, low)) & (serial_number > first),
            "token = ? AND serial > ?",
            (low, first),
        ),
        (_bound(token_id, upper, high) & (serial_number == first), f"token {SQL[upper]} ? AND serial = ?", (high, first)),
        (_bound(nft_id, lower, (low, first)), f"(token, serial) {SQL[lower]} (?, ?)", (low, first)),
        (_bound(nft_id, upper, (high, last)), f"(token, serial) {SQL[upper]} (?, ?)", (high, last)),
        (
            _bound(nft_id, lower, (low, first)) & _bound(nft_id, upper, (high, last)),
            f"(token, serial) {SQL[lower]} (?, ?) AND (token, serial) {SQL[upper]} (?, ?)",
            (low, first, high, last),
        ),
        (spender_id == 500, "spender = ?", (500,)),
        (spender_id.is_in([500, "0.0.700"]), "spender IN (500, 700)", ()),
        ((spender_id > 500) & (token_id >= low), "spender > 500 AND token >= ?", (low,)),
    ]
    return random.choice(forms)


def _bound(column: Any, operator: str, value: Any) -> Any:
    return {"gt": column.__gt__, "gte": column.__ge__, "lt": column.__lt__, "lte": column.__le__}[operator](value)


def _written(random: Random, number: int) -> Any:
    return random.choice([number, str(number), f"0.{number}", f"0.0.{number}", f"0x{number:040x}"])

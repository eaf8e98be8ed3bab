"""Hedera's data sets: the keys of every account that the page server knows, the same in each process.

Each measured listing is compared with these keys. The rows themselves are in `apis`.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from random import Random
from typing import SupportsIndex, overload

Key = tuple[int, int]
"""The number of a token and a serial number."""

LISTED = 5_000
OF_A_TOKEN = 10_000
LARGEST_TOKEN, LARGEST_SERIAL = 9_999_999, 10_000_000
ACCOUNTS, MOST_OF_AN_ACCOUNT = 1_000, 200
FIRST_ACCOUNT = 100_000
FIRST_OF_TEN, MOST_OF_TEN = 1_000_000, 1_000_000
"""The first of the accounts that hold ten NFTs each, and their number."""


class Grid(Sequence[Key]):
    """Keys that take no memory: a number of tokens, each with the same serial numbers from 1."""

    def __init__(self, tokens: int, serials: int) -> None:
        self._tokens, self._serials = tokens, serials

    def __len__(self) -> int:
        return self._tokens * self._serials

    @overload
    def __getitem__(self, place: SupportsIndex) -> Key: ...
    @overload
    def __getitem__(self, place: slice) -> list[Key]: ...
    def __getitem__(self, place: SupportsIndex | slice) -> Key | list[Key]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        token, serial = divmod(range(len(self))[place], self._serials)
        return 2_000 + 7 * token, serial + 1


def _spread(random: Random, low: int, high: int) -> int:
    """Return a number of any length, one length as likely as the other: so small numbers lie close together, and large ones far apart."""
    return int(math.exp(random.uniform(math.log(low), math.log(high))))


def _tokens(random: Random, count: int) -> list[int]:
    found: set[int] = set()
    while len(found) < count:
        found.add(_spread(random, 1_000, LARGEST_TOKEN))
    return sorted(found)


def _divided(random: Random, total: int, parts: int) -> list[int]:
    """Return a total in parts of very different sizes, none of them 0."""
    weights = [math.exp(random.uniform(0, 6)) for _ in range(parts)]
    counts = [1 + int((total - parts) * weight / sum(weights)) for weight in weights]
    counts[counts.index(max(counts))] += total - sum(counts)
    return counts


def _held(random: Random, token: int, count: int) -> list[Key]:
    """Return some serial numbers of a token of which others hold the rest."""
    return [(token, serial) for serial in random.sample(range(1, 1 + count * random.randint(1, 20)), count)]


def mixed(random: Random, total: int = LISTED) -> Sequence[Key]:
    """Return 235 tokens far apart, of many of which the account holds one NFT, of others hundreds, and of one 2,000."""
    counts = [*_divided(random, total - 2_000, 234), 2_000]
    random.shuffle(counts)
    return sorted(key for token, count in zip(_tokens(random, 235), counts, strict=True) for key in _held(random, token, count))


def hundreds(random: Random) -> Sequence[Key]:
    """Return tokens each of which fills a page."""
    return [(token, serial) for token in sorted(random.sample(range(1_000, LARGEST_TOKEN), LISTED // 100)) for serial in range(1, 101)]


def one(_: Random) -> Sequence[Key]:
    """Return all the serial numbers of one token, without gaps."""
    return [(654_321, serial) for serial in range(1, LISTED + 1)]


def one_sparse(random: Random) -> Sequence[Key]:
    """Return one token of millions, of which the account holds runs of serial numbers here and there."""
    serials: set[int] = set()
    while len(serials) < LISTED:
        first = random.randrange(1, LARGEST_SERIAL)
        serials.update(range(first, min(first + random.randint(1, 50), LARGEST_SERIAL)))
    return [(654_321, serial) for serial in sorted(serials)[:LISTED]]


def singles(random: Random) -> Sequence[Key]:
    """Return as many tokens as NFTs."""
    return [(token, random.randint(1, 10_000)) for token in sorted(random.sample(range(1_000, LARGEST_TOKEN), LISTED))]


def clustered(random: Random) -> Sequence[Key]:
    """Return tokens made at almost the same time, in a few places far apart, some with many serial numbers."""
    tokens = [first + step for first in (2_000, 700_000, 4_200_000, 9_800_000) for step in random.sample(range(200), 100)]
    counts = [300] * 10 + _divided(random, LISTED - 3_000, len(tokens) - 10)
    random.shuffle(counts)
    return sorted(key for token, count in zip(tokens, counts, strict=True) for key in _held(random, token, count))


def long(random: Random) -> Sequence[Key]:
    """Return such tokens, with ten times as many NFTs."""
    return mixed(random, 10 * LISTED)


def one_page(random: Random) -> Sequence[Key]:
    """Return one page and no more: a hundredth NFT would take the server a second, empty page to end with."""
    return sorted(key for token in _tokens(random, 11) for key in _held(random, token, 9))


def token(_: Random) -> Sequence[Key]:
    """Return all NFTs of a token, burned ones too: serial numbers without gaps."""
    return [(HEDERA["token"][0], serial) for serial in range(1, OF_A_TOKEN + 1)]


def million(_: Random) -> Sequence[Key]:
    """Return a million NFTs."""
    return Grid(1_000, 1_000)


HEDERA: dict[str, tuple[int, Callable[[Random], Sequence[Key]]]] = {
    "mixed": (5_001, mixed),
    "one": (5_002, one),
    "one-sparse": (5_003, one_sparse),
    "hundreds": (5_008, hundreds),
    "singles": (5_004, singles),
    "clustered": (5_005, clustered),
    "million": (5_006, million),
    "page": (5_007, one_page),
    "token": (5_009, token),
    "long": (5_010, long),
}
"""The data sets that are one account of Hedera's, or one token, each with its number."""

NAMES = {number: name for name, (number, _) in HEDERA.items()}


def many_accounts() -> list[str]:
    """Return the accounts that hold few NFTs or none."""
    return [f"0.0.{FIRST_ACCOUNT + place}" for place in range(ACCOUNTS)]


def accounts_of_ten(count: int) -> list[str]:
    """Return some accounts that hold ten NFTs each, no two of them the same one."""
    return [f"0.0.{FIRST_OF_TEN + place}" for place in range(count)]


def account_of(name: str) -> str:
    """Return the account or the token that a data set is of."""
    return f"0.0.{HEDERA[name][0]}"


def dataset_of(account: int) -> str | None:
    """Return the data set that an account belongs to, if it holds anything."""
    if FIRST_OF_TEN <= account < FIRST_OF_TEN + MOST_OF_TEN:
        return "tens"
    return "accounts" if FIRST_ACCOUNT <= account < FIRST_ACCOUNT + ACCOUNTS else NAMES.get(account)


def hedera_keys(account: int) -> Sequence[Key]:
    """Return the keys of an account, in ascending order."""
    if dataset_of(account) == "tens":
        token, serial = account % 1_000, (account - FIRST_OF_TEN) // 1_000 * 10
        return [(2_000 + 7 * token, serial + each) for each in range(1, 11)]
    return _remembered_keys(account)


@cache
def _remembered_keys(account: int) -> Sequence[Key]:
    random = Random(account)
    if account in NAMES:
        return HEDERA[NAMES[account]][1](random)
    if dataset_of(account) is None:
        return []
    count = random.randint(0, MOST_OF_AN_ACCOUNT)
    tokens = _tokens(random, min(count, 8))
    return (
        sorted(key for token, each in zip(tokens, _divided(random, count, len(tokens)), strict=True) for key in _held(random, token, each))
        if count
        else []
    )


@cache
def hedera_balances(account: int) -> Mapping[int, int]:
    """Return how many NFTs an account holds of each token, in ascending order."""
    return Counter(token for token, _ in hedera_keys(account))


def hedera_keys_of(account: str) -> list[Key]:
    """Return the keys of an account in the listing's default order."""
    return list(reversed(hedera_keys(int(account.rpartition(".")[2]))))


def keys_of(name: str) -> Sequence[Key]:
    """Return the keys of a data set, in ascending order."""
    return hedera_keys(HEDERA[name][0])


def pages_of(rows: int, page_size: int) -> int:
    """Return the pages that so many rows take."""
    return max(1, math.ceil(rows / page_size))

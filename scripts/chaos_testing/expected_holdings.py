"""The rows that accounts hold: what the sandbox is loaded with, and what every answer is compared with."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import Any

SIZES = (0, 1, 2, 3, 19, 20, 21, 49, 50, 51, 99, 100, 101, 150, 230)
USER = "0000000000000000000000a1"
Key = tuple[Any, ...]
Row = Mapping[str, Any]
LARGEST_SERIAL, LARGEST_TOKEN = 2**63 - 1, 2**38 - 1

KEYS: Mapping[str, Callable[[Row], Key]] = {
    "hedera.nfts": lambda row: (_number(row["token_id"]), row["serial_number"]),
    "loopring.nft_balances": lambda row: (row["tokenId"],),
    "loopring.collections": lambda row: (row["collection"]["id"],),
    "swapchat.nfts": lambda row: (row["nft"]["token_id"],),
}


class World:
    """Accounts of every size for every operation."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.held: dict[tuple[str, str], dict[Key, Row]] = {}
        for index, size in enumerate(SIZES):
            self._hold("hedera.nfts", f"0.0.{1001 + index}", self._nfts(1001 + index, size))
            account = 20001 + index
            self._hold("loopring.nft_balances", str(account), [self._balance(account, slot) for slot in range(32768, 32768 + size)])
            self._hold("loopring.collections", str(account), [self._collection(500 + number) for number in range(size)])
            self._hold("swapchat.nfts", f"0x{index:040x}", [self._asset(number) for number in range(size)])

    def _hold(self, operation: str, account: str, rows: Iterable[Row]) -> None:
        self.held[operation, account] = {KEYS[operation](row): row for row in rows}

    def _nfts(self, account: int, size: int) -> list[Row]:
        # An NFT has one holder, so each account has serial numbers of its own.
        place = account - 1001
        pairs: set[tuple[int, int]] = {(LARGEST_TOKEN, LARGEST_SERIAL - place)} if size > 2 else set()
        tokens = [self._random.randrange(1000, 1040) for _ in range(6)]
        while len(pairs) < size:
            pairs.add((self._random.choice(tokens), self._random.randrange(60 * place + 1, 60 * place + 60)))
        spenders = [None, "0.0.500", "0.0.501", "0.0.700"]
        return [
            {
                "account_id": f"0.0.{account}",
                "token_id": f"0.0.{token}",
                "serial_number": serial,
                "spender": self._random.choice(spenders),
                "metadata": "aGVsbG8=",
            }
            for token, serial in sorted(pairs)
        ]

    def _balance(self, account: int, slot: int) -> Row:
        return {
            "accountId": account,
            "tokenId": slot,
            "nftData": f"0x{self._random.getrandbits(256):064x}",
            "tokenAddress": f"0x{slot % 3:040x}",
            "nftType": self._random.choice(["ERC1155", "ERC721"]),
            "total": str(10 ** self._random.randrange(0, 78)),
            "locked": "0",
            "pending": {"withdraw": "0", "deposit": "0"},
            "deploymentStatus": "DEPLOYED",
        }

    def _collection(self, number: int) -> Row:
        status = self._random.choice(["DEPLOYED", "NOT_DEPLOYED"])
        return {"collection": {"id": number, "name": f"Collection {number}", "deployStatus": status}, "count": self._random.randrange(1, 9)}

    def _asset(self, number: int) -> Row:
        nft = {"blockchain": "ETH", "contract_address": f"0x{'b2':>040}", "token_id": str(2**256 - 1 - number), "contract_type": "ERC721"}
        return {"nft": nft, "quantity": self._random.choice([1, 1, 1, 10**30])}

    def document(self) -> Mapping[str, object]:
        """The rows, as the sandbox loads them."""
        of: dict[str, list[tuple[str, list[Row]]]] = {}
        for (operation, account), rows in self.held.items():
            of.setdefault(operation, []).append((account, list(rows.values())))
        balances, collections = dict(of["loopring.nft_balances"]), dict(of["loopring.collections"])
        return {
            "hedera": {"nfts": [row for _, rows in of["hedera.nfts"] for row in rows]},
            "loopring": {
                "accounts": [
                    {
                        "account_id": int(account),
                        "balances": rows,
                        "collections": [{**row["collection"], "count": row["count"]} for row in collections[account]],
                    }
                    for account, rows in balances.items()
                ]
            },
            "swapchat": {"wallets": [{"wallet_address": account, "assets": rows} for account, rows in of["swapchat.nfts"]]},
        }

    def apply(self, change: Any) -> tuple[str, str, Key, Row]:
        """Follow a change that the sandbox made; returns which row of which account it was about."""
        operation = {"hedera": "hedera.nfts", "swapchat": "swapchat.nfts"}.get(change.api)
        if operation is None:
            operation = "loopring.collections" if "collection" in change.row else "loopring.nft_balances"
        key = KEYS[operation](change.row)
        rows = self.held[operation, change.account]
        if change.kind == "row_added":
            rows[key] = change.row
        elif change.kind == "row_removed":
            rows.pop(key, None)
        return operation, change.account, key, change.row


def selected(rows: Iterable[Row], where: str, values: tuple[Any, ...]) -> set[Key]:
    """The keys of Hedera's rows for which plain SQL says that a condition holds."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE nft (token INTEGER, serial INTEGER, spender INTEGER)")
    connection.executemany("INSERT INTO nft VALUES (?, ?, ?)", [(*KEYS["hedera.nfts"](row), _number(row.get("spender"))) for row in rows])
    found = set(connection.execute(f"SELECT token, serial FROM nft WHERE {where}", values))  # noqa: S608 - our own words
    connection.close()
    return found


def _number(entity: str | None) -> int | None:
    """An id as one number that has the order of ids: 10 bits of shard, 16 of realm, 38 of number."""
    if entity is None:
        return None
    shard, realm, number = map(int, entity.split("."))
    return shard << 54 | realm << 38 | number

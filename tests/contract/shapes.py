"""Accounts of all shapes: how much they hold, of how many kinds, and what of it is there or missing."""

from random import Random
from typing import Any

Document = dict[str, Any]
SIZES = (0, 1, 2, 3, 5, 8, 11, 12, 13, 20, 21, 24, 25, 26, 49, 50, 51, 99, 100, 101, 120, 199, 200, 201, 300, 301, 599, 600, 601)
"""Around the sizes of pages, and around what rules read of an account at the most."""
SHARES = (0, 0, 0.02, 0.3, 1)
ZEROES = {"withdraw": "0", "deposit": "0"}


def hedera(random: Random) -> tuple[Document, list[str]]:
    """Rows of up to four accounts, and the accounts."""
    held: dict[tuple[str, int], Document] = {}
    first = random.choice((11, 1001, 10**11, 2**38 - 100, 2**38 - 4))
    accounts = [f"0.0.{number}" for number in range(first, min(first + random.randint(1, 4), 2**38))]
    for account in accounts:
        size = random.choice(SIZES)
        tokens, spenders = (_ids(random, random.choice(counts)) for counts in ((1, 2, 3, 5, 20, 200), (1, 2, 3, 10)))
        # The highest number that there is, and another realm and shard.
        spenders += random.choice(([], [f"0.0.{2**38 - 1}"], ["0.1.1001", f"0.0.{2**38 - 1}", "7.7.500"]))
        tokens += random.choice(([], [f"0.0.{2**38 - 1}"], ["0.1.2000", "7.7.2000", f"0.0.{2**38 - 1}"]))
        with_spender = random.choice(SHARES)
        serials = random.choice((range(1, size * 2 + 2), (*range(1, 120), *range(2**63 - 900, 2**63))))
        for _ in range(size):
            key = random.choice((tokens[0], random.choice(tokens))), random.choice(serials)
            spender = random.choice(spenders) if random.random() < with_spender else None
            held.setdefault(key, {"account_id": account, "token_id": key[0], "serial_number": key[1], "spender": spender})
    return {"accounts": [{"number": each} for each in accounts], "nfts": list(held.values())}, accounts


def _ids(random: Random, count: int) -> list[str]:
    """Ids with fewer and more digits, also beyond 32 bits."""
    return [f"0.0.{random.randint(2, 10 ** random.randint(1, 11))}" for _ in range(count)]


def loopring(random: Random) -> tuple[Document, list[str]]:
    """Rows of up to four accounts, and the accounts, by number or by address."""
    accounts, named = [], []
    for place in range(random.randint(1, 4)):
        number, address = random.choice((2, 2**31 - 1, 2**40, 10**17)) + place, _hexadecimal(random, 40)
        contracts = [_hexadecimal(random, 40) for _ in range(random.choice((1, 2, 5, 30, 120)))] + random.choice(([], [f"0x{1:040x}"]))
        without_contract: Document = random.choice(({"contractAddress": contracts[0]}, {}, {"contractAddress": ""}))
        collections = [
            {
                "id": 1000 * place + each,
                **random.choice(({"contractAddress": random.choice(contracts)}, without_contract)),
                **random.choice(({}, {"count": 0}, {"count": 3})),
            }
            for each in range(random.choice((0, 1, 2, 12, 13, 40, 75)))
        ]
        balances = _balances(random, number, contracts, collections)
        accounts.append({"account_id": number, "address": address, "balances": balances, "collections": collections})
        named += random.choice(([str(number)], [address], [str(number), address]))
    return {"accounts": accounts}, named


def _balances(random: Random, account: int, contracts: list[str], collections: list[Document]) -> list[Document]:
    size = random.choice(SIZES)
    datas = [_hexadecimal(random, 64) for _ in range(random.choice((size, size // 3)) or 1)] + random.choice(([], [f"0x{1:064x}"]))
    of_nothing, with_contract, with_metadata = random.choice(SHARES), 1 - random.choice(SHARES), random.choice(SHARES)
    rows = []
    for token in [*random.sample(range(32768, 32778 + size * 2), size), *random.choice(([], [2**31 - 1]))]:
        total = "0" if random.random() < of_nothing else str(random.randint(1, 99))
        row = {"accountId": account, "tokenId": token, "nftData": random.choice(datas), "total": total, "locked": "0", "pending": ZEROES}
        if random.random() < with_contract:
            row["tokenAddress"] = random.choice(contracts)
        if random.random() < with_metadata:
            row["metadata"] = {"base": {"name": f"Boat {token}"}}
        if collections:
            row["collectionInfo"] = {"id": random.choice(collections)["id"]}
        rows.append(row)
    return rows


def _hexadecimal(random: Random, digits: int) -> str:
    written = f"{random.getrandbits(digits * 4):0{digits}x}"
    return "0x" + (written if digits != 40 else "".join(random.choice((each, each.upper())) for each in written))


def swapchat(random: Random) -> tuple[Document, list[str]]:
    """Rows of up to four wallets, and the wallets, each with a user."""
    wallets, named = [], []
    for place in range(random.randint(1, 4)):
        wallet = f"0x{'00112233' * 5}" if place == 0 and random.random() < 0.2 else _hexadecimal(random, 40)
        has_owner = random.random() < 0.5
        contracts = [_hexadecimal(random, 40) for _ in range(random.choice((1, 3, 50)))]
        assets = [
            {
                "nft": {
                    "blockchain": random.choice(("ETH", "BSC")),
                    "contract_address": random.choice(contracts),
                    "token_id": str(token),
                    **({"owner_addresses": [wallet]} if has_owner else {}),
                },
                "quantity": random.choice((1, 1, 5)),
            }
            for token in range(random.choice(SIZES))
        ]
        wallets.append({"wallet_address": wallet, "assets": assets})
        named.append(f"u{place}/{wallet}")
    return {"wallets": wallets}, named

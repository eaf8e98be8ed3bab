"""A small ledger of NFTs, and a mirror node that answers from it as the real one does (docs/hedera.md)."""

import random
import re
from collections import Counter
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from attrs import Factory, define

SECOND = 10**9
START = 1_700_000_000 * SECOND
MOST = 100
MOVES = ("CRYPTOTRANSFER", "TOKENAIRDROP", "TOKENCLAIMAIRDROP", "CONTRACTCALL")
CHANGES = ("CRYPTOAPPROVEALLOWANCE", "CRYPTODELETEALLOWANCE", "TOKENUPDATENFTS")


def text(time: int) -> str:
    return f"{time // SECOND}.{time % SECOND:09d}"


def nanoseconds(written: str) -> int:
    whole, _, rest = written.partition(".")
    return int(whole) * SECOND + int((rest or "0").ljust(9, "0"))


@define
class Nft:
    """One NFT: its holders, each from a time on, and the entries of its history."""

    serial: int
    minted: int
    holders: list[tuple[int, str | None]]
    modified: int
    entries: list[dict[str, Any]] = Factory(list)

    @property
    def holder(self) -> str | None:
        return self.holders[-1][1]

    def holder_at(self, time: int) -> str | None:
        return [holder for since, holder in self.holders if since <= time][-1]


class Ledger:
    """A token and its NFTs."""

    def __init__(self, token: str = "0.0.2000", treasury: str = "0.0.900", *, kind: str = "NON_FUNGIBLE_UNIQUE", decimals: int = 0) -> None:
        self.token, self.kind, self.decimals = token, kind, decimals
        self.treasuries = [(START, treasury)]
        self.nfts: dict[int, Nft] = {}
        self.now = START
        self.deleted_at: int | None = None
        self.counters: dict[str, int] = {}
        self.associated: dict[str, int] = {}
        self.lost: set[int] = set()
        self.partial = False
        self.snapshots: list[int] = []
        """The times at which balances were stored, in order."""

    @property
    def treasury(self) -> str:
        return self.treasuries[-1][1]

    def tick(self) -> int:
        self.now += random.Random(self.now).choice([1, SECOND, 3600 * SECOND])
        return self.now

    def _enter(self, nft: Nft, kind: str, sender: str | None = None, receiver: str | None = None, *, holder: Any = ...) -> None:
        nft.entries.append(
            {
                "consensus_timestamp": text(self.now), "nonce": 0, "transaction_id": f"0.0.77-{self.now // SECOND}-{self.now % SECOND:09d}",
                "type": kind, "is_approval": None if kind == "CONTRACTCALL" else False, "receiver_account_id": receiver, "sender_account_id": sender,
            }
        )  # fmt: skip
        nft.modified = self.now
        if holder is not ... and holder != nft.holder:
            nft.holders.append((self.now, holder))

    def mint(self) -> int:
        now, serial = self.tick(), len(self.nfts) + 1
        nft = self.nfts[serial] = Nft(serial, now, [(now, self.treasury)], now)
        self._enter(nft, "TOKENMINT", None, self.treasury)
        return serial

    def move(self, serial: int, to: str, kind: str = "CRYPTOTRANSFER", *, through: str | None = None) -> None:
        self.tick()
        nft = self.nfts[serial]
        self._enter(nft, kind, nft.holder, through or to, holder=to)

    def change(self, serial: int, kind: str) -> None:
        self.tick()
        self._enter(self.nfts[serial], kind)

    def end(self, serial: int, kind: str) -> None:
        self.tick()
        nft = self.nfts[serial]
        self._enter(nft, kind, nft.holder, None, holder=None)

    def change_treasury(self, treasury: str) -> None:
        old = self.treasury
        if treasury == old:
            return  # which changes no NFT
        now = self.tick()
        self.treasuries.append((now, treasury))
        for nft in self.nfts.values():
            if nft.holder == old:
                self._enter(nft, "TOKENUPDATE", holder=treasury)

    def delete(self) -> None:
        self.deleted_at = self.tick()

    def lose(self, serial: int, index: int) -> None:
        """Forget the transaction of an entry, as a node with gaps does."""
        self.lost.add(nanoseconds(self.nfts[serial].entries[index]["consensus_timestamp"]))

    # Replies.

    def row(self, nft: Nft) -> dict[str, Any]:
        return {
            "account_id": nft.holder, "created_timestamp": text(nft.minted), "delegating_spender": None,
            "deleted": nft.holder is None or self.deleted_at is not None, "metadata": "", "modified_timestamp": text(nft.modified),
            "serial_number": nft.serial, "spender": None, "token_id": self.token,
        }  # fmt: skip

    def counts(self) -> dict[str, int]:
        found = dict(self.associated)
        for nft in self.nfts.values():
            if nft.holder is not None:
                found[nft.holder] = found.get(nft.holder, 0) + 1
        return {**found, **self.counters}

    def counts_at(self, time: int) -> dict[str, int]:
        held = (nft.holder_at(time) for nft in self.nfts.values() if nft.minted <= time)
        treasuries = {treasury: 0 for since, treasury in self.treasuries if since <= time}  # which are associated
        return {**treasuries, **Counter(holder for holder in held if holder is not None)}

    def answer(self, target: str) -> tuple[int, Any]:
        """Return status and body of the reply to a path and query."""
        split = urlsplit(target)
        path, query = unquote(split.path), parse_qsl(split.query)
        routes: tuple[tuple[str, Any], ...] = (
            (r"/api/v1/tokens/([^/]+)", self._token),
            (r"/api/v1/tokens/([^/]+)/nfts", self._nfts),
            (r"/api/v1/tokens/([^/]+)/nfts/(\d+)", self._nft),
            (r"/api/v1/tokens/([^/]+)/nfts/(\d+)/transactions", self._history),
            (r"/api/v1/tokens/([^/]+)/balances", self._balances),
            (r"/api/v1/accounts/([^/]+)/tokens", self._relationships),
            (r"/api/v1/accounts/([^/]+)/nfts", self._holdings),
            (r"/api/v1/accounts/([^/]+)", self._account),
        )
        for pattern, reply in routes:
            if found := re.fullmatch(pattern, path):
                status, body = reply(*found.groups(), query)
                return status, body
        raise AssertionError(f"no such path: {path}")

    def _token(self, token: str, query: list[tuple[str, str]]) -> tuple[int, Any]:
        time = nanoseconds(dict(query).get("timestamp", text(2**62)).removeprefix("lte:"))
        if token != self.token or time < START:
            return NOT_FOUND
        body = {
            **dict.fromkeys(("admin_key", "auto_renew_account", "auto_renew_period", "expiry_timestamp", "fee_schedule_key", "freeze_key")),
            **dict.fromkeys(("kyc_key", "metadata_key", "pause_key", "supply_key", "wipe_key")),
            "created_timestamp": text(START), "custom_fees": {"created_timestamp": text(START), "fixed_fees": [], "royalty_fees": []},
            "decimals": str(self.decimals), "deleted": self.deleted_at is not None and self.deleted_at <= time, "freeze_default": False, "initial_supply": "0",
            "max_supply": "0", "memo": "", "metadata": "", "modified_timestamp": text(self.now), "name": "Stamps",
            "pause_status": "NOT_APPLICABLE", "supply_type": "INFINITE", "symbol": "ST", "token_id": token,
            "total_supply": str(sum(self.counts().values())), "type": self.kind,
            "treasury_account_id": [treasury for since, treasury in self.treasuries if since <= time][-1],
        }  # fmt: skip
        return 200, body

    def _nft(self, token: str, serial: str, query: list[tuple[str, str]]) -> tuple[int, Any]:
        nft = self.nfts.get(int(serial))
        return NOT_FOUND if token != self.token or nft is None else (200, self.row(nft))

    def _nfts(self, token: str, query: list[tuple[str, str]]) -> tuple[int, Any]:
        rows = [self.row(nft) for nft in self.nfts.values()] if token == self.token else []
        holders = [value for key, value in query if key == "account.id"]
        rows = [row for row in rows if all(row["account_id"] and number(row["account_id"]) == number(holder) for holder in holders)]
        return 200, page("nfts", rows, "serial_number", int, "serialnumber", query, "desc")

    def _holdings(self, account: str, query: list[tuple[str, str]]) -> tuple[int, Any]:
        query = [(key, value) for key, value in query if key != "token.id"]
        rows = [self.row(nft) for nft in self.nfts.values() if nft.holder == account]
        found = page("nfts", rows, "serial_number", int, "serialnumber", query, "desc")
        if found["links"]["next"]:
            last = found["nfts"][-1]["serial_number"]
            limit = dict(query)["limit"]
            found["links"]["next"] = f"/api/v1/accounts/{account}/nfts?limit={limit}&token.id={self.token}&serialnumber=lt:{last}"
        return 200, found

    def _history(self, token: str, serial: str, query: list[tuple[str, str]]) -> tuple[int, Any]:
        nft = self.nfts.get(int(serial))
        entries = list(nft.entries) if nft is not None and token == self.token else []
        if self.deleted_at is not None and nft is not None:
            entries.append(
                {**entries[0], "consensus_timestamp": text(self.deleted_at), "type": "TOKENDELETION", "receiver_account_id": None}
            )
        found = page("transactions", entries, "consensus_timestamp", nanoseconds, "timestamp", query, "desc")
        known = [each for each in found["transactions"] if nanoseconds(each["consensus_timestamp"]) not in self.lost]
        if len(known) < len(found["transactions"]):
            found = {"transactions": known, "links": {"next": None}}  # the page is short, and so the server ends
        return 206 if self.partial and entries else 200, found

    def _relationships(self, account: str, query: list[tuple[str, str]]) -> tuple[int, Any]:
        counts = self.counts()
        rows = []
        if account in counts:
            rows.append(
                {
                    "automatic_association": False, "balance": counts[account], "created_timestamp": text(START), "decimals": self.decimals,
                    "freeze_status": "NOT_APPLICABLE", "kyc_status": "NOT_APPLICABLE", "token_id": self.token,
                }
            )  # fmt: skip
        return 200, page("tokens", rows, "token_id", number, "token.id", query, "asc")

    def _balances(self, token: str, query: list[tuple[str, str]]) -> tuple[int, Any]:
        counts = self.counts() if token == self.token else {}
        time = self.now
        if moment := dict(query).get("timestamp"):
            snapshots = [each for each in self.snapshots if each <= min(nanoseconds(moment.removeprefix("lte:")), self.now)]
            if not snapshots:
                return 200, {"timestamp": None, "balances": [], "links": {"next": None}}
            time = snapshots[-1]
            counts = self.counts_at(time)
        least = int(dict(query).get("account.balance", "gte:0").removeprefix("gte:"))
        rows = [{"account": each, "balance": count, "decimals": self.decimals} for each, count in counts.items() if count >= least]
        found = page("balances", rows, "account", number, "account.id", query, "desc")
        return 200, {"timestamp": text(time) if found["balances"] else None, **found}

    def _account(self, account: str, query: list[tuple[str, str]]) -> tuple[int, Any]:
        raise AssertionError("a test that looks accounts up answers them itself")


NOT_FOUND = (404, {"_status": {"messages": [{"message": "Not found"}]}})


def number(id: str) -> int:
    return int(id.rpartition(".")[2])


def page(name: str, rows: list[dict[str, Any]], field: str, key: Any, parameter: str, query: list[tuple[str, str]], order: str) -> Any:
    """Return a page of rows. Its link is right for bounds alone, and leads in a circle for equality, as the real one does."""
    limit = min(int(dict(query).get("limit", "25")), MOST)
    order = dict(query).get("order", order)
    for name_, value in query:
        if name_ == parameter:
            operator, _, wanted = value.rpartition(":")
            test = {"": "__eq__", "eq": "__eq__", "gt": "__gt__", "gte": "__ge__", "lt": "__lt__", "lte": "__le__"}[operator]
            rows = [row for row in rows if getattr(key(row[field]), test)(key(wanted))]
    rows = sorted(rows, key=lambda row: key(row[field]), reverse=order == "desc")
    full = len(rows[:limit]) == limit
    return {name: rows[:limit], "links": {"next": f"/anywhere?{parameter}=again" if full else None}}


def account_info(id: str | None) -> dict[str, Any]:
    """Return the reply for an account."""
    return {
        **dict.fromkeys(("alias", "auto_renew_period", "created_timestamp", "ethereum_nonce", "expiry_timestamp", "key", "stake_period_start")),
        **dict.fromkeys(("staked_account_id", "staked_node_id", "max_automatic_token_associations")),
        "account": id, "balance": {"balance": 1, "timestamp": text(START), "tokens": []}, "decline_reward": False, "deleted": False,
        "evm_address": "0x" + "ab" * 20, "memo": "", "pending_reward": 0, "receiver_sig_required": False, "transactions": [],
        "links": {"next": None},
    }  # fmt: skip

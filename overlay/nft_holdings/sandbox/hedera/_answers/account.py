"""`/accounts/{id}`: an account and its balances, today or at a time. The sandbox keeps no transactions of accounts."""

import json
from collections.abc import Iterable
from typing import Any

from nft_holdings_server_models.hedera import AccountInfo

from nft_holdings.sandbox._api import Row
from nft_holdings.sandbox.hedera._account import find_account
from nft_holdings.sandbox.hedera._ids import MAXIMUM_LONG, MAXIMUM_NUMBER, as_text, written_alias
from nft_holdings.sandbox.hedera._parameters import (
    LIMIT,
    ORDER,
    TIMESTAMP,
    TRANSACTION_TYPE,
    TRANSACTIONS,
    QueryComparison,
    read_comparisons,
)
from nft_holdings.sandbox.hedera._refusal import HederaRefusal
from nft_holdings.sandbox.hedera._timestamps import NANOSECONDS, as_timestamp

from .answer import Answer, Question
from .snapshots import find_snapshot, hbar_balance, snapshot_balances

MAX_AGE = 2
MOST_TOKENS = 1000
RENEWED = 7_776_000
"""The seconds of an automatic renewal, 90 days."""
ADDRESS_BYTES = 20
KEY_TYPES = {64: "ED25519", 66: "ECDSA_SECP256K1"}
NAMES: tuple[str, ...] = (
    "id", "alias", "evm_address", "deleted", "created_timestamp", "modified_timestamp", "balance", "balance_timestamp", "public_key", "info",
)  # fmt: skip
ACCOUNT = f"SELECT {', '.join(NAMES)} FROM hedera_account WHERE id = ?"
TOKENS = """
    SELECT own.token_id, coalesce(own.balance, count(nft.serial_number))
    FROM hedera_association AS own
    LEFT JOIN hedera_nft AS nft ON nft.account_id = own.account_id AND nft.token_id = own.token_id
    WHERE own.account_id = ? GROUP BY own.token_id ORDER BY own.token_id LIMIT ?
"""


def account(question: Question) -> Answer:
    """Show an account. The query is judged before the path, and a range of time before the account is looked up."""
    asked = read_comparisons(question.read_query(), {LIMIT, ORDER, TIMESTAMP, TRANSACTIONS, TRANSACTION_TYPE})
    number = find_account(question.database, question.path["account"])
    times = asked.get(TIMESTAMP, [])
    lower, upper = _range(times)
    if lower > upper:
        raise HederaRefusal(404, "Timestamp range is empty")
    # Larger moments overflow in the database (`observed#getAccount/overflow`).
    if any(int(each.value or 0) + (each.operator in {"eq", "gt"}) > MAXIMUM_LONG for each in times):
        raise HederaRefusal(503, "Service unavailable")
    found = question.database.execute(ACCOUNT, (number,)).fetchone()
    state = _state(dict(zip(NAMES, found, strict=True)), times, lower, upper) if found else None
    if state is None:
        raise HederaRefusal(404, "Not found")
    fields = {**account_fields(state), **json.loads(state["info"] or "{}"), "balance": _balance(question, state, times)}
    return Answer(AccountInfo.model_validate(fields), max_age=MAX_AGE)


def _range(times: Iterable[QueryComparison]) -> tuple[int, int]:
    """Return the first and last moment of the bounds. Equalities are none, and so contradict nothing."""
    lower, upper = 0, 2 * MAXIMUM_LONG
    for each in times:
        moment = int(each.value or 0)
        if each.operator.startswith("gt"):
            lower = max(lower, moment + (each.operator == "gt"))
        elif each.operator.startswith("lt"):
            upper = min(upper, moment - (each.operator == "lt"))
    return lower, upper


def _state(row: Row, times: Iterable[QueryComparison], lower: int, upper: int) -> Row | None:
    """Return the account's newest state within the times. A deleted account has two, of which the older is not deleted."""
    created = row["created_timestamp"] or 0
    changed = row["modified_timestamp"] if row["deleted"] else None
    states = [(created, changed or 2 * MAXIMUM_LONG, {**row, "deleted": row["deleted"] and False if changed else row["deleted"]})]
    if changed:
        states.insert(0, (changed, 2 * MAXIMUM_LONG, row))
    equal = [int(each.value or 0) for each in times if each.operator == "eq"]
    excluded = [int(each.value or 0) for each in times if each.operator == "ne"]
    for start, end, state in states:
        is_asked = not equal or any(start <= each < end for each in equal)
        if is_asked and start <= upper and end > lower and not any(start <= each < end for each in excluded):
            return state
    return None


def _balance(question: Question, state: Row, times: list[QueryComparison]) -> dict[str, Any]:
    """Return the balances. Without a snapshot their time is that of the HBAR, whenever the tokens changed."""
    database, number, balance = question.database, state["id"], state["balance"]
    since = state["created_timestamp"] if state["balance_timestamp"] is None else state["balance_timestamp"]
    tokens: list[tuple[int, int]] = []
    if not times:
        tokens = database.execute(TOKENS, (number, MOST_TOKENS)).fetchall()
    elif (moment := find_snapshot(database, times)) is not None:
        since, balance = moment, hbar_balance(database, moment, number)
        found = snapshot_balances(database, moment, account=number)
        query = f"SELECT token_id, balance FROM ({found.text}) ORDER BY token_id LIMIT ?"
        tokens = database.execute(query, (*found.parameters, MOST_TOKENS)).fetchall()
    return {
        "balance": balance,
        "timestamp": as_timestamp(since),
        "tokens": [{"token_id": as_text(token), "balance": balance} for token, balance in tokens],
    }


def account_fields(state: Row | None = None) -> Row:
    """Return the fields of an account's reply, without its balances, made up unless a row of `hedera_account` has them."""
    state = {**dict.fromkeys(NAMES), "id": 1, "deleted": False} if state is None else state
    created, key, alias = state["created_timestamp"], state["public_key"], state["alias"]
    return {
        "account": as_text(state["id"]),
        "alias": written_alias(alias) if alias else None,
        "auto_renew_period": RENEWED,
        "balance": {"balance": 0, "timestamp": None, "tokens": []},
        "created_timestamp": as_timestamp(created),
        "decline_reward": False,
        "deleted": None if state["deleted"] is None else bool(state["deleted"]),
        "ethereum_nonce": 0,
        "evm_address": _address(state),
        "expiry_timestamp": None if created is None else as_timestamp(created + RENEWED * NANOSECONDS),
        "key": {"_type": KEY_TYPES[len(key)], "key": key} if key else None,
        "max_automatic_token_associations": 0,
        "memo": "",
        "pending_reward": 0,
        "receiver_sig_required": False,
        "staked_account_id": None,
        "staked_node_id": None,
        "stake_period_start": None,
        "transactions": [],
        "links": {"next": None},
    }


def _address(state: Row) -> str | None:
    """Return the address, or one made of the alias or of the number, by which the account need not be found."""
    if state["evm_address"]:
        return f"0x{state['evm_address'].hex()}"
    if state["alias"] and len(state["alias"]) == ADDRESS_BYTES:
        return f"0x{state['alias'].hex()}"
    number = state["id"] & MAXIMUM_NUMBER
    return f"0x{number:040x}" if number else None

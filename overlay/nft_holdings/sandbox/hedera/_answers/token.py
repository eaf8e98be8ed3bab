"""`/tokens/{id}`: a token, today or at a time."""

import json
from sqlite3 import Connection

from nft_holdings_server_models.hedera import Token

from nft_holdings.sandbox._api import Row
from nft_holdings.sandbox.hedera._ids import as_text
from nft_holdings.sandbox.hedera._parameters import TIMESTAMP, QueryComparison, read_comparisons
from nft_holdings.sandbox.hedera._refusal import HederaRefusal
from nft_holdings.sandbox.hedera._timestamps import NANOSECONDS, as_timestamp

from .answer import Answer, Question
from .paths import token_of

MAX_AGE = 5
OPERATORS = frozenset({"eq", "lt", "lte"})
RENEWED = 7_776_000
"""The seconds of an automatic renewal, 90 days."""
KEYS = "admin_key", "fee_schedule_key", "freeze_key", "kyc_key", "metadata_key", "pause_key", "supply_key", "wipe_key"
NAMES: tuple[str, ...] = "id", "deleted", "fungible", "decimals", "treasury", "created_timestamp", "modified_timestamp", "info"
STATES = """
    SELECT id, deleted, fungible, decimals, treasury, created_timestamp, coalesce(modified_timestamp, created_timestamp, 0), info
    FROM hedera_token WHERE id = ?
    UNION ALL
    SELECT id, deleted AND 0, fungible, decimals, past.treasury, created_timestamp, past.modified_timestamp, past.info
    FROM hedera_token_past AS past JOIN hedera_token ON id = token_id WHERE id = ?
    ORDER BY 7 DESC
"""
SUPPLY = "SELECT count(*) FROM hedera_nft WHERE token_id = ? AND account_id IS NOT NULL"
PAST_SUPPLY = """
    SELECT count(*) FROM (
        SELECT serial_number, holder, max(consensus_timestamp) FROM hedera_history
        WHERE token_id = ? AND consensus_timestamp <= ? GROUP BY serial_number
    ) WHERE holder IS NOT NULL
"""


def token(question: Question) -> Answer:
    """Show a token. Of several times the last one counts; `eq` means the state at that time."""
    number = token_of(question.path["token"])
    asked = read_comparisons(question.read_query(), {TIMESTAMP}, OPERATORS).get(TIMESTAMP, [])
    moment = _moment(asked[-1]) if asked else None
    state = _state(question.database, number, moment)
    if state is None:
        raise HederaRefusal(404, "Not found")
    supply = _supply(question.database, state, moment)
    return Answer(Token.model_validate({**token_fields(state, supply), **json.loads(state["info"] or "{}")}), max_age=MAX_AGE)


def _moment(comparison: QueryComparison) -> int:
    return int(comparison.value or 0) - (comparison.operator == "lt")


def _state(connection: Connection, number: int, moment: int | None) -> Row | None:
    states = [dict(zip(NAMES, row, strict=True)) for row in connection.execute(STATES, (number, number))]
    if moment is None or not states:
        return states[0] if states else None
    oldest = states[-1]
    created = oldest["created_timestamp"] or 0
    # Before its first known change a token was as that change found it, and not deleted.
    original = {**oldest, "modified_timestamp": created, "deleted": oldest["deleted"] and False}
    return next((state for state in [*states, original] if state["modified_timestamp"] <= moment and created <= moment), None)


def _supply(connection: Connection, state: Row, moment: int | None) -> int:
    if state["fungible"]:
        return 0
    query, parameters = (SUPPLY, (state["id"],)) if moment is None else (PAST_SUPPLY, (state["id"], moment))
    (supply,) = connection.execute(query, parameters).fetchone()
    return int(supply)


def token_fields(state: Row | None = None, supply: int = 0) -> Row:
    """Return the fields of a token's reply, made up but for those that a row of `hedera_token` has."""
    state = dict.fromkeys(NAMES, 1) if state is None else state
    created, number = state["created_timestamp"] or 0, as_text(state["id"])
    fees = "fractional_fees" if state["fungible"] else "royalty_fees"
    return {
        **dict.fromkeys(KEYS),
        "auto_renew_account": as_text(state["treasury"]),
        "auto_renew_period": RENEWED,
        "created_timestamp": as_timestamp(created),
        "custom_fees": {"created_timestamp": as_timestamp(created), "fixed_fees": [], fees: []},
        "decimals": str(state["decimals"]),
        "deleted": None if state["deleted"] is None else bool(state["deleted"]),
        "expiry_timestamp": created + RENEWED * NANOSECONDS,
        "freeze_default": False,
        "initial_supply": "0",
        "max_supply": "0",
        "memo": "",
        "metadata": "",
        "modified_timestamp": as_timestamp(state["modified_timestamp"]),
        "name": f"Token {number}",
        "pause_status": "NOT_APPLICABLE",
        "supply_type": "INFINITE",
        "symbol": f"T{str(number).rpartition('.')[2]}",
        "token_id": number,
        "total_supply": str(supply),
        "treasury_account_id": as_text(state["treasury"]),
        "type": "FUNGIBLE_COMMON" if state["fungible"] else "NON_FUNGIBLE_UNIQUE",
    }

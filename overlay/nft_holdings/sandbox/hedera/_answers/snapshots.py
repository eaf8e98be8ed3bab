"""Snapshots of balances: which one answers a question, and what it holds.

A snapshot of made-up rows is counted: whoever held an NFT then follows from its history. One that was loaded has its own rows, and those
of earlier snapshots of the same month that it does not repeat, as the mirror node stores only balances that have changed.
"""

import time
from collections.abc import Iterable
from sqlite3 import Connection

from nft_holdings.sandbox.hedera._ids import MAXIMUM_LONG
from nft_holdings.sandbox.hedera._parameters import QueryComparison
from nft_holdings.sandbox.hedera._rows import Sql
from nft_holdings.sandbox.hedera._timestamps import start_of_month

STORED = """
    SELECT account_id, token_id, balance FROM (
        SELECT account_id, token_id, balance, max(consensus_timestamp) FROM hedera_snapshot_balance
        WHERE {where} AND consensus_timestamp BETWEEN ? AND ? GROUP BY account_id, token_id
    )
"""
HELD = """
    SELECT holder AS account_id, token_id, count(*) AS balance FROM (
        SELECT token_id, serial_number, holder, max(consensus_timestamp) FROM hedera_history
        WHERE {where} AND consensus_timestamp <= ? GROUP BY token_id, serial_number
    ) WHERE holder IS NOT NULL GROUP BY holder, token_id
"""
ASSOCIATED = """
    SELECT account_id, token_id, iif(fungible, coalesce(balance, 0), 0)
    FROM hedera_association LEFT JOIN hedera_token ON hedera_token.id = token_id
    WHERE {where} AND coalesce(hedera_association.created_timestamp, 0) <= ?
"""
KEPT = "SELECT balance FROM hedera_account WHERE id = ? AND coalesce(created_timestamp, 0) <= ?"


def find_snapshot(connection: Connection, comparisons: Iterable[QueryComparison]) -> int | None:
    """Return the moment of the newest snapshot that comparisons allow; None without one.

    The server looks back no further than the first day of the month before the newest allowed moment, or before now.
    """
    lower, upper, excluded = 0, MAXIMUM_LONG, set[int]()
    for comparison in comparisons:
        moment = int(comparison.value or 0)
        match comparison.operator:
            case "gt" | "gte":
                lower = max(lower, moment + (comparison.operator == "gt"))
            case "ne":
                excluded.add(moment)
            case _:
                upper = min(upper, moment - (comparison.operator == "lt"))
    if lower > upper:
        return None
    lower = max(lower, start_of_month(max(0, min(upper, time.time_ns())), before=1))
    query = "SELECT consensus_timestamp FROM hedera_snapshot WHERE consensus_timestamp BETWEEN ? AND ? ORDER BY 1 DESC"
    found = connection.execute(query, (lower, upper))
    return next((moment for (moment,) in found if moment not in excluded), None)


def snapshot_balances(connection: Connection, moment: int, *, token: int | None = None, account: int | None = None) -> Sql:
    """Return the query for the balances of a token, or of an account, in a snapshot: account_id, token_id, balance."""
    column, wanted = ("token_id", token) if token is not None else ("account_id", account)
    if not _is_counted(connection, moment):
        return Sql(STORED.format(where=f"{column} = ? AND token_id"), (wanted, start_of_month(moment), moment))
    held = HELD.format(where="token_id = ?")
    if account is not None:
        tokens = "token_id IN (SELECT token_id FROM hedera_association WHERE account_id = ?)"
        held = f"SELECT * FROM ({HELD.format(where=tokens)}) WHERE account_id = {account}"
    both = f"{held} UNION ALL {ASSOCIATED.format(where=f'{column} = ?')}"
    text = f"SELECT account_id, token_id, sum(balance) AS balance FROM ({both}) GROUP BY account_id, token_id"
    return Sql(text, (wanted, moment, wanted, moment))


def hbar_balance(connection: Connection, moment: int, account: int) -> int:
    """Return the tinybars of an account in a snapshot; 0 if it is not in it."""
    since = start_of_month(moment)
    stored = Sql(STORED.format(where="account_id = ? AND NOT token_id"), (account, since, moment))
    source = Sql(KEPT, (account, moment)) if _is_counted(connection, moment) else stored
    found = connection.execute(f"SELECT balance FROM ({source.text})", source.parameters).fetchone()
    return (found[0] if found else None) or 0


def _is_counted(connection: Connection, moment: int) -> bool:
    (counted,) = connection.execute("SELECT counted FROM hedera_snapshot WHERE consensus_timestamp = ?", (moment,)).fetchone()
    return bool(counted)

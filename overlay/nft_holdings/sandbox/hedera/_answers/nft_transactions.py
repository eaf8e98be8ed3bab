"""`/tokens/{id}/nfts/{serial}/transactions`: the history of an NFT."""

from typing import Any

from nft_holdings_server_models.hedera import Links, NftTransaction, NftTransactionHistory

from nft_holdings.sandbox.hedera._ids import as_text
from nft_holdings.sandbox.hedera._parameters import TIMESTAMP
from nft_holdings.sandbox.hedera._rows import Sql, within
from nft_holdings.sandbox.hedera._timestamps import as_timestamp

from .answer import Answer, Question
from .paths import serial_of, token_of

COLUMNS = {TIMESTAMP: "consensus_timestamp"}
SOMEBODY = 2
"""The account that paid for a loaded transaction, if the document does not say."""
NAMES = "consensus_timestamp", "type", "nonce", "payer", "valid_start", "is_approval", "sender", "receiver"
# The server takes the id of any entity, and so shows the deletion of an account (`observed#NftTransaction/deletions`). It looks up what
# happened at that moment, which may be a change that is told.
DELETIONS = """
    SELECT modified_timestamp AS consensus_timestamp, 'TOKENDELETION' AS type, 0 AS nonce, coalesce(treasury, id) AS payer,
        max(0, modified_timestamp - 10000000000) AS valid_start, 0 AS is_approval, NULL AS sender, NULL AS receiver
    FROM hedera_token WHERE id = ? AND deleted AND modified_timestamp IS NOT NULL
    UNION ALL
    SELECT modified_timestamp, 'CRYPTODELETE', 0, id, max(0, modified_timestamp - 10000000000), 0, NULL, NULL
    FROM hedera_account WHERE id = ? AND deleted AND modified_timestamp IS NOT NULL
"""
TOLD = "SELECT consensus_timestamp FROM hedera_nft_change WHERE token_id = ? AND serial_number = ?"
CREATED = "SELECT created_timestamp FROM hedera_nft WHERE token_id = ? AND serial_number = ?"


def nft_transactions(question: Question) -> Answer:
    """List what happened to an NFT, with 206 if its beginning is unknown.

    The server counts changes and then looks their transactions up. One that it lacks makes the page shorter, and so the last one
    (`observed#getNftTransactions/gaps`).
    """
    token, serial = token_of(question.path["token"]), serial_of(question.path["serial"])
    asked = question.page_query(COLUMNS)
    conditions = within(COLUMNS, asked.comparisons)
    changes = Sql.joined(" AND ", [Sql("token_id = ? AND serial_number = ?", (token, serial)), *conditions])
    deletions = Sql.joined(" AND ", [Sql(f"consensus_timestamp NOT IN ({TOLD})", (token, serial)), *conditions])
    columns, direction = ", ".join(NAMES), "DESC" if asked.descending else "ASC"
    rows = question.database.execute(
        f"""
        SELECT * FROM (
            SELECT {columns} FROM hedera_history WHERE {changes.text}
            UNION ALL SELECT {columns} FROM ({DELETIONS}) WHERE {deletions.text}
        ) ORDER BY consensus_timestamp {direction} LIMIT ?
        """,
        (*changes.parameters, token, token, *deletions.parameters, asked.limit),
    ).fetchall()
    found = [_sent(dict(zip(NAMES, row, strict=True))) for row in rows if row[1] is not None]
    next_page = question.next_page(asked, len(found), TIMESTAMP, found[-1].consensus_timestamp if found else None)
    body = NftTransactionHistory(transactions=found, links=Links(next=next_page))
    (created,) = question.database.execute(CREATED, (token, serial)).fetchone() or (None,)
    return Answer(body, next_page, status=206 if found and created is None else 200)


def _sent(row: dict[str, Any]) -> NftTransaction:
    started = row["consensus_timestamp"] if row["valid_start"] is None else row["valid_start"]
    return NftTransaction(
        consensus_timestamp=str(as_timestamp(row["consensus_timestamp"])),
        nonce=row["nonce"],
        transaction_id=f"{as_text(row['payer'] or SOMEBODY)}-{as_timestamp(started, '-')}",
        type=row["type"],
        is_approval=None if row["is_approval"] is None else bool(row["is_approval"]),
        receiver_account_id=as_text(row["receiver"]),
        sender_account_id=as_text(row["sender"]),
    )

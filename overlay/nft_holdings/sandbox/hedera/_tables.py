"""Hedera's tables. Ids are encoded numbers, timestamps nanoseconds since 1970, aliases and metadata bytes.

`hedera_history` has every change of every NFT, and so all that the mirror node tells of the past. Changes that no row of
`hedera_nft_change` tells follow from the NFT: its treasury minted it when it was created, and gave it to its holder when it was last modified.
"""

from collections.abc import Iterable
from sqlite3 import Connection

from nft_holdings.sandbox._api import Row

TABLES = """
CREATE TABLE IF NOT EXISTS hedera_account (
    id INTEGER PRIMARY KEY,
    alias BLOB,
    evm_address BLOB,
    deleted INTEGER,
    created_timestamp INTEGER,
    modified_timestamp INTEGER,
    balance INTEGER,
    balance_timestamp INTEGER,
    public_key TEXT,
    info TEXT
);
CREATE INDEX IF NOT EXISTS hedera_account_alias ON hedera_account (alias);
CREATE INDEX IF NOT EXISTS hedera_account_evm_address ON hedera_account (evm_address);
CREATE TABLE IF NOT EXISTS hedera_token (
    id INTEGER PRIMARY KEY,
    deleted INTEGER,
    fungible INTEGER NOT NULL DEFAULT 0,
    decimals INTEGER NOT NULL DEFAULT 0,
    treasury INTEGER,
    created_timestamp INTEGER,
    modified_timestamp INTEGER,
    info TEXT
);
CREATE TABLE IF NOT EXISTS hedera_token_past (
    token_id INTEGER NOT NULL,
    modified_timestamp INTEGER NOT NULL,
    treasury INTEGER,
    info TEXT,
    PRIMARY KEY (token_id, modified_timestamp)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS hedera_nft (
    account_id INTEGER,
    token_id INTEGER NOT NULL,
    serial_number INTEGER NOT NULL,
    spender INTEGER,
    delegating_spender INTEGER,
    created_timestamp INTEGER,
    modified_timestamp INTEGER,
    metadata BLOB,
    deleted INTEGER,
    traced INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (token_id, serial_number)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS hedera_nft_account ON hedera_nft (account_id, token_id, serial_number);
CREATE TABLE IF NOT EXISTS hedera_nft_change (
    token_id INTEGER NOT NULL,
    serial_number INTEGER NOT NULL,
    consensus_timestamp INTEGER NOT NULL,
    type TEXT,
    nonce INTEGER NOT NULL DEFAULT 0,
    payer INTEGER,
    valid_start INTEGER,
    is_approval INTEGER,
    sender INTEGER,
    receiver INTEGER,
    holder INTEGER,
    PRIMARY KEY (token_id, serial_number, consensus_timestamp)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS hedera_association (
    account_id INTEGER NOT NULL,
    token_id INTEGER NOT NULL,
    balance INTEGER,
    balance_timestamp INTEGER,
    automatic INTEGER DEFAULT 0,
    created_timestamp INTEGER,
    freeze_status TEXT,
    kyc_status TEXT,
    PRIMARY KEY (account_id, token_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS hedera_association_token ON hedera_association (token_id, account_id);
CREATE TABLE IF NOT EXISTS hedera_snapshot (
    consensus_timestamp INTEGER PRIMARY KEY,
    counted INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS hedera_snapshot_balance (
    consensus_timestamp INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    token_id INTEGER NOT NULL,
    balance INTEGER NOT NULL,
    PRIMARY KEY (consensus_timestamp, account_id, token_id)
) WITHOUT ROWID;
CREATE VIEW IF NOT EXISTS hedera_nft_issued AS
SELECT nft.*, token.treasury AS treasury,
    coalesce(nft.modified_timestamp > coalesce(nft.created_timestamp, 0) AND nft.account_id IS NOT token.treasury, 0) AS moved
FROM hedera_nft AS nft LEFT JOIN hedera_token AS token ON token.id = nft.token_id WHERE NOT nft.traced;
CREATE VIEW IF NOT EXISTS hedera_history AS
SELECT token_id, serial_number, consensus_timestamp, type, nonce, payer, valid_start, is_approval, sender, receiver, holder
FROM hedera_nft_change
UNION ALL
SELECT token_id, serial_number, created_timestamp, 'TOKENMINT', 0, coalesce(treasury, account_id), max(0, created_timestamp - 10000000000), 0,
    NULL, iif(moved, treasury, account_id), iif(moved, treasury, account_id)
FROM hedera_nft_issued WHERE created_timestamp IS NOT NULL
UNION ALL
SELECT token_id, serial_number, modified_timestamp, iif(account_id IS NULL, 'TOKENBURN', 'CRYPTOTRANSFER'), 0,
    coalesce(treasury, account_id), max(0, modified_timestamp - 10000000000), 0, treasury, account_id, account_id
FROM hedera_nft_issued WHERE moved
"""

SECOND = 10**9
FOLLOWING_TOKENS = (
    f"""
    INSERT OR IGNORE INTO hedera_token (id, deleted, treasury, created_timestamp)
    SELECT token_id, 0, :treasury, min(created_timestamp) - {SECOND} FROM hedera_nft GROUP BY token_id
    """,
    """
    UPDATE hedera_token SET treasury = (
        SELECT account_id FROM hedera_nft WHERE token_id = id AND account_id IS NOT NULL ORDER BY serial_number LIMIT 1
    ) WHERE treasury IS NULL
    """,
)
FOLLOWING_ASSOCIATIONS = (
    """
    INSERT OR IGNORE INTO hedera_association (account_id, token_id, created_timestamp)
    SELECT holder, token_id, min(consensus_timestamp) FROM hedera_nft_change WHERE holder IS NOT NULL GROUP BY holder, token_id
    """,
    """
    INSERT OR IGNORE INTO hedera_association (account_id, token_id, created_timestamp)
    SELECT account_id, token_id, min(created_timestamp) FROM hedera_nft WHERE account_id IS NOT NULL GROUP BY account_id, token_id
    """,
    """
    INSERT OR IGNORE INTO hedera_association (account_id, token_id, created_timestamp)
    SELECT treasury, id, created_timestamp FROM hedera_token WHERE treasury IS NOT NULL
    """,
)
FOLLOWING_ACCOUNTS = """
INSERT OR IGNORE INTO hedera_account (id, deleted)
SELECT account_id, 0 FROM hedera_nft WHERE account_id IS NOT NULL UNION SELECT account_id, 0 FROM hedera_association
UNION SELECT treasury, 0 FROM hedera_token WHERE treasury IS NOT NULL
"""


def insert(connection: Connection, table: str, rows: Iterable[Row]) -> None:
    """Write rows, which all have the same columns."""
    rows = [*rows]
    if rows:
        columns = [*rows[0]]
        values = ", ".join(f":{column}" for column in columns)
        connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})", rows)


def insert_following(connection: Connection, treasury: int | None = None, *, associations: bool = True) -> None:
    """Write the tokens, associations and accounts that other rows name and that have no row yet.

    Args:
        connection: The database.
        treasury: The treasury of such tokens; None takes the holder of the first NFT.
        associations: Associate accounts with the tokens that they hold or held.
    """
    statements = (*FOLLOWING_TOKENS, *(FOLLOWING_ASSOCIATIONS if associations else ()), FOLLOWING_ACCOUNTS)
    for statement in statements:
        connection.execute(statement, {"treasury": treasury} if ":treasury" in statement else {})

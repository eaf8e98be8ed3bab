"""Loopring's tables.

Rows are kept as JSON text, so that keys that no schema knows stay, beside the columns that requests select by. Addresses in
columns are in lower case.
"""

TABLES = """
CREATE TABLE IF NOT EXISTS loopring_account (
    account_id INTEGER PRIMARY KEY,
    address TEXT UNIQUE
);
CREATE TABLE IF NOT EXISTS loopring_balance (
    account_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    token_id INTEGER NOT NULL,
    nft_data TEXT,
    token_address TEXT,
    collection_id INTEGER,
    is_zero INTEGER NOT NULL,
    balance TEXT NOT NULL,
    PRIMARY KEY (account_id, position)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS loopring_collection (
    account_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    collection_id INTEGER NOT NULL,
    contract_address TEXT,
    count INTEGER,
    collection TEXT NOT NULL,
    PRIMARY KEY (account_id, position)
) WITHOUT ROWID
"""

INSERT_ACCOUNT = "INSERT INTO loopring_account VALUES (?, ?)"
INSERT_BALANCE = "INSERT INTO loopring_balance VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_COLLECTION = "INSERT INTO loopring_collection VALUES (?, ?, ?, ?, ?, ?)"

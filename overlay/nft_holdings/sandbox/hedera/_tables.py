"""Hedera's tables. Ids are encoded numbers, timestamps nanoseconds since 1970, aliases and metadata bytes."""

TABLES = """
CREATE TABLE IF NOT EXISTS hedera_account (
    id INTEGER PRIMARY KEY,
    alias BLOB,
    evm_address BLOB,
    deleted INTEGER
);
CREATE INDEX IF NOT EXISTS hedera_account_alias ON hedera_account (alias);
CREATE INDEX IF NOT EXISTS hedera_account_evm_address ON hedera_account (evm_address);
CREATE TABLE IF NOT EXISTS hedera_token (
    id INTEGER PRIMARY KEY,
    deleted INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS hedera_nft (
    account_id INTEGER NOT NULL,
    token_id INTEGER NOT NULL,
    serial_number INTEGER NOT NULL,
    spender INTEGER,
    delegating_spender INTEGER,
    created_timestamp INTEGER,
    modified_timestamp INTEGER,
    metadata BLOB,
    deleted INTEGER,
    PRIMARY KEY (token_id, serial_number)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS hedera_nft_account ON hedera_nft (account_id, token_id, serial_number)
"""

INSERT_ACCOUNT = "INSERT INTO hedera_account VALUES (:number, :alias, :evm_address, :deleted)"
INSERT_TOKEN = "INSERT INTO hedera_token VALUES (:token_id, :deleted)"
INSERT_NFT = """
INSERT INTO hedera_nft VALUES (
    :account_id, :token_id, :serial_number, :spender, :delegating_spender,
    :created_timestamp, :modified_timestamp, :metadata, :deleted
)
"""
INSERT_MISSING_ACCOUNTS = "INSERT OR IGNORE INTO hedera_account SELECT DISTINCT account_id, NULL, NULL, 0 FROM hedera_nft"
INSERT_MISSING_TOKENS = "INSERT OR IGNORE INTO hedera_token SELECT DISTINCT token_id, 0 FROM hedera_nft"

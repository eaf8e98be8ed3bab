"""SwapChat's table. A row is kept as JSON text: numbers have any size, keys that no schema knows stay, absent is not null."""

TABLES = """
CREATE TABLE IF NOT EXISTS swapchat_asset (
    wallet_address TEXT NOT NULL,
    position INTEGER NOT NULL,
    asset TEXT NOT NULL,
    PRIMARY KEY (wallet_address, position)
) WITHOUT ROWID
"""
INSERT_ASSET = "INSERT INTO swapchat_asset VALUES (?, ?, ?)"

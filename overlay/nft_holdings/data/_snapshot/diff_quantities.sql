-- Add the changes of NFTs of which each account has a quantity to `changes`. `old` and `new` have the rows of the two snapshots, of accounts
-- that both have. An account that has none of an NFT may have a row with quantity 0, or no row.
CREATE OR REPLACE TEMP TABLE pairs AS
SELECT
    nft,
    old.account AS from_account,
    new.account AS to_account,
    old.quantity AS old_quantity,
    new.quantity AS new_quantity,
    old.metadata AS old_metadata,
    new.metadata AS new_metadata,
    new.time AS time,
    coalesce(new.can_move, old.can_move) AS can_move,
    coalesce(new.token_id, old.token_id) AS token_id,
    coalesce(new.blockchain, old.blockchain) AS blockchain,
    coalesce(new.contract_address, old.contract_address) AS contract_address,
    coalesce(new.nft_data, old.nft_data) AS nft_data,
    coalesce(new.slot, old.slot) AS slot,
    coalesce(new.collection_id, old.collection_id) AS collection_id
FROM (FROM old WHERE quantity IS DISTINCT FROM '0') AS old
FULL JOIN (FROM new WHERE quantity IS DISTINCT FROM '0') AS new USING (nft, account)
WHERE from_account IS NULL OR to_account IS NULL OR old_quantity <> new_quantity OR old_metadata <> new_metadata;

INSERT INTO changes BY NAME
WITH
    one_sided AS (
        FROM pairs WHERE from_account IS NULL OR to_account IS NULL
    ),
    -- One account no longer has the NFT, one account has it now, and both quantities are the same.
    moves AS (
        SELECT nft
        FROM one_sided
        WHERE can_move
        GROUP BY nft
        HAVING count(from_account) = 1 AND count(to_account) = 1 AND max(old_quantity) = max(new_quantity)
    ),
    found AS (
        FROM pairs WHERE from_account = to_account
        UNION ALL
        FROM one_sided ANTI JOIN moves USING (nft)
        UNION ALL
        SELECT acquired.* REPLACE (
            released.from_account AS from_account,
            released.old_quantity AS old_quantity,
            released.old_metadata AS old_metadata
        )
        FROM one_sided AS acquired JOIN one_sided AS released USING (nft) SEMI JOIN moves USING (nft)
        WHERE acquired.from_account IS NULL AND released.to_account IS NULL
    )
SELECT
    CASE
        WHEN from_account IS NULL THEN 'acquired'
        WHEN to_account IS NULL THEN 'released'
        WHEN from_account <> to_account THEN 'moved'
        ELSE 'quantity'
    END AS change,
    $api AS api,
    $table AS "table",
    * EXCLUDE (nft, can_move, old_quantity, new_quantity, old_metadata, new_metadata),
    old_quantity AS before,
    new_quantity AS after
FROM found
WHERE from_account IS DISTINCT FROM to_account OR old_quantity <> new_quantity
UNION ALL BY NAME
SELECT
    'metadata' AS change,
    $api AS api,
    $table AS "table",
    * EXCLUDE (nft, can_move, old_quantity, new_quantity, old_metadata, new_metadata),
    old_metadata AS before,
    new_metadata AS after
FROM found
WHERE old_metadata <> new_metadata
ORDER BY blockchain, contract_address, token_id, nft_data, collection_id, from_account, to_account, change

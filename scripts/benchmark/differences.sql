-- The differences of two snapshots of tokens, as somebody writes them by hand who knows these two: every NFT is in one unit, and certain.
WITH
    pairs AS MATERIALIZED (
        SELECT
            token_id,
            serial_number,
            CASE WHEN NOT old.deleted THEN old.account_id END AS from_account,
            CASE WHEN NOT new.deleted THEN new.account_id END AS to_account,
            old.metadata AS before,
            new.metadata AS after,
            new.modified_timestamp AS time
        FROM read_parquet($before) AS old
        FULL JOIN read_parquet($after) AS new USING (token_id, serial_number)
        WHERE from_account IS DISTINCT FROM to_account OR old.metadata <> new.metadata
    ),
    changes AS (
        SELECT
            CASE WHEN from_account IS NULL THEN 'minted' WHEN to_account IS NULL THEN 'burned' ELSE 'moved' END AS change,
            token_id, serial_number, from_account, to_account, NULL AS before, NULL AS after, time
        FROM pairs
        WHERE from_account IS DISTINCT FROM to_account
        UNION ALL
        SELECT 'metadata', token_id, serial_number, from_account, to_account, base64(before), base64(after), time
        FROM pairs
        WHERE before <> after
    )
SELECT
    change,
    'hedera' AS api,
    'nfts' AS "table",
    token_id,
    serial_number,
    NULL::VARCHAR AS blockchain,
    NULL::VARCHAR AS contract_address,
    NULL::VARCHAR AS nft_data,
    NULL::BIGINT AS slot,
    NULL::BIGINT AS collection_id,
    from_account,
    to_account,
    before,
    after,
    time
FROM changes
ORDER BY token_id, serial_number, change

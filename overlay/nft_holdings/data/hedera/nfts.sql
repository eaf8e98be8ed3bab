-- NFTs with their holders. An NFT that was burned has none, nor has one of a deleted token. Rows of a token's listing have `rolled_back`.
SELECT
    reading,
    token_id,
    serial_number,
    CASE WHEN deleted IS NOT TRUE THEN account_id END AS account,
    metadata,
    modified_timestamp AS time,
    rolled_back IS NOT NULL AS is_of_token,
    unresolved IS NOT NULL AS is_uncertain
FROM stored

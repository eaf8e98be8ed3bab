-- Add the changes of NFTs with one holder to `changes`, and what is not certain to `not_compared`. `old` and `new` have the NFTs' rows in the
-- two snapshots, of units that both have. The `account` of an NFT that exists no longer is null.
INSERT INTO not_compared
SELECT api, listing, unit, 'NFTs that are not certain in the snapshot before: ' || count(*)
FROM old JOIN compared ON reading = before_reading
WHERE is_uncertain
GROUP BY ALL
UNION ALL
SELECT api, listing, unit, 'NFTs that are not certain in the snapshot after: ' || count(*)
FROM new JOIN compared ON reading = after_reading
WHERE is_uncertain
GROUP BY ALL;

CREATE OR REPLACE TEMP MACRO differing(old_rows, new_rows) AS TABLE
SELECT
    token_id,
    serial_number,
    old.account AS from_account,
    new.account AS to_account,
    old.metadata AS before,
    new.metadata AS after,
    new.time AS time,
    old.is_of_token IS TRUE OR new.is_of_token IS TRUE AS is_of_token,
    old.token_id IS NOT NULL AS is_before,
    new.token_id IS NOT NULL AS is_after
FROM query_table(old_rows) AS old FULL JOIN query_table(new_rows) AS new USING (token_id, serial_number)
WHERE old.account IS DISTINCT FROM new.account OR old.metadata IS DISTINCT FROM new.metadata OR old.time IS DISTINCT FROM new.time;

CREATE OR REPLACE TEMP TABLE pairs AS
FROM differing('old', 'new')
ANTI JOIN (SELECT token_id, serial_number FROM old WHERE is_uncertain UNION ALL SELECT token_id, serial_number FROM new WHERE is_uncertain)
    USING (token_id, serial_number);

-- NFTs that may be in several units of a snapshot, as they moved while it was read. Their newest rows count, and these need not be in the pairs
-- above, from which equal rows are left out. A row that is later than the whole snapshot before has no equal one there, and is the newest.
CREATE OR REPLACE TEMP TABLE in_several AS
SELECT token_id, serial_number FROM pairs GROUP BY ALL HAVING count(*) > 1
UNION
SELECT token_id, serial_number FROM pairs WHERE is_before AND is_after AND (time > (SELECT max(time) FROM old)) IS NOT TRUE;

CREATE OR REPLACE TEMP VIEW old_newest AS
SELECT * REPLACE (bool_or(is_of_token) OVER (PARTITION BY token_id, serial_number) AS is_of_token)
FROM old SEMI JOIN in_several USING (token_id, serial_number)
QUALIFY row_number() OVER (PARTITION BY token_id, serial_number ORDER BY time DESC NULLS LAST, metadata NULLS LAST, account) = 1;

CREATE OR REPLACE TEMP VIEW new_newest AS
SELECT * REPLACE (bool_or(is_of_token) OVER (PARTITION BY token_id, serial_number) AS is_of_token)
FROM new SEMI JOIN in_several USING (token_id, serial_number)
QUALIFY row_number() OVER (PARTITION BY token_id, serial_number ORDER BY time DESC NULLS LAST, metadata NULLS LAST, account) = 1;

INSERT INTO changes BY NAME
WITH
    found AS (
        FROM pairs ANTI JOIN in_several USING (token_id, serial_number)
        UNION ALL
        FROM differing('old_newest', 'new_newest')
    )
SELECT
    CASE
        WHEN from_account IS NULL THEN if(is_of_token, 'minted', 'acquired')
        WHEN to_account IS NULL THEN if(is_of_token OR is_after, 'burned', 'released')
        ELSE 'moved'
    END AS change,
    $api AS api,
    $table AS "table",
    token_id,
    serial_number,
    from_account,
    to_account,
    time
FROM found
WHERE from_account IS DISTINCT FROM to_account
UNION ALL BY NAME
SELECT
    'metadata' AS change,
    $api AS api,
    $table AS "table",
    token_id,
    serial_number,
    from_account,
    to_account,
    base64(before) AS before,
    base64(after) AS after,
    time
FROM found
WHERE before <> after
ORDER BY token_id, serial_number, change

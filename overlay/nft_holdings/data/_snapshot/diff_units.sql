-- Make three tables: `compared`, the units that both snapshots have read to their end; `not_compared`, the others; and the empty `changes`.
CREATE TEMP TABLE paired AS
SELECT
    api,
    listing,
    unit,
    coalesce(old."table", new."table") AS "table",
    old.state AS before_state,
    new.state AS after_state,
    old.error AS before_error,
    new.error AS after_error,
    old.reading AS before_reading,
    new.reading AS after_reading,
    old.rows AS before_rows,
    new.rows AS after_rows
FROM before._units AS old FULL JOIN after._units AS new USING (api, listing, unit);

CREATE TEMP TABLE compared AS FROM paired WHERE before_state = 'done' AND after_state = 'done';

CREATE TEMP TABLE not_compared AS
SELECT
    api,
    listing,
    unit,
    CASE
        WHEN before_state IS NULL THEN 'it is not in the snapshot before'
        WHEN after_state IS NULL THEN 'it is not in the snapshot after'
        WHEN before_state = 'failed' THEN 'it failed before: ' || before_error
        WHEN after_state = 'failed' THEN 'it failed after: ' || after_error
        WHEN before_state <> 'done' THEN 'the snapshot before has not read it to its end: resume it'
        ELSE 'the snapshot after has not read it to its end: resume it'
    END AS reason
FROM paired ANTI JOIN compared USING (api, listing, unit);

CREATE TABLE changes (
    change VARCHAR,
    api VARCHAR,
    "table" VARCHAR,
    token_id VARCHAR,
    serial_number BIGINT,
    blockchain VARCHAR,
    contract_address VARCHAR,
    nft_data VARCHAR,
    slot BIGINT,
    collection_id BIGINT,
    from_account VARCHAR,
    to_account VARCHAR,
    before VARCHAR,
    after VARCHAR,
    time TIMESTAMPTZ_NS
);

-- The number of NFTs that an account holds of a collection. Equal numbers of two accounts need not be the same NFTs, so none of them moves.
SELECT
    reading,
    unit AS account,
    coalesce(collection.id::VARCHAR, lower(collection.collectionAddress), collection.name, '') AS nft,
    false AS can_move,
    count::VARCHAR AS quantity,
    NULL::VARCHAR AS metadata,
    NULL::TIMESTAMPTZ_NS AS time,
    NULL::VARCHAR AS token_id,
    NULL::VARCHAR AS blockchain,
    collection.contractAddress AS contract_address,
    NULL::VARCHAR AS nft_data,
    NULL::BIGINT AS slot,
    collection.id AS collection_id
FROM stored

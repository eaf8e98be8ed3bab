-- Balances of NFTs. `nftData` names an NFT in all accounts; where the server leaves it out, the account's slot has to do.
SELECT
    reading,
    unit AS account,
    coalesce(lower(nftData), 'slot ' || tokenId) AS nft,
    nftData IS NOT NULL AS can_move,
    total AS quantity,
    to_json(metadata)::VARCHAR AS metadata,
    coalesce(balanceUpdatedAt, updatedAt)::TIMESTAMPTZ_NS AS time,
    nftId AS token_id,
    NULL::VARCHAR AS blockchain,
    tokenAddress AS contract_address,
    nftData AS nft_data,
    tokenId AS slot,
    collectionInfo.id AS collection_id
FROM stored

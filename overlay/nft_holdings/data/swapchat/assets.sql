-- Quantities of NFTs. On chains whose tokens have no id, the name has to do. Ranks and percentages change with other NFTs: they are no metadata.
SELECT
    reading,
    unit AS account,
    to_json([
        nft.blockchain,
        CASE WHEN starts_with(nft.contract_address, '0x') THEN lower(nft.contract_address) ELSE nft.contract_address END,
        nft.token_id,
        CASE WHEN nft.token_id IS NULL THEN nft.name END
    ])::VARCHAR AS nft,
    nft.token_id IS NOT NULL AS can_move,
    quantity,
    to_json({
        'name': nft.name,
        'description': nft.description,
        'image': nft.image,
        'animation_url': nft.animation_url,
        'traits': list_transform(nft.traits, lambda trait: {'type': trait.type, 'value': trait.value})
    })::VARCHAR AS metadata,
    NULL::TIMESTAMPTZ_NS AS time,
    nft.token_id AS token_id,
    nft.blockchain AS blockchain,
    nft.contract_address AS contract_address,
    NULL::VARCHAR AS nft_data,
    NULL::BIGINT AS slot,
    NULL::BIGINT AS collection_id
FROM stored

"""Hedera."""

SAMPLE_ACCOUNTS = {
    "idOrAliasOrEvmAddress": "100 NFTs",
    "getTokensByAccountId/idOrAliasOrEvmAddress": "many tokens, and no NFT of any",
}
"""For each parameter the sandbox's account that samples use, by what the account shows; of one operation, if its name begins with one."""
SAMPLE_VALUES = {
    "tokenId": "0.0.705",
    "getNft/tokenId": "0.0.700",
    "getNftTransactions/tokenId": "0.0.700",
    "serialNumber": "17",
}
"""For each other parameter the value that samples use: a token with many holders, and an NFT with a long history."""

"""Hedera."""

SAMPLE_ACCOUNTS = {"idOrAliasOrEvmAddress": "100 NFTs"}
"""For each parameter the sandbox's account that samples use, by what the account shows."""

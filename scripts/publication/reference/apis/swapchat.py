"""SwapChat."""

SAMPLE_ACCOUNTS = {"user_id": "a user; any other does too", "wallet_address": "100 NFTs"}
"""For each parameter the sandbox's account that samples use, by what the account shows."""

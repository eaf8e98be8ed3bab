"""Loopring."""

SAMPLE_ACCOUNTS = {"accountId": "more collections than a page has"}
"""For each parameter the sandbox's account that samples use, by what the account shows."""

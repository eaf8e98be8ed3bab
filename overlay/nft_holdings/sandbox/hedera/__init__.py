"""Hedera: the mirror node's listing of an account's NFTs.

May import the shared modules of the sandbox, its `_faults` excepted, and no other API.
"""

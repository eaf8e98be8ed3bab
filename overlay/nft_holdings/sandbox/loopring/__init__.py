"""Loopring: an account's NFTs, and the collections that they belong to.

May import the shared modules of the sandbox, its `_faults` excepted, and no other API.
"""

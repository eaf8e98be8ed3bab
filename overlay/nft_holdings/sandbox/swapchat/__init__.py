"""SwapChat: the NFTs of a user's wallet.

May import the shared modules of the sandbox, its `_faults` excepted, and no other API.
"""

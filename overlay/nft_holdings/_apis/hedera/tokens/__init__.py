"""The token side of the mirror node: who holds a token's NFTs, their history, tokens, and how many an account has.

May import what the rest of `_apis/hedera` may, and its ids, filters and queries.
"""

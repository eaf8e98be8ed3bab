"""Hedera's mirror node: its client, its operations and its pager.

May import the client, listings and all below them; not another API.
"""

"""Loopring: its client and its operations.

May import the client, listings and all below them; not another API.
"""

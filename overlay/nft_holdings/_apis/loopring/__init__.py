"""Loopring: client, descriptor and operations.

May import the base clients, the listings and all below them; not another API.
"""

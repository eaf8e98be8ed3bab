"""Hedera's mirror node: client, descriptor, operation, pager, filters, and reading in several key ranges (`parallel`).

May import the base clients, the listings and all below them; not another API.
"""

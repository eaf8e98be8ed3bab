"""SwapChat: client, descriptor, operation and pager.

May import the base clients, the listings and all below them; not another API.
"""

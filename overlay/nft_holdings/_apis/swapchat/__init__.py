"""SwapChat: its client, its operation and its pager.

May import the client, listings and all below them; not another API.
"""

"""The contract of SwapChat: its descriptor, its rules, and its part in generated requests.

May import `_rules/`, `_rules/paging/` and the server.
"""

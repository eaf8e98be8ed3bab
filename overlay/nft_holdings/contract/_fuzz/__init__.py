"""Checks with generated requests: the runner of schemathesis, and its hooks.

May import the rules and the server. Nothing here names an API: hooks come from the contract of each.
"""

"""Schemathesis: its runner, its hooks, and the ids that are known to exist.

May import the checked server.
"""

"""Reports of a contract check: the report, its files, and the baseline of known failures.

May import the rules and the server.
"""

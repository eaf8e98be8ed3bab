"""Complete listings from a sandbox with faults, each compared with what the account holds. scripts/chaos runs it.

What is true of one API stands in its module in `apis/`.
"""

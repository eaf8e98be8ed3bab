"""A fuzzer for the code that reads replies. scripts/fuzz runs it, outside of the tests.

What is true of one API stands in its module in `apis/`.
"""

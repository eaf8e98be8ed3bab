"""Filters of Hedera's listings: columns, the rules of the mirror node, and matching of rows.

May import the validation of arguments and entity ids.
"""

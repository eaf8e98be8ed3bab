"""Filters of Hedera's listings: columns, the mirror node's rules, and the matching of rows.

May import entity ids, the generated models, redaction and errors.
"""

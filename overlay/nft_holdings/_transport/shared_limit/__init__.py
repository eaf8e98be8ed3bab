"""A rate limit that several processes share, kept in a store of pyrate-limiter's.

May import the redaction and errors that all share.
"""

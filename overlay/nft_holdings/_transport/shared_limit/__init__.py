"""A rate limit that several processes share, in a store of pyrate-limiter.

May import places (`_transport.place`), store addresses, redaction and errors.
"""

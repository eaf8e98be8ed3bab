"""The server that is checked: what is sent to it, what came back, and what it may cost.

May import the specs, redaction and errors that all share.
"""

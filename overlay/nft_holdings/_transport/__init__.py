"""Sending requests: the HTTP clients, retries, rate limits and the loop thread.

May import the options, checks, redaction and errors that all share.
"""

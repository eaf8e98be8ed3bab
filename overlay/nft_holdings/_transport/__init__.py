"""Sending requests: transports, retries, rate limits, concurrency limits, and the places where coroutines run.

May import the options, validation, redaction, specs and errors; not `_reading`, `_paging` or an API.
"""

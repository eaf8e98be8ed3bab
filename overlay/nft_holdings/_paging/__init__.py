"""From page to page: pagers, page iterator, schedulers, cursor, many accounts.

May import `_reading`, `_transport`, and the options, checks and errors that all share.
"""

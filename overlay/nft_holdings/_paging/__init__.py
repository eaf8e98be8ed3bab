"""Reading listings page by page: operations, pagers, schedulers, the page iterator, cursors, and many accounts.

May import `_reading`, `_transport`, options, validation, redaction, specs and errors; not the clients or an API.
"""

"""Rules and probe of listings whose pages have numbers or offsets, for all APIs with such listings.

May import `_rules/` and the server. Nothing here names an API.
"""

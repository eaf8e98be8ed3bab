"""Rules of the APIs, and what runs them.

May import the checked server; an API's rules do not import another's.
"""

"""The specs: access to what they say, and their export as files.

May import errors.
"""

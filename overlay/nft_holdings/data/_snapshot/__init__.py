"""Snapshots: what many listings hold, read into a folder, and read from it.

It may import `_store`, the tables of Arrow beside it, and what is below.
"""

"""Faults of connections: resets, and replies that take their time.

May import the modules of `_faults/` below the kinds, and no other folder of it.
"""

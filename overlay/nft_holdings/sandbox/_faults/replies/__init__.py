"""Faults of whole replies: their status, their bodies, their sizes.

May import the modules of `_faults/` below the kinds, and no other folder of it.
"""

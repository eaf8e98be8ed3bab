"""Faults of rows and pages: fields, rows that change while they are listed, and pages that were not asked for.

May import the modules of `_faults/` below the kinds, and no other folder of it.
"""

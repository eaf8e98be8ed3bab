"""Replies into rows: at once where they fit the spec, tolerantly where they do not, with each drift reported.

May import messages of `_transport`, `_specs`, and the options, checks and errors that all share.
"""

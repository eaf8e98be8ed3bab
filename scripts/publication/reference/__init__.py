"""The API reference: a page for each operation and schema of a spec, with samples, forms and examples.

May import what is above it in `publication`, but for `site`.
"""

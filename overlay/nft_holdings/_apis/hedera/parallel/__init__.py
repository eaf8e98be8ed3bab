"""Reading a Hedera listing in several key ranges at once.

May import the filters, rows and sort key of Hedera, `_paging`, and all below them.
"""

"""Reading a Hedera listing in several key ranges at once.

May import the query, the ids, the filters, the rows and the sort key of Hedera, `_paging`, and all below them.
"""

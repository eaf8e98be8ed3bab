"""Reading a Hedera listing in several key ranges at once.

May import the query, the ids, the filters and the sort key of Hedera, `_paging`, `_reading`, and all below them.
"""

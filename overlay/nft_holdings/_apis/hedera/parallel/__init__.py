"""Reading a listing of Hedera's in several key ranges at once.

May import the sort key, the rows and `_paging`.
"""

"""Rules and their runner. All that is true of one API stands in its folder, with its descriptor; `paging/` serves several APIs.

May import the server. Each API's folder imports what stands here and `paging/`; no other module imports it, and contracts are found by name.
"""

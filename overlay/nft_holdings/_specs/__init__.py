"""The published specs: reading them, and exporting them as files.

May import the errors only.
"""

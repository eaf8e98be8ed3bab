# Generated from specs/swapchat.yaml: do not edit. Rebuild with scripts/generate.
"""Contains methods for accessing the API"""

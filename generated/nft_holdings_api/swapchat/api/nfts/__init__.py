# Generated from specs/swapchat.yaml: do not edit. Rebuild with scripts/generate.
"""Contains endpoint functions for accessing the API"""

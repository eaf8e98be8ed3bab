# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
"""Contains endpoint functions for accessing the API"""

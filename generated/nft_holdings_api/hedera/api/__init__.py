# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
"""Contains methods for accessing the API"""

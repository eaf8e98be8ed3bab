# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
"""Contains methods for accessing the API"""

# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
"""Contains endpoint functions for accessing the API"""

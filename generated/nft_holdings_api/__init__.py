# Generated from specs/: do not edit. Rebuild with scripts/generate.
"""Clients and attrs models generated from the specs, one package for each API."""

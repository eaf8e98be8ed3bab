# Generated from specs/: do not edit. Rebuild with scripts/generate.
"""Pydantic models of the server's side, generated from the specs, one module for each API."""

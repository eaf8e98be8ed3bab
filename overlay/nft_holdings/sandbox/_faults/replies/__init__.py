"""Faults of whole replies."""

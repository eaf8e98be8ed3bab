"""Faults of rows and pages."""

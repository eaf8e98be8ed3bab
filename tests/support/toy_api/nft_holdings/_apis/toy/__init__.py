"""A toy API."""

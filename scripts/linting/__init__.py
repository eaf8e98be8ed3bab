"""Holds the specs against their rules. Run it as `scripts/lint-specs`."""

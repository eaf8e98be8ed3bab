"""Compares specs with what has been published, rates the changes and publishes. Run it as `scripts/spec-diff`."""

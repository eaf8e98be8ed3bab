"""Holds a release against what it should be. Run it as `scripts/release-check`."""

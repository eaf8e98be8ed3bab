"""Turns the specs into the generated packages. Run it as `scripts/generate`."""

"""Ratings of changes of the specs, and their published versions. scripts/spec-diff runs it; README.md has the ratings."""

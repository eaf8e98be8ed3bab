"""Checks of a release. scripts/release-check and scripts/sbom run them."""

"""The site, built from docs/, the specs, the inventory and the docstrings. scripts/publish runs it."""

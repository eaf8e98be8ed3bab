"""What scripts/publish runs: the site, built out of docs/, the specs, the inventory and the docstrings."""

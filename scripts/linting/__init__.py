"""Rules for specs and inventories. scripts/lint-specs runs them; README.md lists them."""

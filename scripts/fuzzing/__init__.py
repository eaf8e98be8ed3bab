"""The fuzzer of what reads replies: `scripts/fuzz` runs it, outside of the tests."""

"""The APIs: the operations whose replies are read, one module each, with a `FUZZED_API` in it."""

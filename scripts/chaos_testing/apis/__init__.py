"""The APIs: their rows, calls and faults, one module each, with a `CHAOS_API` in it."""

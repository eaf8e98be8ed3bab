"""The APIs that the page server speaks and whose pages are decoded, one module each, with a `BENCHMARKED_API` in it."""

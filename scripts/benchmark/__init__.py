"""Comparison of the package with bare HTTP and other clients, against a fast page server. scripts/bench runs it."""

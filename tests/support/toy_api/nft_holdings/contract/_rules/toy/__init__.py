"""The toy API's contract."""

"""The toy API: children and their toys."""

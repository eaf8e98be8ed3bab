"""How the package compares with bare HTTP and with other clients, against a fast page server. scripts/bench runs it."""

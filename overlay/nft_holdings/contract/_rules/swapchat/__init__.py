"""Rules of SwapChat."""

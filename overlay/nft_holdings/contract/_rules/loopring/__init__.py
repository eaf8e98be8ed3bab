"""Rules of Loopring."""

"""What the command line has for Hedera alone."""

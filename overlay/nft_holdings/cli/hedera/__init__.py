"""Commands and columns that only Hedera has."""

"""Rules of Hedera's mirror node."""

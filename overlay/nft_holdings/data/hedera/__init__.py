"""A token's NFTs as of a consensus time, for snapshots of Hedera."""

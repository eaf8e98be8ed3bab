"""The commands of snapshots. They import `nft_holdings.data` when they run."""

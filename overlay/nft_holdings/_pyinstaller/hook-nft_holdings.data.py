"""The readers of snapshots, which are imported by name."""

from PyInstaller.utils.hooks import collect_submodules

hiddenimports = collect_submodules("nft_holdings.data.hedera")

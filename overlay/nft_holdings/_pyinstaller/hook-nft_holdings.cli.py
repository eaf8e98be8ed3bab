"""The commands that only one API has, which are imported by name."""

from PyInstaller.utils.hooks import collect_submodules

hiddenimports = collect_submodules("nft_holdings.cli.hedera")

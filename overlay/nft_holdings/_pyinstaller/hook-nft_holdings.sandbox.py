"""The parts of the sandbox that PyInstaller cannot see: the folders of the APIs, whose descriptors are found by name."""

from PyInstaller.utils.hooks import collect_submodules

hiddenimports = collect_submodules("nft_holdings.sandbox")

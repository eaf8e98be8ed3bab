"""The parts of snapshots that PyInstaller cannot see: readers, which are imported by name, and the queries, which are files of the package."""

from PyInstaller.utils.hooks import collect_data_files, collect_submodules

hiddenimports = collect_submodules("nft_holdings.data")
datas = collect_data_files("nft_holdings.data", includes=["**/*.sql"])

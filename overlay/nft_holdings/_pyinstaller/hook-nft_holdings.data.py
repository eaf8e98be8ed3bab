"""The parts of snapshots that PyInstaller cannot see: readers, which are imported by name, and the queries, which are files of the package."""

from PyInstaller.utils.hooks import collect_data_files, collect_submodules

# Ray starts Python for its workers, which a packed program cannot be.
hiddenimports = [name for name in collect_submodules("nft_holdings.data") if name != "nft_holdings.data.ray"]
datas = collect_data_files("nft_holdings.data", includes=["**/*.sql"])

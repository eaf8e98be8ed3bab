"""The specs, which clients and sandbox read as files of the package."""

from PyInstaller.utils.hooks import collect_data_files

datas = collect_data_files("nft_holdings_api")

"""The parts of nft_holdings that PyInstaller cannot see: modules that are imported by name when they are first used, and the version."""

from importlib.util import resolve_name

from PyInstaller.utils.hooks import collect_submodules, copy_metadata

from nft_holdings import _HOMES

homes = (resolve_name(home, "nft_holdings") for home in _HOMES.values())
hiddenimports = sorted({*homes, *collect_submodules("nft_holdings._apis")})
datas = copy_metadata("nft-holdings")

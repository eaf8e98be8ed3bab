"""The parts of nft_holdings that PyInstaller cannot see: modules that are imported by name when they are first used, and the version."""

from importlib.util import resolve_name

from PyInstaller.utils.hooks import copy_metadata

from nft_holdings import _HOMES
from nft_holdings._apis import NAMES

descriptors = [f"nft_holdings._apis.{name}.descriptor" for name in NAMES]
hiddenimports = sorted({*descriptors, *(resolve_name(home, "nft_holdings") for home in _HOMES.values())})
datas = copy_metadata("nft-holdings")

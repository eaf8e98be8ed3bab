"""The parts of contract checks that PyInstaller cannot see: contracts, which are found by name, and the files that schemathesis reads."""

from importlib.util import find_spec

from PyInstaller.utils.hooks import collect_data_files, copy_metadata

from nft_holdings._apis import NAMES

hiddenimports = [f"nft_holdings.contract._rules.{name}.descriptor" for name in NAMES]
datas = []
if find_spec("schemathesis"):
    datas = [*collect_data_files("schemathesis"), *collect_data_files("hypothesis"), *copy_metadata("schemathesis")]

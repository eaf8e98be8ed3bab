"""The files that contract checks read, where the extra `contract` is installed: those of schemathesis and of the tools behind it."""

from importlib.util import find_spec

from PyInstaller.utils.hooks import collect_data_files, copy_metadata

datas = []
if find_spec("schemathesis"):
    datas = [*collect_data_files("schemathesis"), *collect_data_files("hypothesis"), *copy_metadata("schemathesis")]

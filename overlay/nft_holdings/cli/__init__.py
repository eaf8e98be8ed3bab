"""The command `nft-holdings`. Needs the extra `cli`."""

import io
import os
import sys


def main() -> None:
    """Run the command line; exits with one of the codes in docs/command-line.md."""
    try:
        from ._app import run
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.partition(".")[0] not in {"typer", "rich"}:
            raise
        print(f'nft-holdings: the command line needs {missing.name}: pip install "nft-holdings[cli]"', file=sys.stderr)
        sys.exit(2)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Files and pipes are UTF-8 everywhere; a terminal keeps its encoding, and escapes what it cannot show.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace", newline="")
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    sys.exit(run(sys.argv[1:]))

"""The command `nft-holdings`: one module for each command, with what they share. Needs the extra `cli`.

May import everything else of the package; what a command needs is imported when it runs.
"""

import sys

from nft_holdings._installation import install_command

from ._signals import ignore_signals
from ._streams import open_streams


def main() -> None:
    """Run the command line; exits with one of the codes in docs/command-line.md."""
    open_streams()
    try:
        from ._app import run
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.partition(".")[0] not in {"typer", "rich"}:
            raise
        print(f"nft-holdings: the command line needs {missing.name}: {install_command('cli')}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:  # later on it is an exception of our own
        ignore_signals()
        print("nft-holdings: interrupted", file=sys.stderr)
        sys.exit(130)
    code = run(sys.argv[1:])
    if code > 128:  # a signal has ended it, and another one would make Python's end look like a defect
        ignore_signals()
    sys.exit(code)

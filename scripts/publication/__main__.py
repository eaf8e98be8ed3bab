"""Build the site.

usage: scripts/publish [DIR]
"""

import argparse
import sys
import time
from pathlib import Path

from .site import build
from .spec import ROOT, PublicationRefused


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="scripts/publish", description="Builds the site, fully static, out of docs/, specs/ and docstrings."
    )
    parser.add_argument("folder", nargs="?", metavar="DIR", type=Path, default=ROOT / "site", help="where to; site/ if not given")
    folder = parser.parse_args().folder
    began = time.monotonic()
    try:
        files = build(folder)
    except PublicationRefused as refusal:
        print(f"scripts/publish: {refusal}", file=sys.stderr)
        sys.exit(2)
    pages = sum(path.suffix == ".html" for path in files)
    megabytes = sum(path.stat().st_size for path in files) / 1e6
    print(f"{folder}: {pages} pages in {len(files)} files, {megabytes:.1f} MB, in {time.monotonic() - began:.1f} s.")
    print(f"To look at it: python3 -m http.server --bind 127.0.0.1 --directory {folder} 8080, then http://127.0.0.1:8080/")


if __name__ == "__main__":
    main()

"""Check a release before anything is published.

usage: scripts/release-check [TAG] [--dist DIR] [--built] [--notes FILE] [--install]
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from linting.document import Unreadable

from .agreement import disagreements, package_version, section, uncommitted
from .building import BuildFailed, build, distributions, unpack
from .contents import sdist_faults, traces, wheel_faults
from .installation import installation_faults

ROOT = Path(__file__).resolve().parents[2]


def faults(dist: Path, *, built: bool, install: bool) -> Iterator[str]:
    """Build the distributions, unless another job did, and return what is wrong with them."""
    dist.mkdir(parents=True, exist_ok=True)
    if not built:
        build(ROOT, dist, "sdist", "wheel")
    wheel, sdist = distributions(dist)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        places = {
            str(ROOT): "the folder that it was built in",
            str(Path.home()) + "/": "the home of who built it",
            name: "a temporary folder",
        }
        for distribution, found in ((wheel, wheel_faults(wheel, ROOT)), (sdist, sdist_faults(sdist))):
            yield from (f"{distribution.name}: {fault}" for fault in [*found, *traces(distribution, places)])
        (folder / "again").mkdir()
        (again,) = build(unpack(sdist, folder / "source"), folder / "again", "wheel")
        if again.read_bytes() != wheel.read_bytes():
            yield f"{sdist.name}: another wheel comes out of it than out of the repository: it lacks something, or a build adds something"
        if install:
            (folder / "installed").mkdir()
            yield from (f"{wheel.name}: {fault}" for fault in installation_faults(wheel, ROOT, folder / "installed"))


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/release-check", description="Build the distributions, and check them and a release's tag."
    )
    parser.add_argument(
        "tag", nargs="?", metavar="TAG", help="the tag to release, such as v1.2.3; without one, only the distributions are checked"
    )
    parser.add_argument("--dist", type=Path, default=ROOT / "dist", metavar="DIR", help="where the distributions go (dist)")
    parser.add_argument("--built", action="store_true", help="check the distributions that are in DIR already, and build none")
    parser.add_argument("--notes", type=Path, metavar="FILE", help="write the version's section of the changelog into a file; needs TAG")
    parser.add_argument("--install", action="store_true", help="install the wheel in a new environment, and run its demo")
    arguments = parser.parse_args()
    if arguments.notes and not arguments.tag:
        parser.error("--notes needs a TAG, as what is not released has no notes")
    try:
        found = [*disagreements(ROOT, arguments.tag), *uncommitted(ROOT)] if arguments.tag else []
        found += faults(arguments.dist, built=arguments.built, install=arguments.install)
    except (BuildFailed, Unreadable, OSError) as error:
        print(f"scripts/release-check: {error}", file=sys.stderr)
        return 2
    if found:
        print("\n".join(found), file=sys.stderr)
        return 1
    version = package_version(ROOT)
    if arguments.notes and (notes := section((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version)):
        arguments.notes.write_text(f"{notes[1]}\n", encoding="utf-8")
    print(f"{version} is as it should be: {', '.join(sorted(path.name for path in arguments.dist.iterdir()))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

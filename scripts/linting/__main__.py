"""Check the specs with the rules of this project and Redocly's.

usage: scripts/lint-specs [--skip-redocly] [API …]
"""

import argparse
import sys
from pathlib import Path

from . import rules
from .document import Unreadable
from .spec import Spec

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/lint-specs", description="Hold specs and inventories against their rules.")
    parser.add_argument("--skip-redocly", action="store_true", help="leave out Redocly's rules, which need Node")
    parser.add_argument("--specs", type=Path, default=ROOT / "specs", metavar="DIR", help="another folder of specs")
    parser.add_argument("apis", nargs="*", metavar="API", help="the APIs to look at; all, if none is named")
    arguments = parser.parse_args()
    known = sorted(path.stem for path in arguments.specs.glob("*.yaml"))
    unknown = sorted(set(arguments.apis) - set(known))
    if unknown or not known:
        folder = arguments.specs
        message = f"unknown API {', '.join(unknown)}; {folder} has {', '.join(known)}" if known else f"{folder} has no specs"
        print(f"scripts/lint-specs: {message}", file=sys.stderr)
        return 2
    try:
        specs = [Spec(arguments.specs, api) for api in arguments.apis or known]
        found = [finding for spec in specs for finding in rules.findings(spec)]
        if not arguments.skip_redocly:
            from . import redocly

            try:
                redocly.install()
                found += [finding for spec in specs for finding in redocly.findings(spec.document.path)]
            except redocly.CouldNotRun as error:
                print("\n".join(map(str, found)), file=sys.stderr)
                print(f"scripts/lint-specs: {error}\nThe other rules need no Node: scripts/lint-specs --skip-redocly", file=sys.stderr)
                return 2
    except Unreadable as error:
        print(f"scripts/lint-specs: {error}", file=sys.stderr)
        return 2
    for finding in sorted(found):
        shown = finding.path.relative_to(Path.cwd()) if finding.path.is_relative_to(Path.cwd()) else finding.path
        print(finding._replace(path=shown))
    count = len(found)
    many = f"{len(specs)} spec{'' if len(specs) == 1 else 's'}"
    print(f"{many}: {count or 'no'} finding{'' if count == 1 else 's'}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

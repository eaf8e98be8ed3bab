"""Compare specs with their last published versions, and publish them.

usage: scripts/spec-diff [--json | --changelog | --publish] [API …]
"""

import argparse
import datetime
import json
import sys
from pathlib import Path

from generation.published_form import published_form
from linting.document import Unreadable

from .published import Published
from .report import as_json, as_section, as_text
from .verdict import Verdict, declarations, judge

ROOT = Path(__file__).resolve().parents[2]


def publish(specs: Path, verdict: Verdict, date: str) -> str:
    """Freeze a spec as its version, unless that has been done; the declarations go into its changelog."""
    if verdict.published == verdict.version:
        return f"{verdict.api} {verdict.version} is published"
    content = published_form(specs / f"{verdict.api}.yaml").encode()
    path = Published(specs, verdict.api).freeze(verdict.version, content, as_section(verdict, date))
    declarations(specs, verdict.api).unlink(missing_ok=True)
    return f"{verdict.api} {verdict.version} is now published, as {path}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/spec-diff", description="Rate what has changed in specs since they were published.")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="print one JSON object, with an entry for each API")
    shape.add_argument("--changelog", action="store_true", help="print the sections that publishing would add to the changelogs")
    shape.add_argument("--publish", action="store_true", help="keep the specs below specs/published, and write their changelogs")
    parser.add_argument(
        "--date", type=datetime.date.fromisoformat, default=datetime.date.today(), help="of the changelog; today, unless given"
    )
    parser.add_argument("--specs", type=Path, default=ROOT / "specs", metavar="DIR", help="another folder of specs")
    parser.add_argument("apis", nargs="*", metavar="API", help="the APIs to compare; all, if none is named")
    arguments = parser.parse_args()
    specs, date = arguments.specs, arguments.date.isoformat()
    known = sorted(path.stem for path in specs.glob("*.yaml"))
    unknown = sorted(set(arguments.apis) - set(known))
    if unknown or not known:
        folder = specs
        message = f"unknown API {', '.join(unknown)}; {folder} has {', '.join(known)}" if known else f"{folder} has no specs"
        print(f"scripts/spec-diff: {message}", file=sys.stderr)
        return 2
    try:
        verdicts = [judge(specs, api) for api in arguments.apis or known]
        first = [verdict.api for verdict in verdicts if verdict.published is None and not verdict.problems]
        if first and not arguments.publish:
            raise Unreadable(f"nothing has been published of {', '.join(first)}: scripts/spec-diff --publish {' '.join(first)}")
    except Unreadable as error:
        print(f"scripts/spec-diff: {error}", file=sys.stderr)
        return 2
    problems = [problem for verdict in verdicts for problem in verdict.problems]
    if arguments.json:
        print(json.dumps({verdict.api: as_json(verdict) for verdict in verdicts}, indent=2, ensure_ascii=False))
    elif arguments.changelog:
        print("\n".join(f"{verdict.api}\n\n{as_section(verdict, date)}" for verdict in verdicts if verdict.changes).rstrip())
    elif arguments.publish and not problems:
        print("\n".join(publish(specs, verdict, date) for verdict in verdicts))
    else:
        print("\n".join(map(as_text, verdicts)))
    print("\n".join(problems), end="\n" if problems else "", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

"""Measure time, memory and requests beside bare HTTP and other clients, and print which targets are met. scripts/bench runs it."""

import argparse
import json
import sys
import time
from pathlib import Path

from .accounts import limited_accounts, many_accounts, requests_of_many
from .bare_http import needed
from .comparison import BenchmarkBroken, Unavailable
from .decoding import decoding, decoding_quickly
from .differences import differences
from .figures import Figure, Outcome
from .listings import limited, listing, requests
from .memory import memory
from .one_page import one_page, pages_in_flight
from .plot import plot
from .report import as_json, table
from .service import PageServer
from .snapshots import snapshot
from .startup import startup
from .tables import parquet
from .targets import FIGURES, chosen

ROUNDS, QUICK_REQUEST_ROUNDS = 7, 1
QUICK = ("decode", "requests")


def measured(figure: Figure, rounds: int, server: PageServer, *, quick: bool) -> Outcome:
    """Measure a figure."""
    match figure.name.partition("-")[0], figure.name:
        case "decode", _:
            return (decoding_quickly if quick else decoding)(figure, rounds)
        case "parquet", _:
            return parquet(figure, rounds)
        case "diff", _:
            return differences(figure, rounds)
        case "page", "page":
            return one_page(figure, rounds, server)
        case "page", _:
            return pages_in_flight(figure, rounds, server)
        case "listing", _:
            return listing(figure, rounds, server)
        case "limited", "limited-accounts":
            return limited_accounts(figure, server)
        case "limited", _:
            return limited(figure, server)
        case "accounts", _:
            return many_accounts(figure, rounds, server)
        case "requests", "requests-accounts":
            return requests_of_many(figure, QUICK_REQUEST_ROUNDS if quick else rounds, server, quick=quick)
        case "requests", _:
            return requests(figure, QUICK_REQUEST_ROUNDS if quick else rounds, server, quick=quick)
        case "snapshot", _:
            return snapshot(figure, server)
        case "memory", _:
            return memory(figure, server)
    return startup(figure, rounds)


def arguments() -> argparse.Namespace:
    """Return the arguments, with `figures` in place of names."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__, allow_abbrev=False)
    parser.add_argument(
        "--only",
        nargs="+",
        metavar="NAME",
        default=[],
        help="only these figures, or, for a name that no figure has, those that begin with it: " + ", ".join(FIGURES),
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"how often each side has its turn ({ROUNDS})")
    parser.add_argument(
        "--quick", action="store_true", help="only decoding and numbers of requests, in the tests' environment and without peers"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything to this file too")
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw the ratios into this file")
    given = parser.parse_args()
    if given.rounds < 1:
        parser.error("--rounds must be at least 1")
    for path in (given.json, given.plot):
        if path is not None and not path.parent.is_dir():
            parser.error(f"{path.parent} is not a folder")
    try:
        given.figures = chosen(given.only)
    except ValueError as unknown:
        parser.error(str(unknown))
    if given.quick:
        given.figures = [figure for figure in given.figures if figure.name.startswith(QUICK)]
        if not given.figures:
            parser.error(f"--quick measures {' and '.join(QUICK)} only")
    return given


def main() -> int:
    """Measure, report, and return the exit code: 1 if a target is missed, 2 if nothing could be measured."""
    given = arguments()
    try:
        needed("orjson")
    except Unavailable as reason:
        print(f"scripts/bench: {reason}. It is what decoding is compared with.", file=sys.stderr)
        return 2
    outcomes = []
    try:
        with PageServer() as server:
            for figure in given.figures:
                print(f"{figure.name} …", file=sys.stderr)
                began = time.monotonic()
                outcomes.append(measured(figure, given.rounds, server, quick=given.quick))
                print(f"  {time.monotonic() - began:.0f} s", file=sys.stderr)
    except BenchmarkBroken as broken:
        print(f"scripts/bench: {broken}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    print(table(outcomes))
    if given.json is not None:
        given.json.write_text(json.dumps(as_json(outcomes, rounds=given.rounds, quick=given.quick), indent=1) + "\n", encoding="utf-8")
    if given.plot is not None:
        given.plot.write_text(plot(outcomes), encoding="utf-8")
    missed = [outcome.figure.name for outcome in outcomes if outcome.is_missed]
    print(f"\n{len(outcomes) - len(missed)} met, {len(missed)} missed{': ' if missed else ''}{', '.join(missed)}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

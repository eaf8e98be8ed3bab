"""The command that checks a server against the contract of its API."""

import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nft_holdings._apis import APIS, api_named
from nft_holdings._errors import InvalidArgument
from nft_holdings._redaction import hidden

from ._endings import CANNOT_WRITE, in_own_words
from ._exit_codes import Interrupted, OutputClosed
from ._help import number, one_of, option
from ._safe_text import for_terminal
from ._signals import Stopping

if TYPE_CHECKING:
    from nft_holdings._option_values import RateLimit
    from nft_holdings._options import Options
    from nft_holdings.contract import Bounds, Finding, Known, Report

NAMES = [api.name for api in APIS]
NETWORKS = sorted({server.replace("_", "-") for api in APIS for server in api.servers})
ACCOUNTS = ", ".join(f"{api.account.example} for {api.title}" for api in APIS)
CONFORMS, DOES_NOT, COULD_NOT = 0, 1, 2
SERVER, LIMITS, REPORTS = "Server", "Limits", "Reports"
CONTRACT_EXAMPLES = (
    "nft-holdings contract hedera --sandbox",
    "nft-holdings contract hedera --network testnet --report html",
)


def contract_command(
    api: Annotated[str, typer.Argument(metavar="API", help=f"The API: {one_of(NAMES)}.", autocompletion=lambda: NAMES)],
    url: Annotated[str | None, option(SERVER, "The server to check.", "--url", metavar="URL")] = None,
    network: Annotated[
        str | None,
        option(SERVER, "Check a known server, such as testnet.", "--network", metavar="NETWORK", autocompletion=lambda: NETWORKS),
    ] = None,
    sandbox: Annotated[bool, option(SERVER, "Check a sandbox that runs for this command.", "--sandbox")] = False,
    account: Annotated[
        list[str] | None,
        option(SERVER, f"An account that holds NFTs: {ACCOUNTS}. May be given several times.", "--account", metavar="ACCOUNT"),
    ] = None,
    own_server: Annotated[
        bool | None,
        option(
            SERVER,
            "The server is yours: send what it should refuse, too, and as fast as it answers. The sandbox is.",
            "--own-server/--not-own-server",
            "--mine/--not-mine",
        ),
    ] = None,
    rate: Annotated[
        str | None,
        option(LIMITS, "The most requests in a time: 5/s, 100/min or none.", "--rate", metavar="RATE", default="5/s without --own-server"),
    ] = None,
    max_requests: Annotated[
        int | None, option(LIMITS, "The most requests in all.", metavar="N", default="1000 without --own-server", parser=number(least=1))
    ] = None,
    max_time: Annotated[
        float, option(LIMITS, "The most seconds in all.", metavar="SECONDS", default="600", parser=number(float, least=1))
    ] = 600,
    seed: Annotated[int, option(LIMITS, "The seed of the generated requests.", metavar="N", default=True, parser=number(least=0))] = 0,
    baseline: Annotated[Path | None, option(REPORTS, "A file of known failures; only new ones count.", metavar="FILE")] = None,
    update_baseline: Annotated[bool, option(REPORTS, "Write what fails now into the baseline.", "--update-baseline")] = False,
    report: Annotated[
        str | None, option(REPORTS, "Write reports of these: junit, html, har, json, markdown.", metavar="FORMAT,...")
    ] = None,
    report_dir: Annotated[Path, option(REPORTS, "Write reports into this folder.", metavar="DIR", default=True)] = Path("contract-report"),
    rules: Annotated[bool, option(REPORTS, "List the rules and stop.", "--rules")] = False,
) -> int:
    """Check a server against the contract of its API.

    The contract is the rules of the API, and requests that schemathesis generates from the spec. A key is read from the environment.

    Exit codes: 0 conforms, 1 does not, 2 could not be checked.
    """
    if api not in NAMES:
        raise ValueError(f"there is no API {api!r}: there are {', '.join(NAMES)}")
    if rules:
        return _list_rules(api)
    from nft_holdings.contract import check
    from nft_holdings.contract._check import plan

    forms = _forms(report or "")
    if update_baseline and baseline is None:
        raise ValueError("--update-baseline needs --baseline FILE, the file to write")
    if forms and report_dir.exists() and not report_dir.is_dir():
        raise ValueError(f"--report-dir {report_dir} is a file: name a folder")
    _check_choice(api, sandbox=sandbox, network=network, url=url)
    known = _known(baseline, may_be_missing=update_baseline)
    own_server = sandbox if own_server is None else own_server
    bounds = _bounds(api, own_server, rate, max_requests, max_time)
    with Stopping() as stopping, _ending(api, lambda partial: _write(partial, report_dir, forms), stopping):
        with _server(api, sandbox=sandbox, network=network, url=url) as options, _progress(bounds) as shown:
            _line(plan(options, bounds, own_server=own_server))
            sys.stdout.flush()

            def on_progress(doing: str, sent: int) -> None:
                stopping.check()
                shown(doing, sent)

            found = check(
                options,
                accounts=account or (),
                bounds=bounds,
                own_server=own_server,
                seed=seed,
                known=known,
                on_progress=on_progress,
            )
        return _ended(found, known, lambda: _write(found, report_dir, forms), baseline if update_baseline else None)


def _forms(text: str) -> list[str]:
    from nft_holdings.contract import FORMS

    forms = [form.strip() for form in text.split(",") if form.strip()]
    if unknown := [form for form in forms if form not in FORMS]:
        raise ValueError(f"--report takes {', '.join(FORMS)}, not {unknown[0]!r}")
    return forms


def _known(baseline: Path | None, *, may_be_missing: bool) -> "list[Known]":
    from nft_holdings.contract import read_baseline

    return [] if baseline is None or (may_be_missing and not baseline.exists()) else read_baseline(baseline)


def _ended(report: "Report", known: "Sequence[Known]", write: Callable[[], None], to_update: Path | None) -> int:
    """Write and print what was found, and return the exit code for it."""
    from nft_holdings.contract import write_baseline

    write()
    _print_end(report)
    if to_update is None:
        return CONFORMS if report.conforms else DOES_NOT
    print(f"{to_update} has {write_baseline(to_update, report.outcomes, known)} known failures")
    return CONFORMS


def _write(report: "Report", folder: Path, forms: "Sequence[str]") -> None:
    from nft_holdings.contract import write_reports

    for path in write_reports(report, folder, forms) if forms else []:
        _line(f"report: {path}")


def _check_choice(api: str, *, sandbox: bool, network: str | None, url: str | None) -> None:
    """Refuse to choose a server: the caller must name one."""
    for name, value in (("--url", url), ("--network", network)):
        if value is not None and not value.strip():
            raise ValueError(f"{name} is empty: give the server to check")
    if [sandbox, network is not None, url is not None].count(True) > 1:
        raise ValueError("give one of --sandbox, --network and --url")
    if not sandbox and network is None and url is None:
        named = api_named(api).servers
        networks = f", --network {named[0].replace('_', '-')} or the like" if named else ""
        raise ValueError(f"no server to check: give --url URL{networks}, or --sandbox")


@contextmanager
def _ending(api: str, write: "Callable[[Report], None]", stopping: Stopping) -> Iterator[None]:
    """Turn any exception into "could not be checked", as exit code 1 says that the server does not conform.

    Args:
        api: The API of the server.
        write: Writes the report of a check that could not be finished.
        stopping: The signals that may end it.
    """
    from nft_holdings.contract import reason_of

    try:
        yield
    except KeyboardInterrupt as interrupt:
        if (partial := getattr(interrupt, "report", None)) is not None:
            write(partial)
            _print_end(partial)
        raise Interrupted(None, terminated=stopping.terminated) from None
    except InvalidArgument as error:
        raise ValueError(str(in_own_words(error, api_named(api), {"base_url": "--url"}, {}))) from None
    except (BrokenPipeError, OutputClosed):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in CANNOT_WRITE:
            raise
        if isinstance(error, ValueError) and not hasattr(error, "report"):
            raise  # the options do not go together
        if (partial := getattr(error, "report", None)) is not None:
            write(partial)
            if partial.findings and partial.with_rows:  # without rows it may be another kind of server
                _print_end(partial)
        raise CouldNot(f"the server could not be checked: {reason_of(error)}") from None


class CouldNot(ValueError):
    """The server could not be checked."""


@contextmanager
def _server(api: str, *, sandbox: bool, network: str | None, url: str | None) -> "Iterator[Options]":
    import logging

    from ._connect import connected

    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # a sandbox is sent much that is no HTTP
    with connected(api_named(api), sandbox=sandbox, network=network, base_url=url) as client:
        yield client._options


@contextmanager
def _progress(bounds: "Bounds") -> "Iterator[Callable[[str, int], None]]":
    """Show on standard error, if it is a terminal, how far the check is."""
    from rich.console import Console

    console, began = Console(stderr=True), time.monotonic()
    if not console.is_terminal or console.is_dumb_terminal:
        yield lambda *_: None
        return

    def text(doing: str, sent: int) -> str:
        minutes, seconds = divmod(int(time.monotonic() - began), 60)
        return f"{doing}: {sent:,} requests of {bounds.requests:,} at most, {minutes}:{seconds:02d} of {bounds.time}"

    with console.status(text("starting", 0)) as status:
        yield lambda doing, sent: status.update(text(doing, sent))


def _bounds(api: str, own_server: bool, rate: str | None, requests: int | None, seconds: float) -> "Bounds":
    from nft_holdings.contract import Bounds
    from nft_holdings.contract._check import usual_bounds

    usual = usual_bounds(api, own_server=own_server)
    return Bounds(rate=usual.rate if rate is None else _rate(rate), requests=requests or usual.requests, seconds=seconds)


def _rate(text: str) -> "RateLimit | None":
    from ._connect import rate_of

    if text == "none":
        return None
    if (limit := rate_of(text)) is None:
        raise ValueError(f"--rate takes a number of requests in a time, such as 5/s, 100/min or 10/2s, or none, not {text!r}")
    return limit


def _list_rules(api: str) -> int:
    from nft_holdings.contract import rules_of

    for rule in rules_of(api):
        print(f"{api}/{rule.id}: {rule.says} [{', '.join(rule.source)}]")
    return CONFORMS


def _line(text: str) -> None:
    print(for_terminal(hidden(text)))


def _print_finding(finding: "Finding") -> None:
    from nft_holdings.contract import cited
    from nft_holdings.contract._reports.files import places_of

    _line(f"FAILED {finding.check} ({finding.operation})")
    _line(f"  rule:   {finding.says}")
    _line(f"  found:  {finding.found}")
    if places := places_of(finding):
        _line(f"  place:  {places}")
    for source in cited(finding):
        _line(f"  source: {source}")
    if finding.exchange is not None:
        _line(f"  {finding.exchange.curl}")


def _print_end(report: "Report") -> None:
    """Print what was found: failures last, next to the summary, where a reader of a log looks first."""
    for why, names in report.unchecked.items():
        _line(f"not checked ({len(names)}): {why}")
        for line in textwrap.wrap(", ".join(names), 78, break_on_hyphens=False, break_long_words=False):
            _line(f"  {line}")
    for finding in report.findings:
        if finding.is_known:
            _line(f"known: {finding.check} ({finding.operation})")
    for known in report.stale:
        _line(f"no longer fails, and can go from the baseline: {known}")
    if report.ended:
        _line(f"ended early: {report.ended}")
    for finding in report.new:
        _print_finding(finding)
    _line(report.summary)

"""Reports as files: JUnit's XML, an HTML page, an archive of all requests, JSON, and Markdown for the summary of a job."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from attrs import asdict

import nft_holdings
from nft_holdings._redaction import hidden
from nft_holdings._safe_text import for_markdown, for_terminal, for_xml, in_json
from nft_holdings.contract._rules.findings import Finding, Outcome, Status, cited
from nft_holdings.contract._server.exchange import Exchange, shown

from .html import as_html
from .report import Report, iso

MOST_SHOWN = 2000
MOST_PLACES = 3
MOST_IN_MARKDOWN, MOST_NAMES = 100, 10
"""The most findings in Markdown, and the most names of rules behind a cause: a job's summary has limits."""


def write_reports(report: Report, folder: Path, forms: Iterable[str]) -> list[Path]:
    """Write reports into a folder, which is made if it does not exist.

    Args:
        report: The report.
        folder: The folder; existing files are replaced.
        forms: Names of `FORMS`.

    Returns:
        The written files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for form in forms:
        name, write = FORMS[form]
        path = folder / name.format(api=report.api)
        # JSON reads these escapes, and elsewhere nothing is left that cannot be written.
        path.write_text(hidden(write(report)), encoding="utf-8", errors="backslashreplace")
        written.append(path)
    return written


def as_junit(report: Report) -> str:
    """Return JUnit's XML, with a test case for each rule and check. A known failure is a skipped case, with its reason.

    A server that could not be checked is a case with an error: a suite without one would be a success.
    """
    failed = sum(bool(each.new) for each in report.outcomes)
    held = len(report.ending(Status.HELD))
    facts = {
        "server": report.server, "accounts": ", ".join(report.accounts), "seed": report.seed, "verdict": report.verdict,
        "counts": report.counts, "ended": report.ended,
    }  # fmt: skip
    suites = ElementTree.Element("testsuites")
    suite = ElementTree.SubElement(
        suites,
        "testsuite",
        {
            "name": f"nft-holdings contract {report.api}",
            "tests": str(len(report.outcomes) + bool(report.unjudged)),
            "failures": str(failed),
            "errors": str(int(bool(report.unjudged))),
            "skipped": str(len(report.outcomes) - failed - held),
            "time": f"{report.seconds:.3f}",
            "timestamp": iso(report.began),
        },
    )
    properties = ElementTree.SubElement(suite, "properties")
    for name, fact in facts.items():
        ElementTree.SubElement(properties, "property", {"name": name, "value": for_xml(str(fact))})
    if report.unjudged:
        case = ElementTree.SubElement(suite, "testcase", {"classname": report.api, "name": "the server can be checked"})
        ElementTree.SubElement(case, "error", {"message": for_xml(report.sentence), "type": "CannotCheck"})
    for outcome in report.outcomes:
        case = ElementTree.SubElement(suite, "testcase", {"classname": f"{report.api}.{outcome.operation}", "name": outcome.check})
        if new := outcome.new:
            node = ElementTree.SubElement(case, "failure", {"message": for_xml(f"{outcome.says} {new[0].found}"), "type": outcome.check})
            node.text = for_xml("\n\n".join(map(as_text, new)))
        elif outcome.status != Status.HELD:
            why = outcome.why or f"known: {outcome.findings[0].found}"
            ElementTree.SubElement(case, "skipped", {"message": for_xml(why)})
    ElementTree.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suites, encoding="unicode") + "\n"


def as_text(finding: Finding) -> str:
    """Return a finding in some lines: what was found, where in the reply, the rule, its source, and the command that shows it."""
    lines = [finding.found, *([f"place: {places}"] if (places := places_of(finding)) else []), f"rule: {finding.says}"]
    lines += [f"source: {each}" for each in cited(finding)]
    lines += [finding.exchange.curl] if finding.exchange else []
    return "\n".join(map(for_terminal, lines))


def places_of(finding: Finding) -> str:
    """Return the first places in the reply that show a finding; empty if it has none."""
    more = len(finding.at) - MOST_PLACES
    return ", ".join([*map(shown, finding.at[:MOST_PLACES]), *([f"{more} more"] if more > 0 else [])])


def as_json(report: Report) -> str:
    """Return the report as JSON. Of requests and replies it has those that show a finding."""
    document = {
        "format": 1,
        "tool": f"nft-holdings {nft_holdings.__version__}",
        "api": report.api,
        "server": report.server,
        "accounts": list(report.accounts),
        "began": iso(report.began),
        "seed": report.seed,
        "mine": report.own_server,  # the name that format 1 has
        "conforms": None if report.unjudged else report.conforms,
        "unjudged": report.unjudged,
        "requests": len(report.exchanges),
        "rows": report.rows,
        "replies_with_rows": report.with_rows,
        "ended": report.ended,
        "outcomes": [_outcome(each) for each in report.outcomes],
        "stale": [asdict(each) for each in report.stale],
    }
    return in_json(json.dumps(document, indent=2, ensure_ascii=False)) + "\n"


def _outcome(outcome: Outcome) -> Mapping[str, Any]:
    findings = [
        {
            "about": each.about,
            "found": each.found,
            "known": each.is_known,
            "at": [*map(shown, each.at)],
            "curl": each.exchange.curl if each.exchange else None,
            "status": each.exchange.status if each.exchange else None,
            "reply": each.exchange.beginning(MOST_SHOWN) if each.exchange else None,
        }
        for each in outcome.findings
    ]
    stated = {"check": outcome.check, "operation": outcome.operation, "status": outcome.status.value, "says": outcome.says}
    return {**stated, "source": list(outcome.source), "why": outcome.why, "findings": findings}


def as_har(report: Report) -> str:
    """Return all requests and replies, as an archive that browsers and `nft-holdings drift` read (HAR 1.2)."""
    creator = {"name": "nft-holdings", "version": nft_holdings.__version__}
    log = {"version": "1.2", "creator": creator, "entries": [_entry(each) for each in report.exchanges]}
    return in_json(json.dumps({"log": log}, indent=1, ensure_ascii=False)) + "\n"


def _entry(exchange: Exchange) -> Mapping[str, Any]:
    milliseconds = round(exchange.seconds * 1000, 3)
    request: dict[str, Any] = {
        "method": exchange.method,
        "url": exchange.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": name, "value": value} for name, value in exchange.request_headers.items()],
        "queryString": [{"name": name, "value": value} for name, value in exchange.query],
        "headersSize": -1,
        "bodySize": len(exchange.request_body or b""),
    }
    if exchange.request_body is not None:
        kind = next((value for name, value in exchange.request_headers.items() if name.lower() == "content-type"), "")
        request["postData"] = {"mimeType": kind, "text": exchange.request_body.decode(errors="replace")}
    return {
        "startedDateTime": datetime.fromtimestamp(exchange.started, UTC).isoformat(),
        "time": milliseconds,
        "request": request,
        "response": {
            "status": exchange.status,
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [{"name": name, "value": value} for name, value in exchange.headers.items()],
            "content": {"size": len(exchange.body), "mimeType": exchange.headers.get("content-type", ""), **_content(exchange.body)},
            "redirectURL": exchange.headers.get("location", ""),
            "headersSize": -1,
            "bodySize": len(exchange.body),
        },
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
    }


def _content(body: bytes) -> Mapping[str, str]:
    try:
        return {"text": body.decode()}
    except UnicodeDecodeError:
        return {"text": b64encode(body).decode(), "encoding": "base64"}


def as_markdown(report: Report) -> str:
    """Return the summary of a job, in Markdown: failures first. What the server says stands in code spans."""
    lines = [f"## Contract of {report.api}: {report.verdict}", "", f"{for_markdown(report.server)}: {report.counts}.", ""]
    lines += [f"The server could not be checked: {for_markdown(report.unjudged)}", ""] if report.unjudged else []
    lines += [f"The check ended early: {for_markdown(report.ended_early)}", ""] if report.ended_early else []
    if report.new:
        lines += ["| check | found | source |", "|---|---|---|"]
        lines += map(_table_row, report.new[:MOST_IN_MARKDOWN])
        lines.append("")
        if len(report.new) > MOST_IN_MARKDOWN:
            lines += [f"These are {MOST_IN_MARKDOWN} of {len(report.new):,} findings. The other reports have them all.", ""]
        for finding in report.new[:MOST_IN_MARKDOWN]:
            if finding.exchange:
                lines += [f"<details><summary>{escape(finding.check)}: the request</summary>", "", "```console"]
                lines += [for_terminal(finding.exchange.curl), "```", "", "</details>", ""]
    lines += [f"- no longer fails, and can go from the baseline: {for_markdown(str(each))}" for each in report.stale]
    lines += [f"- known: {for_markdown(each.check)}: {for_markdown(each.found)}" for each in report.findings if each.is_known]
    for why, names in report.unchecked.items():
        more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
        lines.append(f"- not checked ({len(names)}): {for_markdown(why)}: {', '.join(map(for_markdown, names[:MOST_NAMES]))}{more}")
    return "\n".join(lines).rstrip() + "\n"


def _table_row(finding: Finding) -> str:
    cells = (for_markdown(finding.check), for_markdown(finding.found), "; ".join(cited(finding)) or "the spec")
    return f"| {' | '.join(cells)} |"


FORMS: Mapping[str, tuple[str, Callable[[Report], str]]] = {
    "junit": ("{api}-junit.xml", as_junit),
    "html": ("{api}.html", as_html),
    "har": ("{api}.har", as_har),
    "json": ("{api}.json", as_json),
    "markdown": ("{api}.md", as_markdown),
}
"""The forms of reports: the name of the file, and the function that makes it."""

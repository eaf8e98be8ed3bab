"""The report as a page of HTML that needs no other file: it has no script, and sends no request.

All text of the server goes through `for_page`, and a policy in the page forbids scripts and requests besides.
"""

import re
from collections import Counter
from collections.abc import Iterable
from html import escape

import nft_holdings
from nft_holdings._installation import documentation
from nft_holdings._redaction import hidden
from nft_holdings._safe_text import for_page
from nft_holdings.contract._rules.findings import Finding, Outcome, Status, cited
from nft_holdings.contract._server.exchange import Exchange

from .excerpts import Excerpt, excerpts_of
from .report import Report, iso
from .style import STYLE

MOST_IN_FULL = 100
"""The most findings with rows, request and reply."""
MOST_OF_A_RULE = 5
"""The most of them of one rule."""
MOST_IN_LINES = 500
"""The most findings of a rule that are named."""
MOST_OPEN = 10
"""The most findings of a page on which they are not folded."""
MOST_OF_A_REPLY, MOST_OF_REPLIES = 20_000, 300_000
"""The most bytes of a reply, and of all replies together."""
HEAD = (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">\n'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
)
GENERATED = "schemathesis/"
CODE = re.compile("`([^`]+)`")


def as_html(report: Report) -> str:
    """Return an HTML page that needs no other file."""
    title = f"{for_page(report.api)} {report.verdict}"
    parts = (_head(report), _facts(report), _failed(report), _known(report), _not_checked(report), _held(report))
    style = f"<title>{title}</title>\n<style>{STYLE}</style></head>\n"
    return f"{HEAD}{style}<body><main>\n{''.join(parts)}</main></body></html>\n"


def _head(report: Report) -> str:
    kind = "unjudged" if report.unjudged else "held" if report.conforms else "failed"
    ended = f"<p><strong>The check ended early: {for_page(report.ended_early)}.</strong></p>\n" if report.ended_early else ""
    return (
        f'<header>\n<p class="small">Contract check</p>\n<h1>{for_page(report.api)} <span class="verdict {kind}">{report.verdict}</span></h1>\n'
        f'<p class="server">{for_page(report.server)}</p>\n<p>{for_page(report.sentence)}</p>\n{ended}</header>\n'
    )


def _facts(report: Report) -> str:
    statuses = Counter(exchange.status for exchange in report.exchanges)
    facts = {
        "Requests": f"{len(report.exchanges):,} in {report.seconds:,.0f} s",
        "Replies": ", ".join(f"{count:,} with {status}" for status, count in sorted(statuses.items())) or "none",
        "Rows": f"{report.rows:,} in {report.with_rows:,} replies",
        "Operations": ", ".join(dict.fromkeys(each.operation for each in report.outcomes)) or "none",
        "Server": "yours: also requests that it should refuse" if report.own_server else "another's: only requests that the spec allows",
        "Began": iso(report.began).replace("T", " "),
        "Seed": f"{report.seed}",
        "Tool": f"nft-holdings {nft_holdings.__version__}",
        "Accounts": ", ".join(report.accounts) or "none",
    }
    listed = "".join(f"<div><dt>{name}</dt><dd>{for_page(text)}</dd></div>\n" for name, text in facts.items())
    rules = [each for each in report.outcomes if not each.check.startswith(GENERATED)]
    generated = [each for each in report.outcomes if each.check.startswith(GENERATED)]
    rows = _counts("Rules", rules) + _counts("Checks of generated requests", generated)
    head = "".join(f'<th scope="col">{name}</th>' for name in ("hold", "failed", "not checked"))
    return f"<table>\n<thead><tr><td></td>{head}</tr></thead>\n<tbody>\n{rows}</tbody></table>\n<dl>\n{listed}</dl>\n"


def _counts(name: str, outcomes: list[Outcome]) -> str:
    ended = Counter(each.status for each in outcomes)
    cells = "".join(f"<td>{ended[status]}</td>" for status in (Status.HELD, Status.FAILED, Status.NOT_CHECKED))
    cells = cells if outcomes else '<td colspan="3">none</td>'
    return f'<tr><th scope="row">{name}</th>{cells}</tr>\n'


def _section(title: str, count: int, content: str, *, folded: bool | None = None) -> str:
    """Return a section with a heading; it can be folded unless `folded` is None."""
    if not count:
        return ""
    heading = f"<h2>{title}: {count}</h2>"
    if folded is None:
        return f"<section>\n{heading}\n{content}</section>\n"
    return f"<details{'' if folded else ' open'}><summary>{heading}</summary>\n{content}</details>\n"


def _failed(report: Report) -> str:
    left, articles = MOST_IN_FULL, ""
    most = min(MOST_OF_A_REPLY, MOST_OF_REPLIES // max(1, min(len(report.new), MOST_IN_FULL)))
    is_open = " open" if len(report.new) <= MOST_OPEN else ""
    for outcome in (each for each in report.outcomes if each.new):
        in_full = min(left, MOST_OF_A_RULE)
        findings = "".join(_finding(each, is_open, most) for each in outcome.new[:in_full])
        articles += f"<article>\n{_rule(outcome)}{findings}{_others(outcome.new[in_full:])}</article>\n"
        left -= min(in_full, len(outcome.new))
    return _section("Failed", sum(bool(each.new) for each in report.outcomes), articles)


def _finding(finding: Finding, is_open: str, most: int) -> str:
    """Return a finding with rows, request and reply."""
    excerpts = excerpts_of(finding)
    more = len(finding.at) - len(excerpts)
    content = "".join(map(_excerpt, excerpts))
    content += f'<p class="small">{more:,} more such places in this reply.</p>\n' if excerpts and more else ""
    content += _exchange(finding.exchange, most) if finding.exchange else ""
    return f'<details class="finding"{is_open}><summary>{for_page(finding.found)}</summary>\n{content}</details>\n'


def _others(findings: list[Finding]) -> str:
    """Return the findings that are too many to be shown with rows, request and reply."""
    if not findings:
        return ""
    first = f", of which these are the first {MOST_IN_LINES}" if len(findings) > MOST_IN_LINES else ""
    several = f"{len(findings):,} more findings of this rule{first}. The JSON report has the requests and replies of all."
    return f"<p>{several}</p>\n{_lines(for_page(each.found) for each in findings[:MOST_IN_LINES])}"


def _excerpt(excerpt: Excerpt) -> str:
    row = f"Row {excerpt.number:,} of {excerpt.of:,}: " if excerpt.number else ""
    lines = "\n".join(f"<mark>{for_page(text)}</mark>" if is_wrong else for_page(text) for text, is_wrong in excerpt.members)
    return f"<figure><figcaption>{row}<code>{for_page(excerpt.place)}</code></figcaption>\n<pre>{lines}</pre></figure>\n"


def _exchange(exchange: Exchange, most: int) -> str:
    kind = exchange.headers.get("content-type", "no content type")
    size = f"{len(exchange.body):,} bytes, {exchange.seconds * 1000:,.0f} ms"
    about = f"{exchange.status}, {for_page(kind)}, {size}" if exchange.status else "none"
    cut = (
        f'<p class="small">These are the first {most:,} bytes. The archive, --report har, has all.</p>\n'
        if len(exchange.body) > most
        else ""
    )
    return (
        f'<p class="small">Request</p>\n<pre>{for_page(exchange.curl)}</pre>\n'
        f'<details class="reply"><summary>Whole reply: {about}</summary>\n'
        f"<pre>{for_page(hidden(exchange.beginning(most)))}</pre>\n{cut}</details>\n"
    )


def _known(report: Report) -> str:
    known = [finding for finding in report.findings if finding.is_known]
    stale = _lines(for_page(str(each)) for each in report.stale)
    return (
        _section("Known failures", len(known), _lines(f"{_name(each.check)} {for_page(each.found)}" for each in known), folded=True)
        + _section("No longer fail, and can go from the baseline", len(report.stale), stale)
    )  # fmt: skip


def _not_checked(report: Report) -> str:
    outcomes = report.ending(Status.NOT_CHECKED)
    causes = dict.fromkeys(each.why for each in outcomes)
    content = ""
    for cause in causes:
        rules = [_one_line(each) for each in outcomes if each.why == cause]
        content += f"<details><summary>{len(rules)}: {for_page(cause)}</summary>\n{_lines(rules)}</details>\n"
    return _section("Not checked", len(outcomes), content)


def _held(report: Report) -> str:
    held = report.ending(Status.HELD)
    content = ""
    for operation in dict.fromkeys(each.operation for each in held):
        content += f"<h3><code>{for_page(operation)}</code></h3>\n{_lines(_one_line(each) for each in held if each.operation == operation)}"
    return _section("Hold", len(held), content, folded=not report.conforms)


def _lines(items: Iterable[str]) -> str:
    listed = "".join(f"<li>{each}</li>\n" for each in items)
    return f"<ul>\n{listed}</ul>\n"


def _rule(outcome: Outcome) -> str:
    sources = "; ".join(for_page(each) for each in cited(outcome)) or "the spec"
    return (
        f"<h3>{_name(outcome.check)} <small>{for_page(outcome.operation)}</small></h3>\n"
        f'<p>{_says(outcome)}</p>\n<p class="small">Source: {sources}</p>\n'
    )


def _one_line(outcome: Outcome) -> str:
    return f"{_name(outcome.check)} {_says(outcome)}"


def _says(outcome: Outcome) -> str:
    return CODE.sub(r"<code>\1</code>", for_page(outcome.says))


def _name(check: str) -> str:
    """Return the name of a rule or check, with a link to its place on the site if the package says where the site is."""
    name, site = f"<code>{for_page(check)}</code>", documentation()
    api, _, rule = check.partition("/")
    page = "guides/contract/#what-is-checked" if check.startswith(GENERATED) else f"rules/{api}/#{rule.replace('/', '-')}"
    return f'<a href="{escape(f"{site}/{page}")}">{name}</a>' if site else name

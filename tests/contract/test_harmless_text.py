"""Text of a server drives nothing that it is shown on: no terminal, no runner of jobs, no Markdown, XML or HTML."""

import json
import logging
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from nft_holdings import _safe_text
from nft_holdings._options import Options
from nft_holdings.cli import _contract_command as command
from nft_holdings.contract import FORMS, OWN, Exchange, Finding, Known, Outcome, Report, write_reports
from nft_holdings.contract._reports.files import as_text
from nft_holdings.contract._server.client import Server

from tests.contract.test_first_replies import saying
from tests.support.servers.defective_sandbox import Answered, Asked, Defect, planted

TEXTS = [
    "##[set-output name=conforms]true",
    "a ##[command]b ##vso[task.setvariable variable=x]y ###[error]z",
    "::set-output name=conforms::true",
    "  ::error::x",
    "x\n::add-mask::y\r\n##[group]z\x85::warning::w\u2028::notice::n",
    "\x1b[2J\x1b]0;title\x07 \x9b31m \x00\x08\x7f",
    "\u202egnp.exe\u202c \u2066x\u2069 \ufeff\u200b",
    "<img src=x onerror=alert(1)><script>x</script> &lt;b&gt; ]]> -->",
    "a | b | c \\| d \\",
    "[here](https://example.com) ![x](https://example.com/x.png) [x][y] <https://example.com> www.example.com @somebody",
    "` `` ``` code ~~~ \n```\n# Heading\n- list\n</details>",
    "\ud800 \udfff \ufffe \U0001f600 \U000e0041",
]
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")


def is_harmless_line(line: str) -> bool:
    """Return True for a line that neither a terminal nor a runner of jobs obeys."""
    unprintable = [each for each in line if unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    return not unprintable and not re.search(r"##[^\[\]]*\[", line) and not line.lstrip().startswith("::")


def exchange_with(text: str) -> Exchange:
    return Exchange(
        method="GET",
        url=f"http://127.0.0.1:1/api?x={text}",
        request_headers={"x-a": text},
        request_body=text.encode("utf-8", "surrogatepass"),
        status=200,
        headers={"content-type": text, "location": text},
        body=text.encode("utf-8", "surrogatepass"),
        started=0.0,
        seconds=0.1,
    )


def report_with(text: str, unjudged: str = "") -> Report:
    """A report that has a text of a server's wherever there can be one."""
    finding = Finding(
        check="hedera/owner", operation="getNftsByAccountId", about=text, says="Every row is of the account.", found=text,
        source=("page#purpose",), exchange=exchange_with(text),
    )  # fmt: skip
    known = Finding(check="hedera/keys", operation="o", about=text, says="s", found=text, is_known=True)
    outcomes = [
        Outcome(check="hedera/owner", operation="o", says="s", source=("page#purpose",), findings=[finding]),
        Outcome(check="hedera/keys", operation="o", says="s", findings=[known]),
        Outcome(check="hedera/once", operation="o", says="s", why=text),
    ]
    return Report(
        api="hedera", server="http://127.0.0.1:1", accounts=["0.0.1001"], began=datetime(2026, 1, 1, tzinfo=UTC), seed=0, own_server=False,
        outcomes=outcomes, stale=[Known("hedera/limit", "o", text)], ended=text, unjudged=unjudged, exchanges=[exchange_with(text)],
    )  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_the_terminal_and_the_log_of_a_job(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    report = report_with(text, unjudged=text)
    command._print_end(report)
    told = capsys.readouterr().out
    assert told.count("\n") > 8
    assert all(map(is_harmless_line, told.removesuffix("\n").split("\n"))), told


@pytest.mark.parametrize("text", TEXTS)
def test_what_pytest_shows(text: str) -> None:
    lines = as_text(report_with(text).findings[0]).split("\n")
    assert len(lines) == 4
    assert all(map(is_harmless_line, lines)), lines


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


def written(text: str, folder: Path) -> dict[str, str]:
    report = report_with(text, unjudged=text)
    return {path.name: path.read_text(encoding="utf-8") for path in write_reports(report, folder, FORMS)}


def tags_of(page: str) -> list[str]:
    parser = Tags()
    parser.feed(page)
    return parser.tags


@pytest.mark.parametrize("text", TEXTS)
def test_reports(text: str, tmp_path: Path) -> None:
    files, plain = written(text, tmp_path / "a"), written("plain", tmp_path / "b")
    for name, content in files.items():
        assert not BIDI.search(content), name
        assert all(each in "\n" or unicodedata.category(each) not in ("Cc", "Cs") for each in content), name
    assert tags_of(files["hedera.html"]) == tags_of(plain["hedera.html"])
    assert len(list(ElementTree.fromstring(files["hedera-junit.xml"]).iter())) == len(
        list(ElementTree.fromstring(plain["hedera-junit.xml"]).iter())
    )
    found = json.loads(files["hedera.json"])["outcomes"][0]["findings"][0]["found"]
    assert found == text
    response = json.loads(files["hedera.har"])["log"]["entries"][0]["response"]
    assert response["headers"][0]["value"] == text
    for name in ("hedera.json", "hedera.har", "hedera-junit.xml", "hedera.html", "hedera.md"):
        assert all(map(is_harmless_line, files[name].removesuffix("\n").split("\n"))), name


@pytest.mark.parametrize("text", TEXTS)
def test_the_summary_of_a_job(text: str, tmp_path: Path) -> None:
    lines, plain = (written(each, tmp_path / str(place))["hedera.md"].splitlines() for place, each in enumerate((text, "plain")))
    assert len(lines) == len(plain)
    for line, model in zip(lines, plain, strict=True):
        # Without their code spans, the lines are those for a text that says nothing.
        if not line.startswith("curl"):
            assert re.sub(r"`[^`]*`", "", line) == re.sub(r"`[^`]*`", "", model)
            assert line.count("|") == model.count("|")
            assert "](" not in line
            assert "<" not in line.replace("<details><summary>", "").replace("</summary>", "").replace("</details>", "")
    assert sum(line.startswith("```") for line in lines) == 2


def test_harmless_text_is_left_as_it_is() -> None:
    for text in ("héllo 日本 👩\u200d💻", "a::b", "#1 ## x", "$.nfts[0].token_id", "C# [x]"):
        assert _safe_text.for_terminal(text) == text
        assert _safe_text.for_xml(text) == text


def odd_headers(line: bytes) -> bytes:
    body = b'{"nfts": [], "links": {"next": null}}'
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + line + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body


@pytest.mark.parametrize("line", [b"::error::x", b"##[set-output name=conforms]true", b"x\x1b[2J"])
def test_warnings_of_the_http_library(line: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with saying(odd_headers(line)) as (url, _), caplog.at_level(logging.WARNING):
        server = Server(Options.of("hedera", url, {}, {}), OWN)
        server.ask("/")
        server.close()
    warned = [record for record in caplog.records if record.name.startswith("urllib3")]
    assert warned, "the library does not warn of this header"
    for record in warned:
        assert record.exc_info is None
        assert is_harmless_line(record.getMessage())


def in_every_text(text: str) -> Callable[[Asked, Answered], None]:
    """Put a text in the place of all others, in field names and headers too."""

    def misanswer(_: Asked, answered: Answered) -> None:
        answered.headers["link"] = answered.headers["content-type"] = "application/json " + "".join(
            each for each in text if " " <= each < "\x7f"
        )
        for row in answered.body.get("nfts", []) if isinstance(answered.body, dict) else []:
            row["metadata"] = row["created_timestamp"] = row["spender"] = text
            row[text] = text
        if isinstance(answered.body, dict) and "_status" in answered.body:
            answered.body["_status"] = {"messages": [{"message": text}], text: text}

    return misanswer


@pytest.mark.parametrize("text", [TEXTS[0], TEXTS[4]])
def test_a_server_that_says_it_everywhere(text: str, tmp_path: Path) -> None:
    run: list[Any] = [sys.executable, "-m", "nft_holdings", "contract", "hedera", "--account", "0.0.1003", "--rate", "none"]
    with planted(Defect(rule="", misanswer=in_every_text(text))) as sandbox:
        run += ["--url", sandbox.url, "--max-requests", "150", "--report", ",".join(FORMS), "--report-dir", tmp_path]
        done = subprocess.run(run, capture_output=True, text=True, timeout=300)
    assert done.returncode == 1, done.stdout + done.stderr
    assert all(map(is_harmless_line, (done.stdout + done.stderr).removesuffix("\n").split("\n"))), done.stdout
    assert len(list(tmp_path.iterdir())) == len(FORMS)

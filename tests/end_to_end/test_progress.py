"""The count of a long listing: where it is drawn, and that nothing of the data is lost to it."""

import contextlib
import csv
import json
import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from nft_holdings.cli._exit_codes import ExitCode

from tests.support.pseudo_terminals import COMMAND, LONGEST, on_a_terminal

ROWS = 60
DRAWN = re.compile(r"\d+ of 60 rows listed, 0:\d\d")
FORMS = pytest.mark.parametrize(("form", "columns"), [("table", 80), ("json", 80), ("json", 200), ("ndjson", 80), ("csv", 200)])


class Slow(BaseHTTPRequestHandler):
    """SwapChat with sixty rows, twenty on a page, each page after a while.

    The third page of the wallet `broken` is refused, the second of `stuck` does not come.
    """

    wait = 0.0
    over = threading.Event()

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if asked["wallet_address"] == "stuck" and asked["page"] == 2:
            self.over.wait(LONGEST)
        time.sleep(self.wait)
        first = (asked["page"] - 1) * 20
        broken = asked["wallet_address"] == "broken" and asked["page"] == 3
        assets = [
            {"nft": {"blockchain": "ETH", "contract_address": "0xb2", "token_id": str(number)}, "quantity": 1}
            for number in range(first, min(first + 20, ROWS))
        ]
        body = json.dumps({"code": 0, "msg": "ok", "data": {"total": ROWS, "assets": assets}}).encode()
        self.send_response(400 if broken else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # whoever asked is gone
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def serving(wait: float) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), type("Slow", (Slow,), {"wait": wait})) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"{COMMAND} swapchat nfts u WALLET --page-size 20 --base-url http://127.0.0.1:{server.server_port} --format"
        Slow.over.set()
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def slow() -> Iterator[str]:
    yield from serving(0.9)


@pytest.fixture(scope="module")
def quick() -> Iterator[str]:
    yield from serving(0.0)


def rows_in(form: str, lines: list[str]) -> int:
    """How many rows stand on a terminal, none of which anything is missing of."""
    match form:
        case "json":
            return len(json.loads("\n".join(lines)))
        case "ndjson":
            return len([json.loads(line) for line in lines if line])
        case "csv":
            rows = list(csv.DictReader(line for line in lines if line))
            assert all(row["nft.blockchain"] == "ETH" and row["more"] == "" for row in rows)
            return len(rows)
        case _:
            return len([line for line in lines if line.startswith("ETH")])


@FORMS
def test_nothing_is_drawn_where_the_rows_are_shown(slow: str, form: str, columns: int) -> None:
    seen = on_a_terminal(f"{slow} {form}", columns)
    assert seen.code == ExitCode.OK
    assert rows_in(form, seen.lines) == ROWS
    assert not re.search(r"rows listed|\x1b\[K", seen.raw)


@FORMS
def test_a_count_leaves_the_rows_whole_that_another_program_shows_there(slow: str, form: str, columns: int) -> None:
    seen = on_a_terminal(f"{slow} {form} | cat", columns)
    assert DRAWN.search(seen.raw)
    assert rows_in(form, seen.lines) == ROWS
    assert "rows listed" not in "\n".join(seen.lines)


@pytest.mark.parametrize("form", ["table", "json"])
def test_a_count_is_drawn_beside_a_file(slow: str, form: str, tmp_path: Path) -> None:
    file = tmp_path / "rows"
    seen = on_a_terminal(f"{slow} {form} > '{file}'")
    assert DRAWN.search(seen.raw)
    assert seen.lines == [""]
    assert rows_in(form, file.read_text().splitlines()) == ROWS


@pytest.mark.parametrize("end", ["", "| cat", "> /dev/null"])
@pytest.mark.parametrize("form", ["table", "ndjson"])
def test_a_listing_of_less_than_a_second_is_not_counted(quick: str, form: str, end: str) -> None:
    # On a busy machine it may take longer than a second.
    assert any("rows listed" not in on_a_terminal(f"{quick} {form} {end}").raw for _ in range(3))


def test_a_terminal_that_cannot_erase_is_not_drawn_on(slow: str) -> None:
    assert on_a_terminal(f"TERM=dumb {slow} csv > /dev/null").raw == ""


def test_a_count_fits_on_a_narrow_terminal(slow: str) -> None:
    drawn = re.findall(r"\x1b\[K([^\r\x1b]+)\r", on_a_terminal(f"{slow} csv > /dev/null", 12).raw)
    assert drawn
    assert max(map(len, drawn)) < 12


@pytest.mark.parametrize("end", ["", "> /dev/null"])
@pytest.mark.parametrize("form", ["table", "json", "ndjson", "csv"])
def test_an_error_stands_on_a_line_of_its_own(slow: str, form: str, end: str) -> None:
    seen = on_a_terminal(f"{slow} {form} {end}".replace("WALLET", "broken"))
    assert seen.code == ExitCode.INCOMPLETE
    first, second, rest = seen.lines[-3:]
    assert first.startswith("nft-holdings: the listing stopped before its end")
    assert re.fullmatch(r"nft-holdings: go on with --cursor [\w-]+", second)
    assert rest == ""
    if not end:
        assert len([line for line in seen.lines[:-3] if "ETH" in line]) == 40


def test_an_interruption_stands_on_a_line_of_its_own(slow: str) -> None:
    seen = on_a_terminal(f"timeout -s TERM 8 {slow} json > /dev/null".replace("WALLET", "stuck"))
    assert "20 of 60 rows listed" in seen.raw
    assert seen.lines[0] == "nft-holdings: terminated"
    assert seen.lines[1].startswith("nft-holdings: go on with --cursor ")

"""Numbers that JSON cannot hold, or Python cannot write, in what the command line prints."""

import json
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from nft_holdings._apis import APIS
from nft_holdings._reading.json_text import as_json
from nft_holdings.cli._app import run
from nft_holdings.cli._columns import RowFields
from nft_holdings.cli._endings import report_error
from nft_holdings.cli._exit_codes import ExitCode
from nft_holdings.cli._output import Format, Layout, output_for

from tests.support.servers.raw_server import BODY, RawServer, always, whole

HUGE = int("9" * 2000) ** 3


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": [1, 0.5, None, True, "é\n"]}, '{"a": [1, 0.5, null, true, "é\\n"]}'),
        ({"a": Decimal("1e400"), "b": [False, None]}, '{"a": 1E+400, "b": [false, null]}'),
        (Decimal("0.10"), "0.10"),
        ([Decimal("-7"), {"é": Decimal("1E-7"), "f": 1e300}], '[-7, {"é": 1E-7, "f": 1e+300}]'),
        ({"a": 10**5000}, '{"a": 1' + "0" * 5000 + "}"),
        ({"a": [-(10**5000), True, 3]}, '{"a": [-1' + "0" * 5000 + ", true, 3]}"),
    ],
)
def test_numbers_are_written_as_they_came(value: Any, text: str) -> None:
    assert as_json(value) == text


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan"), Decimal("Infinity"), Decimal("NaN"), Decimal("sNaN")])
def test_what_is_no_number_in_json_is_refused(value: Any) -> None:
    for each in (value, [value], {"a": {"b": [Decimal(1), value]}}):
        with pytest.raises(ValueError, match="out of range"):
            as_json(each)


@pytest.mark.parametrize("form", list(Format))
def test_a_huge_number_is_in_every_format(form: Format) -> None:
    stream = StringIO()
    output = output_for(stream, RowFields.of(APIS[0], APIS[0].listing("nfts")), Layout(format=form))
    output.add({"token_id": "0.0.9", "serial_number": HUGE, "more": Decimal("1e400")})
    output.finish()
    assert len(stream.getvalue()) > 5000


@pytest.mark.parametrize("form", ["json", "ndjson", "csv", "table"])
@pytest.mark.parametrize("number", ["1e400", "-1e400", "1e99999999", "9" * 5000])
def test_output_is_json_or_the_row_is_refused(form: str, number: str, capsys: pytest.CaptureFixture[str]) -> None:
    body = BODY.replace(b'"account_id"', f'"x": {number}, "account_id"'.encode(), 1)
    with RawServer(always(whole(body))) as server:
        code = run(["hedera", "nfts", "0.0.1", "--base-url", server.url, "--format", form])
    printed = capsys.readouterr()
    assert code in (ExitCode.OK, ExitCode.UNREADABLE)
    assert code == ExitCode.OK or printed.err.startswith("nft-holdings: ")
    assert "Infinity" not in printed.out
    if code == ExitCode.OK and form == "json":
        assert len(json.loads(printed.out, parse_int=Decimal, parse_float=Decimal)) == 2


def test_an_error_of_any_kind_after_something_was_sent_is_no_refusal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1 says that the API refused, and 2 that nothing was sent."""
    for error in (ValueError("odd"), KeyError("odd"), OSError(5, "odd"), ImportError("odd"), RecursionError(), MemoryError()):

        def fail(_: object, error: Exception = error) -> str:
            raise error

        monkeypatch.setattr("nft_holdings.cli._output.as_json", fail)
        with RawServer(always(whole())) as server:
            assert run(["hedera", "nfts", "0.0.1", "--base-url", server.url, "--format", "ndjson"]) == ExitCode.UNREADABLE
        assert capsys.readouterr().err.startswith("nft-holdings: a row cannot be shown in this format: ")


def test_a_defect_is_one_line_that_names_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        dict[str, str]()["odd"]
    except KeyError as error:
        assert report_error(error) == ExitCode.DEFECT
    assert capsys.readouterr().err.startswith(
        "nft-holdings: this is a defect of nft-holdings itself: KeyError: 'odd' (test_odd_numbers.py, line "
    )

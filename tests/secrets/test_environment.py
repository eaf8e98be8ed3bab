"""What the command line says of proxies and certificates that cannot be used: the variable, and nothing of its value."""

import pytest
from nft_holdings.cli._app import run
from nft_holdings.cli._exit_codes import ExitCode

from tests.support.environment_variables import only
from tests.support.secrets.visible_text import KeptRecords

PASSWORD = "Tr0ub4dorXyz"
SETTINGS = {
    "https_proxy": [f"http://me:{PASSWORD}{mark}9@127.0.0.1:9" for mark in "#/?"],
    "HTTPS_PROXY": [f"me:{PASSWORD}#@127.0.0.1:9", f"socks4://me:{PASSWORD}@127.0.0.1:9"],
    "ALL_PROXY": [f"socks4://{PASSWORD}", "::::", f"{PASSWORD}::"],
    "all_proxy": [f"http://{PASSWORD}:99999"],
    "SSL_CERT_FILE": [f"/nowhere/{PASSWORD}"],
    "SSL_CERT_DIR": [f"/nowhere/{PASSWORD}"],
}
CASES = [(variable, value) for variable, values in SETTINGS.items() for value in values]


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(("variable", "value"), CASES)
def test_a_listing_is_exit_code_5(variable: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    only(monkeypatch, **{variable: value})
    with KeptRecords() as logs:
        assert run(["hedera", "nfts", "0.0.1", "--base-url", "https://mirror.example"]) == ExitCode.NO_REPLY
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert variable in printed.err
    assert PASSWORD not in f"{printed.err}{logs.taken()}"
    assert value not in printed.err


@pytest.mark.parametrize(("variable", "value"), [case for case in CASES if "proxy" in case[0].lower()])
def test_a_server_cannot_be_checked(variable: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    only(monkeypatch, **{variable: value})
    assert run(["contract", "hedera", "--url", "https://mirror.example"]) == ExitCode.USAGE
    printed = capsys.readouterr()
    assert variable in printed.err
    assert PASSWORD not in f"{printed.err}{printed.out}"


def test_the_embedded_sandbox_needs_no_proxy(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    only(monkeypatch, http_proxy="http://127.0.0.1:9", HTTPS_PROXY="::::", SSL_CERT_FILE="/nowhere")
    assert run(["hedera", "nfts", "0.0.1005", "--sandbox", "--limit", "1"]) == ExitCode.OK
    assert run(["contract", "hedera", "--sandbox", "--max-requests", "5"]) == ExitCode.USAGE
    assert "proxy" not in "".join(capsys.readouterr()).lower()

"""A server whose first replies say that it is another one is not asked all questions, and what is told says what it sent."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from nft_holdings._options import Options
from nft_holdings.contract import OWN, CannotCheck, NoAccounts, check

from tests.contract.swapchat_defects import changed
from tests.contract.test_rules_can_fail import HEADERS
from tests.support.servers.defective_sandbox import Answered, Asked, Defect, planted

ACCOUNTS = {"hedera": "0.0.1001", "loopring": "20001", "swapchat": "u/0xa1"}
MOVED = b"HTTP/1.1 301 Moved\r\nLocation: https://other.example/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@contextmanager
def saying(reply: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """A server that says this to whatever it is sent, and the beginnings of what it was sent."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def run() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    heard.append(connection.recv(65536)[:80])
                    connection.sendall(reply)

        Thread(target=run, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", heard
        server.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("api", ACCOUNTS)
@pytest.mark.parametrize(("reply", "told"), [(b"", "does not answer"), (b"SSH-2.0-x\r\n", "does not answer"), (MOVED, "--url names the")])
def test_few_questions_are_enough(api: str, reply: bytes, told: str) -> None:
    with saying(reply) as (url, heard), pytest.raises(CannotCheck, match=told) as raised:
        check(Options.of(api, url, HEADERS[api], {}), accounts=[ACCOUNTS[api]], bounds=OWN)
    assert url in str(raised.value)
    assert len(heard) < 5


def test_a_server_that_lists_no_tokens_is_told_with_what_it_sent() -> None:
    with saying(MOVED) as (url, _), pytest.raises(NoAccounts, match="gives 301, and no JSON: is it the right --url"):
        check(Options.of("hedera", url, {}, {}), bounds=OWN)


def without_rows(listing: dict[str, object]) -> None:
    listing["assets"] = None


def bare(asked: Asked, answered: Answered) -> None:
    changed(without_rows)(asked, answered)
    answered.body = answered.body.get("data", answered.body)


@pytest.mark.parametrize(("misanswer", "place"), [(changed(without_rows), "$.data.assets"), (bare, "$.assets")])
def test_of_several_forms_a_reply_is_held_against_the_closest(misanswer: Callable[[Asked, Answered], None], place: str) -> None:
    with planted(Defect(rule="", misanswer=misanswer)) as sandbox:
        report = check(Options.of("swapchat", sandbox.url, HEADERS["swapchat"], {}), bounds=OWN, generate=False)
    assert [finding.check for finding in report.findings] == ["swapchat/reply-schema"]
    assert f"at {place}: null is not of type" in report.findings[0].found

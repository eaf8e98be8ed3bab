"""`--rate-limit` and `--shared-limit`: what a server sees of them, and what is refused."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from nft_holdings import InvalidArgument, RateLimit
from nft_holdings._apis import api_named
from nft_holdings.cli._app import run
from nft_holdings.cli._connect import STORE_VARIABLE, connected
from nft_holdings.cli._exit_codes import ExitCode

from tests.support.secrets.key_holders import plain
from tests.support.servers.failing_node import REFUSED, FailingNode, Failure, failing_node

WINDOW = 1.0
"""Two requests in a second take three accounts, of two requests each, at least twice as long."""
LIMIT = ["--rate-limit", "2"]


class Arrivals(list[float]):
    """The moments at which requests came."""

    def __call__(self, node: FailingNode, account: str, is_later: bool) -> Failure | None:
        self.append(time.monotonic())
        return None

    def keep_the_limit(self) -> bool:
        """Return True if no three requests came within the window."""
        return all(third - first >= WINDOW for first, third in zip(self, self[2:], strict=False))


@pytest.fixture
def arrivals() -> Arrivals:
    return Arrivals()


@pytest.fixture
def node(arrivals: Arrivals) -> Iterator[FailingNode]:
    with failing_node(arrivals) as running:
        yield running


def test_a_listing_keeps_the_limit(node: FailingNode, arrivals: Arrivals) -> None:
    assert run(["hedera", "nfts", "0.0.1", "0.0.2", "--base-url", node.url, *LIMIT]) == ExitCode.OK
    assert len(arrivals) == 4
    assert arrivals.keep_the_limit()


def test_commands_share_a_limit_that_is_given(node: FailingNode, arrivals: Arrivals, tmp_path: Path) -> None:
    share = ["--base-url", node.url, *LIMIT, "--shared-limit", str(tmp_path / "limit")]
    assert run(["hedera", "nfts", "0.0.1", *share]) == ExitCode.OK
    assert run(["hedera", "nfts", "0.0.2", *share]) == ExitCode.OK
    assert len(arrivals) == 4
    assert arrivals.keep_the_limit()


def test_snapshots_share_a_limit_and_resume_takes_it_again(node: FailingNode, arrivals: Arrivals, tmp_path: Path) -> None:
    share = [*LIMIT, "--shared-limit", str(tmp_path / "limit")]
    accounts = tmp_path / "accounts"
    accounts.write_text("0.0.1\n")
    folder = str(tmp_path / "new")
    node.failure = lambda *request: arrivals(*request) or REFUSED
    assert run(["snapshot", "create", folder, "--hedera-accounts", str(accounts), "--base-url", node.url, *share]) == ExitCode.INCOMPLETE
    node.failure = arrivals
    assert run(["snapshot", "resume", folder, *share]) == ExitCode.OK
    assert len(arrivals) == 3
    assert arrivals.keep_the_limit()


def test_a_snapshot_of_several_apis_takes_no_rate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, accounts = str(tmp_path / "new"), tmp_path / "accounts"
    accounts.write_text("10110\n")
    create = ["snapshot", "create", folder, "--hedera-accounts", str(accounts), "--loopring-accounts", str(accounts), "--sandbox"]
    said = "nft-holdings: --rate-limit is for one API: without it, each has the documented limit of its server\n"
    assert run([*create, *LIMIT]) == ExitCode.USAGE
    assert capsys.readouterr().err == said
    assert run(create) == ExitCode.OK
    capsys.readouterr()
    assert run(["snapshot", "resume", folder, *LIMIT]) == ExitCode.USAGE
    assert capsys.readouterr().err == said


# Which limit is shared


def limit_of(api: str, base_url: str | None = None, **options: object) -> RateLimit | None:
    with connected(api_named(api), base_url=base_url, **options) as client:  # type: ignore[arg-type]  # the options of a command
        return client.options["rate_limit"]


def test_without_a_rate_the_documented_limit_is_shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = str(tmp_path / "limit")
    assert limit_of("hedera", shared_limit=store) == RateLimit(50, 1.0, shared=store)
    assert limit_of("hedera", shared_limit=store, rate_limit=RateLimit(5)) == RateLimit(5, 1.0, shared=store)
    assert limit_of("hedera", "http://127.0.0.1:9", shared_limit=store, rate_limit=RateLimit(5, 2.0)) == RateLimit(5, 2.0, shared=store)
    monkeypatch.setenv("LOOPRING_API_KEY", plain())
    assert limit_of("loopring", "http://127.0.0.1:9", shared_limit=store) == RateLimit(5, 1.0, shared=store)


def test_the_environment_names_the_store_of_all_that_have_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine, other = str(tmp_path / "mine"), str(tmp_path / "other")
    monkeypatch.setenv(STORE_VARIABLE, mine)
    assert limit_of("hedera") == RateLimit(50, 1.0, shared=mine)
    assert limit_of("hedera", shared_limit=other) == RateLimit(50, 1.0, shared=other)
    assert limit_of("hedera", sandbox=True) is None
    assert limit_of("hedera", "http://127.0.0.1:9") is None
    monkeypatch.setenv(STORE_VARIABLE, "")
    assert limit_of("hedera") == RateLimit(50, 1.0)
    monkeypatch.setenv(STORE_VARIABLE, str(tmp_path))
    with pytest.raises(InvalidArgument, match=rf"^{STORE_VARIABLE} is {tmp_path}, which is a folder: give the path of a file in it$"):
        limit_of("hedera")


# Passwords


@pytest.mark.parametrize("form", ["redis://:{}@127.0.0.1:1", "redis://me:{}@127.0.0.1:1", "postgresql://127.0.0.1:1/db?password={}"])
def test_a_password_comes_from_the_environment_and_is_not_shown(
    form: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    password = plain()
    store = form.format(password)
    ask = ["hedera", "nfts", "0.0.1", "--base-url", "http://127.0.0.1:9", *LIMIT, "--verbose"]
    assert run([*ask, "--shared-limit", store]) == ExitCode.USAGE
    said = f"has a password, which others can read in the list of processes: set {STORE_VARIABLE} to this URL instead"
    assert capsys.readouterr().err == f"nft-holdings: --shared-limit {said}\n"
    monkeypatch.setenv(STORE_VARIABLE, store)
    assert run(ask) == ExitCode.NO_REPLY
    told = capsys.readouterr().err
    assert "the shared rate limit at" in told
    assert password not in told

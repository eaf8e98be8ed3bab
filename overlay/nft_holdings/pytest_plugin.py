"""A plugin of pytest, for the tests of those who use the package or serve one of its APIs. Pytest finds it by itself.

Fixtures: `nft_holdings_sandbox`, a sandbox for the whole run, and `nft_holdings_faults`, which starts sandboxes that misbehave.

Contract checks: `pytest --nft-holdings-url http://127.0.0.1:8000 --nft-holdings-api hedera` adds a test for each rule of the API and for
each check of schemathesis. What these are, and the other options, is told in docs/contract.md.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nft_holdings._apis import NAMES

if TYPE_CHECKING:
    from .sandbox import Sandbox, Settings

CHECKS = "nft_holdings_checks"
NEED_URL = ("--nft-holdings-account", "--nft-holdings-mine", "--nft-holdings-baseline")
StartWithFaults = Callable[..., "Sandbox"]
"""Takes faults, a dict or the path of a JSON document, and Settings if wanted; gives the running sandbox."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Make the options known."""
    group = parser.getgroup("nft-holdings", "contract checks of nft-holdings")
    group.addoption("--nft-holdings-url", metavar="URL", help="check this server against its API's contract: a test for each rule")
    group.addoption("--nft-holdings-api", choices=NAMES, help="the API that the server speaks")
    group.addoption("--nft-holdings-account", action="append", default=[], metavar="ACCOUNT", help="an account that holds NFTs")
    group.addoption("--nft-holdings-mine", action="store_true", help="the server is one's own: send what it ought to refuse too")
    group.addoption("--nft-holdings-baseline", metavar="FILE", help="failures that are known")
    group.addoption("--nft-holdings-seed", type=int, default=0, metavar="N", help="which requests are made up")


def pytest_configure(config: pytest.Config) -> None:
    """Hold the options against each other.

    Raises:
        pytest.UsageError: They do not go together.
    """
    url, api = config.getoption("--nft-holdings-url"), config.getoption("--nft-holdings-api")
    if url is not None and not url.strip():
        raise pytest.UsageError("--nft-holdings-url is empty: give the server to check, or leave the option out")
    if bool(url) != bool(api):
        raise pytest.UsageError("--nft-holdings-url URL and --nft-holdings-api API go together")
    if not url and (lonely := next(filter(config.getoption, NEED_URL), None)):
        raise pytest.UsageError(f"{lonely} needs --nft-holdings-url URL, the server to check")


def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add a test for each rule and check, if there is a server to check."""
    if config.getoption("--nft-holdings-url"):
        from nft_holdings.contract._pytest_items import contract_items

        items += contract_items(session, checks_here=getattr(config, "workerinput", {}).get(CHECKS, True))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Keep the tests of a contract on one worker of pytest-xdist: each worker that had one of them would check the server."""
    if not config.getoption("--nft-holdings-url"):
        return None
    from nft_holdings.contract._pytest_xdist import SCATTERING, ContractOnOneWorker

    return ContractOnOneWorker(config, log) if config.getoption("dist") in SCATTERING else None


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist if it is the one that checks the server: with `--dist each` all of them have all tests."""
    node.workerinput[CHECKS] = node.config.getoption("dist") != "each" or node.gateway.id == "gw0"


@pytest.fixture(scope="session")
def nft_holdings_sandbox() -> "Iterator[Sandbox]":
    """A sandbox with the rows that it makes up, for the whole test run."""
    from .sandbox import Sandbox

    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def nft_holdings_faults() -> Iterator[StartWithFaults]:
    """Starts sandboxes that misbehave, and stops them when the test is over.

    sandbox = nft_holdings_faults({"faults": [{"fault": "status", "status": 503, "count": 2}]})
    """
    from .sandbox import Sandbox

    with ExitStack() as running:

        def start(faults: Path | Mapping[str, object], settings: "Settings | None" = None) -> Sandbox:
            """Start one.

            Raises:
                LoadError: The faults cannot be used.
            """
            return running.enter_context(Sandbox(settings, faults=faults))

        yield start

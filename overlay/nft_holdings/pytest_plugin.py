"""A plugin of pytest, for tests of code that uses the package or serves one of its APIs. Pytest finds it by itself.

Fixtures: `nft_holdings_sandbox`, a sandbox for the whole run, and `nft_holdings_faults`, which starts sandboxes that misbehave.

Contract checks: `pytest --nft-holdings-url http://127.0.0.1:8000 --nft-holdings-api hedera` adds a test for each rule of the API and for
each check of schemathesis. docs/contract.md lists them and the other options.
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
NEED_URL = ("--nft-holdings-account", "--nft-holdings-own-server", "--nft-holdings-baseline")
StartWithFaults = Callable[..., "Sandbox"]
"""Takes faults, a dict or the path of a JSON document, and Settings if wanted; gives the running sandbox."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("nft-holdings", "contract checks of nft-holdings")
    group.addoption("--nft-holdings-url", metavar="URL", help="check this server against its API's contract: a test for each rule")
    group.addoption("--nft-holdings-api", choices=NAMES, help="the API that the server speaks")
    group.addoption("--nft-holdings-account", action="append", default=[], metavar="ACCOUNT", help="an account that holds NFTs")
    group.addoption(
        *("--nft-holdings-own-server", "--nft-holdings-mine"),
        action="store_true",
        help="the server is yours: send requests that it should refuse, too",
    )
    group.addoption("--nft-holdings-baseline", metavar="FILE", help="a file of known failures")
    group.addoption("--nft-holdings-seed", type=int, default=0, metavar="N", help="the seed of the generated requests")


def pytest_configure(config: pytest.Config) -> None:
    """Check that the options go together.

    Raises:
        pytest.UsageError: They do not.
    """
    url, api = config.getoption("--nft-holdings-url"), config.getoption("--nft-holdings-api")
    if url is not None and not url.strip():
        raise pytest.UsageError("--nft-holdings-url is empty: give the server to check, or leave the option out")
    if bool(url) != bool(api):
        raise pytest.UsageError("--nft-holdings-url URL and --nft-holdings-api API go together")
    if not url and (lonely := next(filter(config.getoption, NEED_URL), None)):
        raise pytest.UsageError(f"{lonely} needs --nft-holdings-url URL, the server to check")


def pytest_report_header(config: pytest.Config) -> str | None:
    """Return against which server the contract is checked, at which rate, and how long that may take."""
    if not config.getoption("--nft-holdings-url"):
        return None
    from nft_holdings.contract._pytest_items import header

    return header(config)


def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add a test for each rule and check, if there is a server to check."""
    if config.getoption("--nft-holdings-url"):
        from nft_holdings.contract._pytest_items import contract_items

        added = contract_items(session, checks_here=getattr(config, "workerinput", {}).get(CHECKS, True))
        items += added
        # Pytest counts what it collects itself, and would count fewer tests than none after `-k`.
        config.hook.pytest_collectreport(report=pytest.CollectReport("", "passed", None, [*added]))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Keep the tests of a contract on one worker of pytest-xdist: each worker that had one of them would check the server."""
    if not config.getoption("--nft-holdings-url"):
        return None
    from nft_holdings.contract._pytest_xdist import SCATTERING, ContractOnOneWorker

    return ContractOnOneWorker(config, log) if config.getoption("dist") in SCATTERING else None


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Mark the one worker of pytest-xdist that checks the server: with `--dist each` all of them have all tests."""
    node.workerinput[CHECKS] = node.config.getoption("dist") != "each" or node.gateway.id == "gw0"


@pytest.fixture(scope="session")
def nft_holdings_sandbox() -> "Iterator[Sandbox]":
    """Yield a sandbox with made-up rows, for the whole test run."""
    from .sandbox import Sandbox

    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def nft_holdings_faults() -> Iterator[StartWithFaults]:
    """Yield a function that starts sandboxes that misbehave; they stop when the test is over.

    sandbox = nft_holdings_faults({"faults": [{"fault": "status", "status": 503, "count": 2}]})
    """
    from .sandbox import Sandbox

    with ExitStack() as running:

        def start(faults: Path | Mapping[str, object], settings: "Settings | None" = None) -> Sandbox:
            """Start a sandbox.

            Raises:
                LoadError: The faults cannot be used.
            """
            return running.enter_context(Sandbox(settings, faults=faults))

        yield start

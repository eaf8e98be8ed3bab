"""Fixtures of pytest, for the tests of those who use the package.

A `conftest.py` asks for them:

    pytest_plugins = ["nft_holdings.sandbox.pytest_plugin"]
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from . import Sandbox, Settings

StartWithFaults = Callable[..., Sandbox]
"""Takes faults, a dict or the path of a JSON document, and Settings if wanted; gives the running sandbox."""


@pytest.fixture(scope="session")
def nft_holdings_sandbox() -> Iterator[Sandbox]:
    """A sandbox with the rows that it makes up, for the whole test run."""
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def nft_holdings_faults() -> Iterator[StartWithFaults]:
    """Starts sandboxes that misbehave, and stops them when the test is over.

    sandbox = nft_holdings_faults({"faults": [{"fault": "status", "status": 503, "count": 2}]})
    """
    with ExitStack() as running:

        def start(faults: Path | Mapping[str, object], settings: Settings | None = None) -> Sandbox:
            """Start one.

            Raises:
                LoadError: The faults cannot be used.
            """
            return running.enter_context(Sandbox(settings, faults=faults))

        yield start

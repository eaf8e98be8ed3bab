"""What holds for all tests: nothing waits before it tries again, and nothing tries again unless a test is about that.

And no test shows a key that a client uses: tests/support/secrets/key_scan.py looks through all that they print, log and raise.
"""

import os
from collections.abc import Iterator

import pytest
from nft_holdings._apis import APIS

from tests.support.attempts import attempts_at_once
from tests.support.secrets.key_scan import pytest_configure as pytest_configure

# Nothing here is sent but to this machine, and that by the tests' own HTTP clients too.
for variable in [name for name in os.environ if name.lower().endswith("_proxy")]:
    del os.environ[variable]


@pytest.fixture(autouse=True)
def single_attempts() -> Iterator[None]:
    """One attempt for each request. A test of attempts uses `attempts_as_granted`."""
    with attempts_at_once(1):
        yield


@pytest.fixture(autouse=True)
def no_keys_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key of whoever runs the tests gets into them."""
    for api in APIS:
        monkeypatch.delenv(api.key.variable, raising=False)


@pytest.fixture(params=["with the extra fast", "without it"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What clients send with, where the caller gives them nothing."""
    if request.param == "without it":
        monkeypatch.setattr("nft_holdings._transport.choice.find_spec", lambda _: None)

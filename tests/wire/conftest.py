"""No key of whoever runs the tests gets into them."""

import pytest


@pytest.fixture(autouse=True)
def no_keys_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LOOPRING_API_KEY", "SWAPCHAT_TOKEN", "VALIDATION_CLOUD_API_KEY"):
        monkeypatch.delenv(variable, raising=False)

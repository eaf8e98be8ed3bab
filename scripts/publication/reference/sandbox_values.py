"""Values of samples and forms: accounts, keys and rows that each sandbox has."""

from functools import cache
from typing import Any

from nft_holdings.sandbox import Sandbox
from per_api import modules_of

SANDBOX_URL = "http://127.0.0.1:8000"
"""The default address of `nft-holdings sandbox`."""
SHOWN_ROWS = 5


@cache
def _sandbox() -> Sandbox:
    return Sandbox()


def credentials(api: str) -> dict[str, Any]:
    """Return the key or token that the sandbox accepts, as an argument of the client."""
    return _sandbox().credentials(api)


def sandbox_value(api: str, operation_id: str, parameter: str) -> str | None:
    """Return a value of a parameter for which a sandbox has rows; None where any value, or none, will do."""
    samples = modules_of(f"{__package__}.apis").get(api)
    for name in (f"{operation_id}/{parameter}", parameter):
        if samples and name in samples.SAMPLE_ACCOUNTS:
            return _sandbox().accounts(api)[samples.SAMPLE_ACCOUNTS[name]]
        if value := getattr(samples, "SAMPLE_VALUES", {}).get(name):
            return str(value)
    return {"limit": str(SHOWN_ROWS), "size": str(SHOWN_ROWS), "page": "1"}.get(parameter)

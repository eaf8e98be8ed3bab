"""Listings under environment variables that a test sets."""

import asyncio
import os
from typing import Any

import pytest
from nft_holdings import AsyncHedera, ConnectionFailed, Hedera, NftHoldingsError

READ = {"http_proxy", "https_proxy", "all_proxy", "no_proxy", "ssl_cert_file", "ssl_cert_dir", "sslkeylogfile", "request_method"}


def only(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    """Set variables of proxies and certificates, and take all others of them away."""
    for name in [name for name in os.environ if name.lower() in READ]:
        monkeypatch.delenv(name)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def rows_of(url: str, blocking: bool, **options: Any) -> list[Any]:
    """The rows of a listing by a client of our own."""
    if blocking:
        with Hedera(url, **options) as client:
            return list(client.nfts("0.0.1").all())

    async def run() -> list[Any]:
        async with AsyncHedera(url, **options) as client:
            return list(await client.nfts("0.0.1").all())

    return asyncio.run(run())


def refusal_of(url: str, blocking: bool) -> ConnectionFailed:
    """The error of a listing for which nothing is sent, and nothing is tried again."""
    with pytest.raises(NftHoldingsError) as raised:
        rows_of(url, blocking)
    error = raised.value
    assert isinstance(error, ConnectionFailed), error
    assert (error.sent, error.temporary) == (False, False), error
    return error

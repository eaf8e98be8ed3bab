# Generated from specs/swapchat.yaml: do not edit. Rebuild with scripts/generate.
from typing import Any, Self

import httpx2 as httpx
from attrs import define, evolve, field

LOOPBACK = dict.fromkeys(
    ("all://127.0.0.1", "all://127.0.0.0/8", "all://[::1]", "all://localhost", "all://*.localhost")
)
"""What is asked directly, whatever proxy the environment names."""


@define
class Client:
    """Where and how the API is reached: base URL, credentials, headers and the HTTP connection.

    Attributes:
        base_url: What every request's path is appended to.
        token: The access token that SwapChat's login gives out; it lasts seven days. Never shown in a repr.
        headers: Headers that go with every request.
        timeout: Seconds, or an httpx2.Timeout; past it httpx2.TimeoutException is raised.
        httpx_args: Further arguments of httpx2.Client and httpx2.AsyncClient.
        raise_on_unexpected_status: Whether a status that the spec does not list raises errors.UnexpectedStatus.
    """

    base_url: str = field(repr=True)
    token: str | None = field(default=None, kw_only=True, repr=False)
    headers: dict[str, str] = field(factory=dict, kw_only=True, repr=False)
    timeout: httpx.Timeout | float | None = field(default=5.0, kw_only=True)
    httpx_args: dict[str, Any] = field(factory=dict, kw_only=True, repr=False)
    raise_on_unexpected_status: bool = field(default=False, kw_only=True)
    _client: httpx.Client | None = field(default=None, init=False, repr=False, eq=False)
    _async_client: httpx.AsyncClient | None = field(default=None, init=False, repr=False, eq=False)

    def credential_headers(self) -> dict[str, str]:
        """The headers that carry the credentials which were given."""
        headers: dict[str, str] = {}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return headers

    def with_headers(self, headers: dict[str, str]) -> Self:
        """A client like this one with more headers; this one is not changed."""
        return evolve(self, headers={**self.headers, **headers})

    def _settings(self) -> dict[str, Any]:
        headers = {**self.headers, **self.credential_headers()}
        return {
            "base_url": self.base_url,
            "headers": headers,
            "timeout": self.timeout,
            "mounts": LOOPBACK,
            **self.httpx_args,
        }

    def set_httpx_client(self, client: httpx.Client) -> Self:
        """Use this httpx2.Client as it is, with its own settings in place of these."""
        self._client = client
        return self

    def get_httpx_client(self) -> httpx.Client:
        """The underlying httpx2.Client, made at the first call."""
        if self._client is None:
            self._client = httpx.Client(**self._settings())
        return self._client

    def set_async_httpx_client(self, client: httpx.AsyncClient) -> Self:
        """Use this httpx2.AsyncClient as it is, with its own settings in place of these."""
        self._async_client = client
        return self

    def get_async_httpx_client(self) -> httpx.AsyncClient:
        """The underlying httpx2.AsyncClient, made at the first call."""
        if self._async_client is None:
            self._async_client = httpx.AsyncClient(**self._settings())
        return self._async_client

    def __enter__(self) -> Self:
        self.get_httpx_client().__enter__()
        return self

    def __exit__(self, *args: Any) -> None:
        self.get_httpx_client().__exit__(*args)

    async def __aenter__(self) -> Self:
        await self.get_async_httpx_client().__aenter__()
        return self

    async def __aexit__(self, *args: Any) -> None:
        await self.get_async_httpx_client().__aexit__(*args)

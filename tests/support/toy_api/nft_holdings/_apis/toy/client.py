"""The toy API's clients."""

from collections.abc import Generator, Iterable
from typing import Any, Self, Unpack

from nft_holdings._client import AsyncClient, Client, Connected, documented_as
from nft_holdings._listing import AsyncListing, Listing
from nft_holdings._options import ClientOptions, Options, secret_from
from nft_holdings._paging.many_accounts import AccountResult
from nft_holdings._specs.access import server_url
from nft_holdings_api.toy import Client as Credentials
from nft_holdings_api.toy.models import Plaything

from .descriptor import API
from .operations import ToysOfChild


class ToyServers(Connected):
    """The constructors of both clients."""

    def __init__(self, base_url: str | None = None, *, api_key: str | None = None, **options: Unpack[ClientOptions]) -> None:
        url = server_url(API.name, "main") if base_url is None else base_url
        key = secret_from(api_key, API.key.variable, API.key.argument)
        headers = Credentials(url, api_key=key).credential_headers()
        self._connect(Options.of(API.name, url, headers, options), options.get("http_client"))

    @classmethod
    def main(cls, **options: Unpack[ClientOptions]) -> Self:
        """Return a client of the main server."""
        return cls(None, **options)


class Toy(ToyServers, Client):
    """The toys of children."""

    def toys(self, child: str, *, page_size: int | None = None, cursor: str | None = None) -> Listing[Plaything]:
        """List the toys of a child.

        Args:
            child: The child's name.
            page_size: Rows in one request.
            cursor: A page's cursor, to go on after that page.
        """
        return self._listing(ToysOfChild(child, page_size or 100), cursor)

    def toys_of(self, children: Iterable[str]) -> Generator[AccountResult[str, Plaything]]:
        """List the toys of many children."""
        return self._many(children, lambda child: ToysOfChild(child, 100))


class AsyncToy(ToyServers, AsyncClient):
    """The async twin of Toy."""

    @documented_as(Toy.toys)
    def toys(self, child: str, *, page_size: int | None = None, cursor: str | None = None) -> AsyncListing[Plaything]:
        return self._listing(ToysOfChild(child, page_size or 100), cursor)

    @documented_as(Toy.toys_of)
    def toys_of(self, children: Any) -> Any:
        return self._many(children, lambda child: ToysOfChild(child, 100))

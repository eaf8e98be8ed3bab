"""The names and symbols of the tokens in a listing, for people who read it."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve

from nft_holdings._apis.hedera.client import Hedera
from nft_holdings._apis.hedera.tokens.objects import GetToken
from nft_holdings._errors import IncompleteListing, NftHoldingsError, NotFound
from nft_holdings._paging.lookup import Lookup
from nft_holdings.cli._accounts import Rows
from nft_holdings.cli._columns import RowFields

FIELDS = ("name", "symbol")


def with_names(fields: RowFields) -> RowFields:
    """Return the fields of rows that have names too; in a table these stand beside the token."""
    headings: dict[str, str] = {}
    for heading, path in fields.headings.items():
        headings[heading] = path
        if path == "token_id":
            headings.update(zip(FIELDS, FIELDS, strict=True))
    return evolve(fields, names=(*fields.names, *FIELDS), headings=headings)


class Named(Rows):
    """Rows with the names and symbols of their tokens, each looked up once. A token that the server does not know has none.

    Args:
        rows: The rows.
        client: The client that looks up.
    """

    def __init__(self, rows: Rows, client: Hedera[Any]) -> None:
        self._rows, self._client = rows, client
        self.cursor = self._start = rows.cursor
        self._names: dict[str, dict[str, str | None]] = {}

    def pages(self) -> Iterator[Any]:
        """Yield the pages, once the names of their tokens are known."""
        for page in self._rows.pages():
            self._look_up([each.token_id for each in page.items])
            yield page

    def _look_up(self, tokens: list[str]) -> None:
        new = [each for each in dict.fromkeys(tokens) if each not in self._names]

        async def found(lookup: Lookup) -> Any:
            return await lookup.each(new, lambda token: lookup.one(GetToken(token)))

        for token, answer in zip(new, self._client._answer(found) if new else (), strict=True):
            if isinstance(answer, NftHoldingsError) and not isinstance(answer, NotFound):
                raise self._failure(token, answer)
            self._names[token] = {name: getattr(answer, name, None) for name in FIELDS}

    def _failure(self, token: str, error: NftHoldingsError) -> NftHoldingsError:
        """Return the error for a name that cannot be had: once rows have been printed, one with the cursor to go on from."""
        if self.cursor == self._start:
            return error
        message = f"the listing stopped before its end: the name of token {token} cannot be had: {error}"
        return IncompleteListing(message, cursor=self.cursor, cause=error)

    def row(self, page: Any, item: Any) -> Mapping[str, Any]:
        """Return a row to print."""
        return {**self._rows.row(page, item), **self._names[item.token_id]}

    def note(self, page: Any) -> None:
        """Note that a page has been printed."""
        self._rows.note(page)
        self.cursor = self._rows.cursor

    def end(self) -> None:
        """Note that the rows have come to their end."""
        self._rows.end()

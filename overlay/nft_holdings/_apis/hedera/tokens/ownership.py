"""Ownership of a token. The answer is yes, no, or an error, and never no because something failed.

Source: `GET /api/v1/accounts/{idOrAliasOrEvmAddress}/tokens` in the spec, with the documents that it cites.
"""

from collections.abc import MutableMapping, Sequence
from typing import Literal

from attrs import frozen
from nft_holdings_api.hedera.models import Token, TokenRelationship

from nft_holdings._apis.hedera.entity_id import EntityId, account_path, needs_lookup, number_in
from nft_holdings._apis.hedera.filters.columns import token_id
from nft_holdings._apis.hedera.operations import HederaNfts
from nft_holdings._apis.hedera.refusals import text_of
from nft_holdings._errors import DecodeError, InvalidArgument, NftHoldingsError, NotFound
from nft_holdings._paging.lookup import Lookup
from nft_holdings._paging.page import ParsedPage

from .objects import GetAccount, GetNft, GetToken
from .operations import PAGE_SIZE, AccountTokens, TokenHolders, is_same_id

Unknown = Literal["error", "no"]
UNKNOWN_ACCOUNT = ("Not found", "No account with a matching alias found")
"""The messages of a 404 that say that there is no such account."""


@frozen(kw_only=True)
class Ownership:
    """The answer for one of many accounts.

    Attributes:
        account: The account, as the caller gave it.
        owns: True or False; None with an error.
        error: The error in place of an answer; None without one.
    """

    __module__ = "nft_holdings"

    account: str | int | EntityId
    owns: bool | None = None
    error: NftHoldingsError | None = None


async def owns_nft(lookup: Lookup, account: str, nft: GetNft) -> bool:
    """Return True if an account holds an NFT; False if another one does, or it was burned."""
    if needs_lookup(account):
        account = str((await lookup.one(GetAccount(account))).account)
    found = await lookup.one(nft)
    return found.account_id is not None and is_same_id(account, found.account_id)


@frozen(kw_only=True)
class OwnershipQuestion:
    """The question whether accounts own a token.

    Attributes:
        token: The token, in its form for the path.
        at_least: The number to own.
        confirm: True to ask for the NFTs before the answer is no.
        unknown: "no" if an account that does not exist owns nothing.
        smallest_units: True if `at_least` counts the smallest units of a token with decimals.
        tokens: The tokens that are known, by their form for the path; shared by all questions of a client.
    """

    token: str
    at_least: int
    confirm: bool
    unknown: Unknown
    smallest_units: bool
    tokens: MutableMapping[str, Token]

    async def of(self, lookup: Lookup, account: str) -> bool:
        """Return True if an account owns at least as many, or False.

        Raises:
            InvalidArgument: The token has decimals.
            NotFound: There is no such account, or no such token.
            NftHoldingsError: The answer cannot be had.
        """
        operation = AccountTokens(account, token=self.token, page_size=1)
        try:
            page = await lookup.page(operation)
        except NotFound as refused:
            if self.unknown == "no" and text_of(refused.raw) in UNKNOWN_ACCOUNT:
                return False
            raise
        row = self._row_in(page)
        if row is None:
            self._check_units(_amount(await self._known_token(lookup), "decimals"))
        else:
            self._check_units(row.decimals or 0)
            if row.balance >= self.at_least:
                return True
        return self.confirm and await self._counted(lookup, account)

    def _row_in(self, page: ParsedPage[TokenRelationship]) -> TokenRelationship | None:
        """Return the row of the token; None if the account is not associated with it.

        Raises:
            DecodeError: The page has other rows.
        """
        match page.rows:
            case [] if page.next is None:
                return None
            case [TokenRelationship(balance=int()) as row] if is_same_id(self.token, row.token_id):
                return row
        raise DecodeError(
            AccountTokens.name,
            "$.tokens",
            f"one row of token {self.token} with a balance, or none",
            "other rows",
            page.raw(),
            temporary=True,
        )

    def _check_units(self, decimals: int) -> None:
        if decimals and not self.smallest_units:
            raise InvalidArgument(
                f"token {self.token} has {decimals} decimals, so its amounts are counted in 10^-{decimals}",
                argument="at_least",
                rule="smallest-units",
                hint=f"count in smallest_units, of which one token has {10**decimals}",
            )

    async def _known_token(self, lookup: Lookup) -> Token:
        """Return the token, which is asked for once.

        Raises:
            NotFound: There is none.
        """
        if self.token not in self.tokens:
            self.tokens[self.token] = await lookup.one(GetToken(self.token))
        return self.tokens[self.token]

    async def _counted(self, lookup: Lookup, account: str) -> bool:
        """Return True if the account's NFTs are as many. The server's counter is stored, and has been wrong."""
        count = 0
        async for found in lookup.slices(HederaNfts.of(account, token_id == self.token, None, min(self.at_least, PAGE_SIZE))):
            count += len(found.rows)
            if count >= self.at_least:
                return True
        return False

    async def of_many(self, lookup: Lookup, accounts: Sequence[str | int | EntityId]) -> list[Ownership]:
        """Return the answers for many accounts, in order.

        Args:
            lookup: The requests of the call.
            accounts: The accounts, as the caller gave them.
        """
        holders = await self._holders(lookup, accounts) if self.unknown == "no" and not self.confirm else None

        async def answer(account: str | int | EntityId) -> bool:
            path = account_path(account)
            number = number_in(path)
            return number in holders if holders is not None and number is not None else await self.of(lookup, path)

        answers = await lookup.each(accounts, answer)
        return [
            Ownership(account=account, error=found) if isinstance(found, NftHoldingsError) else Ownership(account=account, owns=found)
            for account, found in zip(accounts, answers, strict=True)
        ]

    async def _holders(self, lookup: Lookup, accounts: Sequence[object]) -> set[str] | None:
        """Return the accounts that own as many, where listing them takes fewer requests than asking for each account; None elsewhere."""
        ids = sum(number_in(str(account)) is not None for account in accounts)
        if ids < 2:
            return None
        token = await self._known_token(lookup)
        self._check_units(_amount(token, "decimals"))
        most = _amount(token, "total_supply") // self.at_least
        if most // PAGE_SIZE + 1 >= ids:
            return None
        found: set[str] = set()
        async for page in lookup.slices(TokenHolders(self.token, self.at_least)):
            found.update(str(row.account) for row in page.rows if not isinstance(row, DecodeError))
        return found if found or not most else None  # a token with a supply and without holders: each account is asked for


def _amount(token: Token, field: str) -> int:
    """Return a field of a token that is the text of a whole number.

    Raises:
        DecodeError: It is none.
    """
    text = getattr(token, field)
    if not (isinstance(text, str) and text.isascii() and text.isdigit()):
        raise DecodeError(GetToken.name, f"$.{field}", "the digits of a whole number", repr(text), token.to_dict())
    return int(text)

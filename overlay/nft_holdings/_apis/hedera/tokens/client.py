"""The methods of Hedera's blocking client for the token side: who holds a token's NFTs."""

from collections.abc import Iterable
from functools import partial
from typing import Literal, TypeVar

from nft_holdings_api.hedera.models import AccountInfo, NftTransaction, Token, TokenBalance, TokenNft, TokenRelationship

from nft_holdings._apis.hedera.entity_id import EntityId, account_path
from nft_holdings._apis.hedera.filters.columns import Filter
from nft_holdings._client import Bad, Client
from nft_holdings._listing import Listing
from nft_holdings._paging.operation import ObjectOperation
from nft_holdings._validation import items

from . import arguments
from .at_time import HolderAt, holder_at
from .history import HeldSince, held_since, held_since_many
from .objects import GetAccount, GetNft
from .ownership import Ownership, Unknown, owns_nft
from .times import Time, nanoseconds

Id = str | int | EntityId
Direction = Literal["asc", "desc"]
Value = TypeVar("Value")


class TokenSide(Client[Bad]):
    """The token side of the blocking client."""

    _tokens: dict[str, Token]

    def _one(self, operation: ObjectOperation[Value]) -> Value:
        return self._answer(lambda lookup: lookup.one(operation))

    def token_nfts(
        self,
        token: Id,
        filter: Filter | None = None,
        *,
        order: Direction | None = None,
        page_size: int | None = None,
        burned: bool = False,
        cursor: str | None = None,
    ) -> Listing[TokenNft | Bad]:
        """List the NFTs of a token, each with its holder.

        Args:
            token: The token's id, such as 0.0.2000.
            filter: Comparisons of serial_number and holder_id, joined with `&`. A holder that is an alias or an EVM address is looked up first.
            order: The order by serial number; descending if not given. It is "asc" or "desc".
            page_size: The rows to request for a page; the documented maximum if not given. A server may return fewer.
            burned: List burned NFTs too, which have no holder.
            cursor: Go on after the page that has this cursor.

        Returns:
            Rows with account_id, the holder, as `shard.realm.number`, and the other fields as `nfts` has them. The NFTs of a deleted
            token are listed with deleted True and their holders. If there are no rows, the token is looked up, and reading raises NotFound for one
            that is unknown.

        Raises:
            InvalidArgument: An argument is refused. Nothing is sent.
        """
        return self._listing(arguments.token_nfts(token, filter, order, page_size, burned), cursor)

    def nft(self, token: Id, serial: int) -> TokenNft:
        """Return one NFT with its holder.

        Args:
            token: The token's id.
            serial: The serial number, 1 to 2^63-1.

        Returns:
            The NFT. Its account_id, the holder, is None if it was burned.

        Raises:
            InvalidArgument: An argument is refused. Nothing is sent.
            NotFound: There is no such NFT.
        """
        return self._one(GetNft(arguments.token_path(token), arguments.serial_of(serial)))

    def owns_nft(self, account: Id, token: Id, serial: int) -> bool:
        """Answer whether an account holds an NFT: no if another one does, or if it was burned.

        Args:
            account: An id, an alias or an EVM address; the latter two are looked up.
            token: The token's id.
            serial: The serial number.

        Raises:
            InvalidArgument: An argument is refused. Nothing is sent.
            NotFound: There is no such NFT, or no account with this alias or EVM address.
        """
        return self._answer(
            partial(owns_nft, account=account_path(account), nft=GetNft(arguments.token_path(token), arguments.serial_of(serial)))
        )

    def nft_history(
        self, token: Id, serial: int, *, page_size: int | None = None, cursor: str | None = None
    ) -> Listing[NftTransaction | Bad]:
        """List all that happened to an NFT, the newest first.

        A server that lacks a transaction ends its history early; it is asked on until nothing more comes. `.partial` of the listing is True
        once the server has said that it does not have the whole history.

        Args:
            token: The token's id.
            serial: The serial number.
            page_size: The entries to request for a page; the documented maximum if not given.
            cursor: Go on after the page that has this cursor.

        Returns:
            Entries with type, sender_account_id and receiver_account_id. Both are None where nobody was given the NFT, and where the
            treasury changed (TOKENUPDATE). Of several transfers in one transaction the server shows the first.

        Raises:
            InvalidArgument: An argument is refused. Nothing is sent.
        """
        return self._listing(arguments.history(token, serial, page_size), cursor)

    def held_since(self, token: Id, serial: int, *, held_before: Time | None = None) -> HeldSince:
        """Return the holder of an NFT, and since when: a transfer, an airdrop, a claim or a change of the treasury gave it to the holder.

        Args:
            token: The token's id.
            serial: The serial number.
            held_before: A time. The history is not asked for if the NFT has not changed since then; `since` is its last change then, and
                `exact` is False.

        Returns:
            The holder, the time in `since`, and `exact`. Of a burned NFT the holder is None, and `since` is when it was burned.

        Raises:
            InvalidArgument: An argument is refused. Nothing is sent.
            NotFound: There is no such NFT.
        """
        before = None if held_before is None else nanoseconds(held_before, "held_before")
        return self._answer(partial(held_since, token=arguments.token_path(token), serial=arguments.serial_of(serial), held_before=before))

    def held_since_many(self, token: Id, serials: Iterable[int], *, held_before: Time | None = None) -> list[HeldSince]:
        """Return the holders of several NFTs of a token, and since when, in the order of the serial numbers.

        Args:
            token: The token's id.
            serials: The serial numbers.
            held_before: As for `held_since`.

        Returns:
            Results as `held_since` has them; one that failed has its error in `.error`.

        Raises:
            InvalidArgument: An argument is refused. Nothing is sent.
        """
        before = None if held_before is None else nanoseconds(held_before, "held_before")
        return self._answer(
            partial(held_since_many, token=arguments.token_path(token), serials=arguments.serials_of(serials), held_before=before)
        )

    def holder_at(self, token: Id, serial: int, time: Time) -> HolderAt:
        """Return the holder of an NFT at a time.

        Args:
            token: The token's id.
            serial: The serial number.
            time: The time: text as the server writes it or in ISO 8601, whole nanoseconds since 1970, or a datetime with a time zone.

        Returns:
            `.status`, which is "held", "not minted", "burned" or "unknown", and `.holder`.

        Raises:
            InvalidArgument: An argument is refused, or the time is later than the server's clock.
            NotFound: There is no such NFT.
        """
        return self._answer(
            partial(holder_at, token=arguments.token_path(token), serial=arguments.serial_of(serial), time=nanoseconds(time, "time"))
        )

    def token(self, token: Id, *, timestamp: Time | None = None) -> Token:
        """Return a token: name, symbol, supply, treasury, keys, fees.

        Args:
            token: The token's id.
            timestamp: The time to return it as of; now if not given.

        Returns:
            The token. Amounts such as total_supply, and decimals, are texts of whole numbers.

        Raises:
            InvalidArgument: An argument is refused. Nothing is sent.
            NotFound: There is no such token, or none yet at that time.
        """
        return self._one(arguments.token_at(token, timestamp))

    def account(self, account: Id) -> AccountInfo:
        """Return an account; this finds the id of an alias or an EVM address.

        Args:
            account: An id, an alias or an EVM address.

        Returns:
            The account, without its transactions. Its balance lists at most 1,000 tokens; `account_tokens` lists all.

        Raises:
            InvalidArgument: The account is refused. Nothing is sent.
            NotFound: There is no such account.
        """
        return self._one(GetAccount(account_path(account)))

    def account_tokens(
        self, account: Id, *, order: Direction | None = None, page_size: int | None = None, cursor: str | None = None
    ) -> Listing[TokenRelationship | Bad]:
        """List the tokens that an account is associated with, fungible ones too, and how many it has of each.

        Args:
            account: An id, an alias or an EVM address.
            order: The order by token; ascending if not given. It is "asc" or "desc".
            page_size: The rows to request for a page; the documented maximum if not given.
            cursor: Go on after the page that has this cursor.

        Returns:
            Rows with token_id and balance: the number of NFTs, or the amount in the smallest unit. It may be 0.

        Raises:
            InvalidArgument: An argument is refused. Nothing is sent.
        """
        return self._listing(arguments.account_tokens(account, order, page_size), cursor)

    def holders(
        self,
        token: Id,
        *,
        at_least: int = 1,
        as_of: Time | None = None,
        order: Direction | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Listing[TokenBalance | Bad]:
        """List the accounts that hold a token, and how many each holds, without reading the NFTs.

        Args:
            token: The token's id.
            at_least: The least that a holder holds.
            as_of: A time. The server's newest snapshot at or before it is listed, whose time is in `.as_of` of the listing and of each
                page. Snapshots are some 15 minutes apart.
            order: The order by account; descending if not given. It is "asc" or "desc".
            page_size: The rows to request for a page; the documented maximum if not given.
            cursor: Go on after the page that has this cursor.

        Returns:
            Rows with account and balance: the number of NFTs, or the amount in the smallest unit. If there are no rows, the token is
            looked up, and reading raises NotFound for one that is unknown. It raises IncompleteListing if the server has no snapshot so old.

        Raises:
            InvalidArgument: An argument is refused. Nothing is sent.
        """
        return self._listing(arguments.holders(token, at_least, as_of, order, page_size), cursor)

    def owns(
        self,
        account: Id,
        token: Id,
        at_least: int = 1,
        *,
        confirm: bool = False,
        unknown: Unknown = "error",
        smallest_units: bool = False,
    ) -> bool:
        """Answer whether an account owns a token, or so many of it: yes, no, or an error.

        Args:
            account: An id, an alias or an EVM address.
            token: The token's id.
            at_least: The least to own: the number of NFTs, or the amount of a fungible token.
            confirm: Ask for the NFTs before the answer is no, as the server's counter is stored and may be wrong.
            unknown: The answer for an account that does not exist: an error, or no.
            smallest_units: Count a token with decimals in its smallest units.

        Returns:
            True if it owns as many. False if it certainly does not. One request tells, two at most without `confirm`.

        Raises:
            InvalidArgument: An argument is refused, or the token has decimals.
            NotFound: There is no such account, or no such token.
            NftHoldingsError: The answer cannot be had. This is no False.
        """
        asked = arguments.question(token, at_least, confirm, unknown, smallest_units, self._tokens)
        return self._answer(partial(asked.of, account=account_path(account)))

    def owns_many(
        self,
        accounts: Iterable[Id],
        token: Id,
        at_least: int = 1,
        *,
        confirm: bool = False,
        unknown: Unknown = "error",
        smallest_units: bool = False,
    ) -> list[Ownership]:
        """Answer for many accounts whether each owns a token, in their order.

        With `unknown="no"` the token's holders are listed in place of asking for each account, if that takes fewer requests.

        Args:
            accounts: The accounts, each as for `owns`.
            token: The token's id.
            at_least: As for `owns`.
            confirm: As for `owns`.
            unknown: As for `owns`.
            smallest_units: As for `owns`.

        Returns:
            Results with `.account` as it was given, and `.owns`, or `.error` in its place.

        Raises:
            InvalidArgument: An argument is refused. Nothing is sent.
        """
        asked = arguments.question(token, at_least, confirm, unknown, smallest_units, self._tokens)
        return self._answer(partial(asked.of_many, accounts=items(accounts, "accounts")))

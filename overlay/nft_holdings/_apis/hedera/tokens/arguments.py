"""The arguments of the token side's methods, checked before anything is sent: one function for each kind of call."""

from collections.abc import Iterable, MutableMapping

from nft_holdings_api.hedera.models import Token

from nft_holdings._apis.hedera.arguments import order_of, page_size_of
from nft_holdings._apis.hedera.entity_id import account_path, as_written, entity_id
from nft_holdings._apis.hedera.filters.columns import MAXIMUM_SERIAL, Filter
from nft_holdings._errors import FilterError, InvalidArgument
from nft_holdings._redaction import shown
from nft_holdings._validation import flag, items, whole_number

from .nfts import NftsOfToken, checked
from .objects import GetToken
from .operations import AccountTokens, NftTransactions, TokenHolders
from .ownership import OwnershipQuestion
from .times import nanoseconds

MOST = 2**63 - 1
"""The largest amount."""


def token_path(value: object) -> str:
    """Return a token in the form for the path.

    Raises:
        InvalidArgument: It is no token id. The server takes no EVM address here but a long-zero one.
    """
    try:
        entity_id(value, "token")
    except FilterError as refused:
        failure = InvalidArgument(str(refused), argument="token", rule=refused.rule, hint=refused.hint)
    else:
        return as_written(value)
    raise failure


def serial_of(value: object) -> int:
    """Return a serial number.

    Raises:
        InvalidArgument: It is none.
    """
    return whole_number(value, "serial", minimum=1, maximum=MAXIMUM_SERIAL)


def serials_of(values: Iterable[int]) -> list[int]:
    """Return serial numbers.

    Raises:
        InvalidArgument: One of them is none, or there is no list.
    """
    return [
        whole_number(value, "each of serials", minimum=1, maximum=MAXIMUM_SERIAL, argument="serials") for value in items(values, "serials")
    ]


def token_nfts(token: object, wanted: Filter | None, order: object, page_size: object, burned: object) -> NftsOfToken:
    """Return the listing of a token's NFTs."""
    return NftsOfToken(token_path(token), checked(wanted), order_of(order), page_size_of(page_size), flag(burned, "burned") or False)


def history(token: object, serial: object, page_size: object) -> NftTransactions:
    """Return the listing of an NFT's history."""
    return NftTransactions(token_path(token), serial_of(serial), page_size=page_size_of(page_size))


def token_at(token: object, timestamp: object) -> GetToken:
    """Return the operation for a token at a time."""
    return GetToken(token_path(token), None if timestamp is None else nanoseconds(timestamp, "timestamp"))


def account_tokens(account: object, order: object, page_size: object) -> AccountTokens:
    """Return the listing of an account's tokens."""
    return AccountTokens(account_path(account), None, order_of(order), page_size_of(page_size))


def holders(token: object, at_least: object, as_of: object, order: object, page_size: object) -> TokenHolders:
    """Return the listing of a token's holders."""
    return TokenHolders(
        token_path(token),
        whole_number(at_least, "at_least", minimum=1, maximum=MOST),
        None if as_of is None else nanoseconds(as_of, "as_of"),
        order_of(order),
        page_size_of(page_size),
    )


def question(
    token: object, at_least: object, confirm: object, unknown: object, smallest_units: object, tokens: MutableMapping[str, Token]
) -> OwnershipQuestion:
    """Return the question whether accounts own a token."""
    if unknown not in ("error", "no"):
        raise InvalidArgument(f"unknown must be 'error' or 'no', not {shown(unknown)}", argument="unknown")
    return OwnershipQuestion(
        token=token_path(token),
        at_least=whole_number(at_least, "at_least", minimum=1, maximum=MOST),
        confirm=flag(confirm, "confirm") or False,
        unknown=unknown,
        smallest_units=flag(smallest_units, "smallest_units") or False,
        tokens=tokens,
    )

"""The sandbox's descriptor of Hedera."""

from collections.abc import Callable
from typing import Any

from nft_holdings.sandbox._api import ListingRequest, SandboxApi, SandboxListing

from . import _router as routes
from ._account import find_account
from ._accounts import TO_TRY
from ._answers.paths import serial_of, token_of
from ._changes import add_to_account, add_to_token, remove_from_account, remove_from_token
from ._ids import as_text
from ._load import load
from ._refusal import HederaRefusal
from ._router import METHODS, router, routes_of
from ._seed import seed
from ._tables import TABLES


def _account(asked: ListingRequest) -> str:
    return str(as_text(find_account(asked.database, asked.path["account"])))


def _token(asked: ListingRequest) -> str:
    return str(as_text(token_of(asked.path["token"])))


def _nft(asked: ListingRequest) -> str:
    return f"{_token(asked)}/{serial_of(asked.path['serial'])}"


def _operation(
    path: str, named: Callable[[ListingRequest], str], schema: str, key: tuple[str, ...], rows: str | None, **more: Any
) -> SandboxListing:
    def account(asked: ListingRequest) -> str | None:
        try:
            return named(asked)
        except HederaRefusal:
            return None

    return SandboxListing(
        routes=routes_of(path), methods=frozenset(METHODS), schema=schema, key=key, rows=rows, account=account,
        refusal=lambda status, message: HederaRefusal(status, message).body, **more,
    )  # fmt: skip


NFT_KEY = ("token_id", "serial_number")
LISTINGS = (
    _operation(routes.ACCOUNT_NFTS, _account, "Nft", NFT_KEY, "nfts", added=add_to_account, removed=remove_from_account),
    _operation(routes.ACCOUNT_TOKENS, _account, "TokenRelationship", ("token_id",), "tokens"),
    _operation(routes.ACCOUNT, _account, "AccountInfo", ("account",), None),
    _operation(routes.TOKEN_NFTS, _token, "TokenNft", NFT_KEY, "nfts", holder="account_id", added=add_to_token, removed=remove_from_token),
    _operation(routes.NFT, _nft, "TokenNft", NFT_KEY, None),
    _operation(routes.NFT_TRANSACTIONS, _nft, "NftTransaction", ("consensus_timestamp",), "transactions"),
    _operation(routes.TOKEN, _token, "Token", ("token_id",), None),
    _operation(routes.TOKEN_BALANCES, _token, "TokenBalance", ("account",), "balances"),
)
SANDBOX_API = SandboxApi(
    name="hedera", tables=TABLES, seed=seed, load=load, router=router, listings=LISTINGS, accounts_to_try=TO_TRY, any_case=True,
    hides_methods=True,
)  # fmt: skip

"""The demo: what the package does, shown with real clients and a real server on this machine."""

import sys
from typing import Any

from rich.console import Console

from nft_holdings import FilterError, Hedera, IncompleteListing, Loopring, NotFound, SwapChat, nft_id, serial_number, spender_id
from nft_holdings._apis import APIS, ListingInfo
from nft_holdings._listing import Listing
from nft_holdings.sandbox import Sandbox
from nft_holdings.sandbox.hedera import _accounts as hedera_accounts
from nft_holdings.sandbox.loopring import _accounts as loopring_accounts
from nft_holdings.sandbox.swapchat import _wallets as swapchat_wallets

from ._output import People

ROWS = 5
COMMANDS = {f"{api.name} {command.name}": command for api in APIS for command in api.listings}


def demo() -> None:
    """List holdings of all three APIs out of a sandbox, and end."""
    console = Console(highlight=False, soft_wrap=True)
    with Sandbox() as sandbox:
        console.print(f"A sandbox answers at {sandbox.url}, the way the real servers do. All below crosses that socket.")
        with Hedera(base_url=sandbox.url) as hedera:
            _hedera(console, hedera)
        with Loopring(base_url=sandbox.url, **sandbox.credentials("loopring")) as loopring:
            _loopring(console, loopring)
        with SwapChat(base_url=sandbox.url, **sandbox.credentials("swapchat")) as swapchat:
            _swapchat(console, swapchat)
    console.print("\nThe sandbox has stopped. Next: README.md, or nft-holdings --help.")


def _hedera(console: Console, hedera: Hedera) -> None:
    account = hedera_accounts.ORDERING
    _title(console, f"Hedera: what {account} holds", f'hedera.nfts("{account}")')
    _table(hedera.nfts(account), COMMANDS["hedera nfts"])

    _title(
        console,
        "A filter on the pair (token, serial), which the server evaluates",
        'nft_id.between(("0.0.1", 3), ("0.0.3", 3)), order="asc"',
    )
    _table(hedera.nfts(account, nft_id.between(("0.0.1", 3), ("0.0.3", 3)), order="asc"), COMMANDS["hedera nfts"])

    account = hedera_accounts.SPENDERS
    _title(console, "A filter on the spender", f'spender_id == "{hedera_accounts.SPENDER}"')
    _table(hedera.nfts(account, spender_id == hedera_accounts.SPENDER), COMMANDS["hedera nfts"])

    account = hedera_accounts.LARGEST
    _title(console, f"A listing of many pages: all of {account}", "for page in listing.pages(): …")
    sizes = [len(page.items) for page in hedera.nfts(account).pages()]
    console.print(f"{sum(sizes)} NFTs in {len(sizes)} requests")

    _title(console, "Stopped half-way, and gone on with", "max_pages=2, then cursor=error.cursor")
    try:
        hedera.with_options(max_pages=2).nfts(account).all()
    except IncompleteListing as error:
        rest = hedera.nfts(account, cursor=error.cursor).all()
        console.print(f"IncompleteListing: {error}. {len(error.items)} rows so far, {len(rest)} more with the cursor")

    _title(console, "Errors: one from the server, one before anything is sent")
    try:
        hedera.nfts("AAAAAAAA").all()
    except NotFound as error:
        console.print(f"NotFound: {error}", markup=False)
    try:
        hedera.nfts(account, serial_number > 3)
    except FilterError as error:
        console.print(f"FilterError: {error}", markup=False)


def _loopring(console: Console, loopring: Loopring) -> None:
    account = loopring_accounts.HUNDRED
    _title(console, f"Loopring: balances of account {account}, with metadata", f"loopring.nft_balances({account}, metadata=True)")
    _table(loopring.nft_balances(account, metadata=True), COMMANDS["loopring balances"])
    _title(console, "and its collections", f"loopring.collections({account})")
    _table(loopring.collections(account), COMMANDS["loopring collections"])


def _swapchat(console: Console, swapchat: SwapChat) -> None:
    user, wallet = swapchat_wallets.USER, swapchat_wallets.HUNDRED
    _title(console, f"SwapChat: the wallet {wallet}", "swapchat.nfts(user_id, wallet_address)")
    _table(swapchat.nfts(user, wallet), COMMANDS["swapchat nfts"])


def _title(console: Console, text: str, code: str = "") -> None:
    console.print(f"\n[bold]{text}[/bold]{f'  [dim]{code}[/dim]' if code else ''}")


def _table(listing: Listing[Any], command: ListingInfo) -> None:
    """The first rows, and how many there are in all."""
    rows = listing.all()
    output = People(sys.stdout, command, total=len(rows))
    for row in rows[:ROWS]:
        output.add(row.to_dict())
    output.finish()

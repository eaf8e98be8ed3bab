"""The demo: what the package does, shown with real clients and a real server on this machine."""

import sys
from importlib import import_module
from typing import Any

from rich.console import Console

from nft_holdings._apis import APIS, Api, ListingInfo
from nft_holdings._listing import Listing
from nft_holdings.sandbox import Sandbox

from ._output import Layout, TableOutput

ROWS = 5


def demo() -> None:
    """List holdings of every API out of a sandbox, and end."""
    console = Console(highlight=False, soft_wrap=True)
    with Sandbox() as sandbox:
        console.print(f"A sandbox answers at {sandbox.url}, the way the real servers do. All below crosses that socket.")
        for api in APIS:
            make: Any = api.client
            with make(base_url=sandbox.url, **sandbox.credentials(api.name)) as client:
                for step in import_module(f"nft_holdings.sandbox.{api.name}.demo").demo(client):
                    if step.title:
                        console.print(f"\n[bold]{step.title}[/bold]{f'  [dim]{step.code}[/dim]' if step.code else ''}")
                    if step.text:
                        console.print(step.text, markup=False)
                    if step.listing is not None:
                        _table(step.listing, api, api.listing(step.name))
    console.print("\nThe sandbox has stopped. Next: README.md, or nft-holdings --help.")


def _table(listing: Listing[Any], api: Api, command: ListingInfo) -> None:
    """Print the first rows, and the number of all."""
    rows = listing.all()
    output = TableOutput(sys.stdout, api, command, Layout(), total=len(rows))
    for row in rows[:ROWS]:
        output.add(row.to_dict())
    output.finish()

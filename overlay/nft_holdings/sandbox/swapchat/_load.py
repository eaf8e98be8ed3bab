"""Rows from a document: the section `swapchat` (docs/sandbox-rows.md)."""

from sqlite3 import Connection

from nft_holdings_server_models.swapchat import NftAsset

from nft_holdings.sandbox._document import Value, list_once

from ._tables import INSERT_ASSET


def load(connection: Connection, section: Value) -> None:
    """Write the rows of the section, in their order.

    Raises:
        LoadError: A row cannot be used, or a wallet is there twice.
    """
    places: dict[str, str] = {}
    for wallet in section.fields((), {"wallets": []})["wallets"].items():
        fields = wallet.fields({"wallet_address"}, {"assets": []})
        address = fields["wallet_address"].text(
            "an address, in characters of Unicode", lambda text: text if text and text.isprintable() else None
        )
        list_once(places, f"wallet {address}", wallet)
        rows = [(address, position, asset.row("swapchat", NftAsset)) for position, asset in enumerate(fields["assets"].items())]
        connection.executemany(INSERT_ASSET, rows)

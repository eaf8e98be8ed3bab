"""Rows from a document: the section `swapchat` (docs/sandbox.md)."""

from sqlite3 import Connection

from nft_holdings_server_models.swapchat import NftAsset

from nft_holdings.sandbox._document import LoadError, Value

from ._tables import INSERT_ASSET


def load(connection: Connection, section: Value) -> None:
    """Write the rows of the section, in their order.

    Raises:
        LoadError: A row cannot be used, or a wallet is there twice.
    """
    places: dict[str, str] = {}
    for wallet in section.fields(frozenset(), {"wallets": []})["wallets"].items():
        fields = wallet.fields(frozenset({"wallet_address"}), {"assets": []})
        address = _address(fields["wallet_address"])
        if address in places:
            raise LoadError(f"{wallet.place}: wallet {address} is listed already, at {places[address]}")
        places[address] = wallet.place
        rows = [(address, position, asset.row("swapchat", NftAsset)) for position, asset in enumerate(fields["assets"].items())]
        connection.executemany(INSERT_ASSET, rows)


def _address(value: Value) -> str:
    expected = "an address, in characters of Unicode"
    text = value.text(expected)
    if not text.isprintable() or not text:
        raise value.refused(expected)
    return text

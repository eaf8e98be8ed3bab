"""The APIs, for whatever goes through all of them: the command line, the demo, the checks. A new one is a line here."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import frozen

import nft_holdings

if TYPE_CHECKING:
    from nft_holdings._client import AsyncClient, Client


@frozen(kw_only=True)
class Command:
    """A listing on the command line.

    Attributes:
        method: The client's method; its signature and docstring become the options and their help.
        row: The rows' schema in the spec.
        positional: The arguments that are given by place.
        columns: What a table shows of a row, by heading; steps into the row are joined by dots.
    """

    method: str
    row: str
    positional: tuple[str, ...] = ()
    columns: Mapping[str, str]


@frozen(kw_only=True)
class Api:
    """An API and its clients.

    Attributes:
        name: Its name, that of its spec.
        client_name: The name of the client that blocks.
        servers: The constructors that name a server, the default first; none where a base URL must be given.
        variables: The environment variables that a key or token is read from.
        commands: Its listings, by their names on the command line.
    """

    name: str
    client_name: str
    servers: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    commands: Mapping[str, Command]

    @property
    def client(self) -> "type[Client]":
        """The client that blocks."""
        found: type[Client] = getattr(nft_holdings, self.client_name)
        return found

    @property
    def async_client(self) -> "type[AsyncClient]":
        """The client that awaits."""
        found: type[AsyncClient] = getattr(nft_holdings, f"Async{self.client_name}")
        return found


APIS = (
    Api(
        name="hedera",
        client_name="Hedera",
        servers=("mainnet", "testnet", "previewnet", "validation_cloud"),
        variables=("VALIDATION_CLOUD_API_KEY",),
        commands={
            "nfts": Command(
                method="nfts",
                row="Nft",
                positional=("account",),
                columns={
                    "token": "token_id",
                    "serial": "serial_number",
                    "spender": "spender",
                    "deleted": "deleted",
                    "modified": "modified_timestamp",
                },
            )
        },
    ),
    Api(
        name="loopring",
        client_name="Loopring",
        servers=("mainnet", "testnet"),
        variables=("LOOPRING_API_KEY",),
        commands={
            "balances": Command(
                method="nft_balances",
                row="CombinedBalance",
                columns={
                    "slot": "tokenId",
                    "type": "nftType",
                    "total": "total",
                    "locked": "locked",
                    "name": "metadata.base.name",
                    "nft id": "nftId",
                },
            ),
            "collections": Command(
                method="collections",
                row="CollectionHolding",
                columns={
                    "id": "collection.id",
                    "name": "collection.name",
                    "nfts": "count",
                    "status": "collection.deployStatus",
                    "contract": "collection.contractAddress",
                },
            ),
        },
    ),
    Api(
        name="swapchat",
        client_name="SwapChat",
        variables=("SWAPCHAT_TOKEN",),
        commands={
            "nfts": Command(
                method="nfts",
                row="NftAsset",
                positional=("user_id", "wallet_address"),
                columns={
                    "chain": "nft.blockchain",
                    "collection": "nft.collection_name",
                    "name": "nft.name",
                    "token": "nft.token_id",
                    "quantity": "quantity",
                },
            )
        },
    ),
)

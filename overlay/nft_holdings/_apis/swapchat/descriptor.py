"""The descriptor of SwapChat."""

from nft_holdings._apis.api import AccountForm, Api, Key, ListingInfo

API = Api(
    name="swapchat",
    title="SwapChat",
    about="List what an account holds on SwapChat: nfts",
    key=Key(argument="token", variable="SWAPCHAT_TOKEN"),
    account=AccountForm(pattern="[^/]+/[^/]+", example="USER/WALLET", metavar="USER/WALLET"),
    large=("quantity",),
    listings=(
        ListingInfo(
            name="nfts",
            operation_id="getUserNfts",
            method="nfts",
            many_method="nfts_of",
            row="NftAsset",
            rows_at="assets",
            positional=("user_id", "wallet_address"),
            table="assets",
            source="wallets",
            columns={
                "chain": "nft.blockchain",
                "collection": "nft.collection_name",
                "name": "nft.name",
                "token": "nft.token_id",
                "quantity": "quantity",
            },
            examples=(
                "nft-holdings swapchat nfts me 0x00000000000000000000000000000000000A1002 \\\n    --sandbox",
                "nft-holdings swapchat nfts me 0x00000000000000000000000000000000000A1002 \\\n    --sandbox --format json --limit 3",
            ),
        ),
    ),
)

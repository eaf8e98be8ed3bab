"""The descriptor of Loopring."""

from nft_holdings._apis.api import AccountForm, Api, Key, ListingInfo

API = Api(
    name="loopring",
    title="Loopring",
    servers=("mainnet", "testnet"),
    about="List what an account holds on Loopring: nfts, collections",
    key=Key(argument="api_key", variable="LOOPRING_API_KEY"),
    account=AccountForm(pattern=r"\d{1,19}|0x[0-9a-fA-F]{40}", example="10110"),
    timestamps={"createdAt": -3, "updatedAt": -3, "balanceUpdatedAt": -3},
    listings=(
        ListingInfo(
            name="balances",
            operation_id="getUserNftBalances",
            method="nft_balances",
            many_method="nft_balances_of",
            row="CombinedBalance",
            rows_at="data",
            table="nft_balances",
            source="accounts",
            columns={
                "slot": "tokenId",
                "type": "nftType",
                "total": "total",
                "locked": "locked",
                "name": "metadata.base.name",
                "nft id": "nftId",
            },
            examples=(
                "nft-holdings loopring balances --account-id 20002 --sandbox --metadata",
                "nft-holdings loopring balances --account-id 20002 --sandbox -f csv > nfts.csv",
            ),
        ),
        ListingInfo(
            name="collections",
            operation_id="getUserCollectionDetails",
            method="collections",
            many_method="collections_of",
            row="CollectionHolding",
            rows_at="collections",
            table="collections",
            source="accounts",
            columns={
                "id": "collection.id",
                "name": "collection.name",
                "nfts": "count",
                "status": "collection.deployStatus",
                "contract": "collection.contractAddress",
            },
            examples=(
                "nft-holdings loopring collections --account-id 20002 --sandbox",
                "nft-holdings loopring collections --account-id 20002 --sandbox --format json",
            ),
        ),
    ),
)

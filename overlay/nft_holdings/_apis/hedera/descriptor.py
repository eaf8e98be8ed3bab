"""The descriptor of Hedera."""

from nft_holdings._apis.api import AccountForm, Api, Key, ListingInfo

API = Api(
    name="hedera",
    title="Hedera",
    servers=("mainnet", "testnet", "previewnet", "validation_cloud"),
    key=Key(argument="api_key", variable="VALIDATION_CLOUD_API_KEY"),
    account=AccountForm(
        pattern=r"\d{1,19}|(?:\d+\.){1,2}\d+|(?:0x)?[0-9a-fA-F]{40}|(?:0\.){0,2}[A-Z2-7]{8,}",
        example="0.0.1001",
    ),
    timestamps={"created_timestamp": 0, "modified_timestamp": 0},
    listings=(
        ListingInfo(
            name="nfts",
            operation_id="getNftsByAccountId",
            method="nfts",
            many_method="nfts_of",
            row="Nft",
            rows_at="nfts",
            positional=("account",),
            filters="filters.options",
            columns={
                "token": "token_id",
                "serial": "serial_number",
                "spender": "spender",
                "deleted": "deleted",
                "modified": "modified_timestamp",
                "metadata": "metadata",
            },
            examples=(
                "nft-holdings hedera nfts 0.0.1001",
                "nft-holdings hedera nfts 0.0.1005 --sandbox --token-id gte:0.0.2 --order asc",
                "nft-holdings hedera nfts 0.0.1003 0.0.1006 --sandbox --format csv > nfts.csv",
            ),
        ),
    ),
)

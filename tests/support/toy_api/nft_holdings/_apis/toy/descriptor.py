"""The toy API's descriptor."""

from nft_holdings._apis.api import AccountForm, Api, Key, ListingInfo

API = Api(
    name="toy",
    title="Toy",
    servers=("main",),
    about="List what an account holds on Toy: toys",
    key=Key(argument="api_key", variable="TOY_BOX_KEY"),
    account=AccountForm(pattern="[a-z]+", example="ann"),
    listings=(
        ListingInfo(
            name="toys",
            operation_id="listToys",
            method="toys",
            many_method="toys_of",
            row="Plaything",
            rows_at="toys",
            positional=("child",),
            columns={"id": "id", "name": "name"},
        ),
    ),
)

"""The sandbox's descriptor of Hedera."""

from nft_holdings.sandbox._api import SandboxApi

from ._accounts import TO_TRY
from ._listing import LISTING
from ._load import load
from ._router import router
from ._seed import seed
from ._tables import TABLES

SANDBOX_API = SandboxApi(
    name="hedera", tables=TABLES, seed=seed, load=load, router=router, listings=(LISTING,), accounts_to_try=TO_TRY, any_case=True,
    hides_methods=True,
)  # fmt: skip

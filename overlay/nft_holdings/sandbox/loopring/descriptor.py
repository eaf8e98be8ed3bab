"""The sandbox's descriptor of Loopring."""

from nft_holdings.sandbox._api import SandboxApi

from ._accounts import SANDBOX_API_KEY, TO_TRY
from ._listings import LISTINGS
from ._load import load
from ._router import router
from ._seed import seed
from ._tables import TABLES

SANDBOX_API = SandboxApi(
    name="loopring",
    tables=TABLES,
    seed=seed,
    load=load,
    router=router,
    listings=LISTINGS,
    accounts_to_try=TO_TRY,
    credentials={"api_key": SANDBOX_API_KEY},
)

"""The sandbox's descriptor of SwapChat."""

from nft_holdings.sandbox._api import SandboxApi

from ._listing import LISTING
from ._load import load
from ._router import router
from ._seed import seed
from ._tables import TABLES
from ._wallets import SANDBOX_TOKEN, TO_TRY

SANDBOX_API = SandboxApi(
    name="swapchat",
    tables=TABLES,
    seed=seed,
    load=load,
    router=router,
    listings=(LISTING,),
    accounts_to_try=TO_TRY,
    credentials={"token": SANDBOX_TOKEN},
)

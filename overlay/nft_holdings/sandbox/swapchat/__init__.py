"""SwapChat: the NFTs of a user's wallet."""

from nft_holdings.sandbox._api import SandboxApi

from ._listing import LISTING
from ._load import load
from ._router import router
from ._seed import seed
from ._tables import TABLES
from ._wallets import SANDBOX_TOKEN, TO_TRY

SWAPCHAT = SandboxApi(
    name="swapchat",
    tables=TABLES,
    seed=seed,
    load=load,
    router=router,
    listings=(LISTING,),
    accounts_to_try=TO_TRY,
    credentials={"token": SANDBOX_TOKEN},
)

__all__ = ["SWAPCHAT"]

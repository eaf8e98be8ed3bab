"""The APIs, each in its folder. A new one is a line in NAMES, and a folder with its descriptor.

Code that handles every API reads the descriptors. They are imported by name, and import no client, no operation and no spec.
"""

from importlib import import_module

from nft_holdings._redaction import KEY_ARGUMENTS, KEY_VARIABLES

from .api import AccountForm as AccountForm
from .api import Api as Api
from .api import Key as Key
from .api import ListingInfo as ListingInfo

NAMES = (
    "hedera",
    "loopring",
    "swapchat",
)


def api_named(name: str) -> Api:
    """Return the descriptor of an API."""
    found: Api = import_module(f"{__name__}.{name}.descriptor").API
    return found


APIS = tuple(map(api_named, NAMES))
KEY_VARIABLES.update(api.key.variable for api in APIS)
KEY_ARGUMENTS.update(api.key.argument for api in APIS)

"""The key and the account of a request."""

from sqlite3 import Connection

from ._accounts import SANDBOX_API_KEY
from ._query import Query
from ._refusal import LoopringRefusal


def check_key(key: str) -> None:
    """Hold the header against the key, which opens all accounts.

    Raises:
        LoopringRefusal: The key is missing, empty or wrong.
    """
    if not key:
        raise LoopringRefusal(104001, "Empty ApiKey")
    if key != SANDBOX_API_KEY:
        raise LoopringRefusal(104002, "Invalid ApiKey")


def find_account(connection: Connection, query: Query) -> int:
    """Return the number of the account that a query names. A number takes precedence over an address.

    Raises:
        LoopringRefusal: No account is named, or it does not exist.
    """
    if "accountId" in query:
        number = query["accountId"]
        if not connection.execute("SELECT 1 FROM loopring_account WHERE account_id = ?", (number,)).fetchone():
            raise LoopringRefusal(104007, "Invalid accountId")
        return int(number)
    if "address" not in query:
        raise LoopringRefusal(100001, "accountId or address is required")
    found = connection.execute("SELECT account_id FROM loopring_account WHERE address = ?", (query["address"].lower(),)).fetchone()
    if not found:
        raise LoopringRefusal(101001, "Address not found")
    return int(found[0])

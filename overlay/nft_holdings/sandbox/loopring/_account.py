"""The key and the account of a request."""

from sqlite3 import Connection

from ._accounts import SANDBOX_API_KEY
from ._query import Query
from ._refusal import empty_key, invalid_key, no_account, unknown_account, unknown_address


def check_key(key: str) -> None:
    """Hold the header against the key, which opens all accounts.

    Raises:
        Refusal: The key is missing, empty or wrong.
    """
    if not key:
        raise empty_key()
    if key != SANDBOX_API_KEY:
        raise invalid_key()


def find_account(connection: Connection, query: Query) -> int:
    """Return the number of the account that a query names. A number takes precedence over an address.

    Raises:
        Refusal: No account is named, or it does not exist.
    """
    if "accountId" in query:
        number = query["accountId"]
        if not connection.execute("SELECT 1 FROM loopring_account WHERE account_id = ?", (number,)).fetchone():
            raise unknown_account()
        return int(number)
    if "address" not in query:
        raise no_account()
    found = connection.execute("SELECT account_id FROM loopring_account WHERE address = ?", (query["address"].lower(),)).fetchone()
    if not found:
        raise unknown_address()
    return int(found[0])

"""A reader for requests: the key, the query by the parameters of an operation in the spec, and the account that it names."""

import re
from collections.abc import Mapping
from functools import cache
from sqlite3 import Connection
from typing import Any
from urllib.parse import parse_qsl

from nft_holdings_server_models.loopring import Error, ResultInfo

from nft_holdings._specs.access import spec_of
from nft_holdings.sandbox._api import Refusal

from ._accounts import SANDBOX_API_KEY

INTEGER = re.compile(r"-?[0-9]{1,20}")
BITS = {"int32": 31, "int64": 63}
BOOLEANS = {"true": True, "false": False}

Query = Mapping[str, Any]


class LoopringRefusal(Refusal):
    """A result code and its message, and the status that they come with."""

    def __init__(self, code: int, message: str, status: int = 400) -> None:
        super().__init__(status, Error(result_info=ResultInfo(code=code, message=message)))


def invalid(name: str, rule: str) -> LoopringRefusal:
    """Return the refusal of a parameter that breaks a rule, such as `Must be greater or equal to 1`."""
    return LoopringRefusal(100001, f"{name}:{rule}")


def check_key(key: str) -> None:
    """Hold the header against the key, which opens all accounts.

    Raises:
        LoopringRefusal: The key is missing, empty or wrong.
    """
    if not key:
        raise LoopringRefusal(104001, "Empty ApiKey")
    if key != SANDBOX_API_KEY:
        raise LoopringRefusal(104002, "Invalid ApiKey")


@cache
def parameter_schemas(path: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the schemas of an operation's parameters, by name."""
    spec = spec_of("loopring")
    names = [parameter["$ref"].rpartition("/")[2] for parameter in spec["paths"][path]["get"]["parameters"]]
    parameters = [spec["components"]["parameters"][name] for name in names]
    return {parameter["name"]: parameter["schema"] for parameter in parameters}


def read_query(path: str, text: str) -> Query:
    """Return the values of the operation's parameters. Others are ignored, as the web app sends some.

    Raises:
        LoopringRefusal: A value is not what its schema asks for, or a parameter was sent twice.
    """
    schemas = parameter_schemas(path)
    query: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        if name in query:
            raise invalid(name, "Must be sent once")
        if name in schemas:
            query[name] = _value(name, value, schemas[name])
    return query


def _value(name: str, text: str, schema: Mapping[str, Any]) -> Any:
    match schema["type"]:
        case "integer":
            return _integer(name, text, schema)
        case "boolean":
            if text not in BOOLEANS:
                raise invalid(name, "Must be true or false")
            return BOOLEANS[text]
        case "array":
            return [_item(name, item, schema["items"]) for item in text.split(",")]
        case _:
            return text


def _item(name: str, text: str, schema: Mapping[str, Any]) -> Any:
    if not text:
        raise invalid(name, "Must not have empty items")
    return _value(name, text, schema)


def _integer(name: str, text: str, schema: Mapping[str, Any]) -> int:
    if not INTEGER.fullmatch(text):
        raise invalid(name, "Must be an integer")
    number, largest = int(text), 2 ** BITS[schema["format"]] - 1
    least, most = schema.get("minimum", -largest - 1), schema.get("maximum", largest)
    if number < least:
        raise invalid(name, f"Must be greater or equal to {least:,}")
    if number > most:
        raise invalid(name, f"Must be less or equal to {most:,}")
    return number


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

"""The parameters of queries, and what their values stand for."""

import re
from collections.abc import Callable, Collection, Mapping

from attrs import frozen

from nft_holdings.sandbox._setting_checks import Limits

from ._ids import MAXIMUM_LONG, OutOfRangeError, read_id
from ._query import Query
from ._refusal import INVALID, UNKNOWN, HederaRefusal
from ._timestamps import read_timestamp

LIMIT, ORDER, SERIAL, SPENDER, TOKEN, ACCOUNT = "limit", "order", "serialnumber", "spender.id", "token.id", "account.id"
TIMESTAMP, BALANCE, PUBLIC_KEY = "timestamp", "account.balance", "account.publickey"
TRANSACTIONS, TRANSACTION_TYPE = "transactions", "transactiontype"
OPERATORS = {"eq", "gt", "gte", "lt", "lte", "ne"}
DIGITS = re.compile(r"[0-9]{1,19}")
PUBLIC_KEY_FORM = re.compile(r"(?:0x)?(?:302a300506032b6570032100|302d300706052b8104000a032200)?([0-9a-f]{64}|[0-9a-f]{66})", re.IGNORECASE)
"""Two kinds of keys, bare or in DER."""
ONLY_EQUAL = frozenset({"eq"})
TRANSACTION_TYPES = frozenset(
    [
        "ATOMICBATCH",
        "CONSENSUSCREATETOPIC",
        "CONSENSUSDELETETOPIC",
        "CONSENSUSSUBMITMESSAGE",
        "CONSENSUSUPDATETOPIC",
        "CONTRACTCALL",
        "CONTRACTCREATEINSTANCE",
        "CONTRACTDELETEINSTANCE",
        "CONTRACTUPDATEINSTANCE",
        "CRYPTOADDLIVEHASH",
        "CRYPTOADJUSTALLOWANCE",
        "CRYPTOAPPROVEALLOWANCE",
        "CRYPTOCREATEACCOUNT",
        "CRYPTODELETE",
        "CRYPTODELETEALLOWANCE",
        "CRYPTODELETELIVEHASH",
        "CRYPTOTRANSFER",
        "CRYPTOUPDATEACCOUNT",
        "ETHEREUMTRANSACTION",
        "FILEAPPEND",
        "FILECREATE",
        "FILEDELETE",
        "FILEUPDATE",
        "FREEZE",
        "NODE",
        "NODECREATE",
        "NODEDELETE",
        "NODESTAKEUPDATE",
        "NODEUPDATE",
        "SCHEDULECREATE",
        "SCHEDULEDELETE",
        "SCHEDULESIGN",
        "SYSTEMDELETE",
        "SYSTEMUNDELETE",
        "TOKENAIRDROP",
        "TOKENASSOCIATE",
        "TOKENBURN",
        "TOKENCANCELAIRDROP",
        "TOKENCLAIMAIRDROP",
        "TOKENCREATION",
        "TOKENDELETION",
        "TOKENDISSOCIATE",
        "TOKENFEESCHEDULEUPDATE",
        "TOKENFREEZE",
        "TOKENGRANTKYC",
        "TOKENMINT",
        "TOKENPAUSE",
        "TOKENREJECT",
        "TOKENREVOKEKYC",
        "TOKENUNFREEZE",
        "TOKENUNPAUSE",
        "TOKENUPDATE",
        "TOKENUPDATENFTS",
        "TOKENWIPE",
        "UNCHECKEDSUBMIT",
        "UTILPRNG",
    ]
)
"""The types of Hedera's protocol, in the spelling of the mirror node."""

Value = int | str | None


@frozen
class QueryComparison:
    """An operator (eq, gt, gte, lt, lte, ne) and the value that it compares with."""

    operator: str
    value: Value


Comparisons = Mapping[str, list[QueryComparison]]


@frozen
class PageQuery:
    """A query for a page, whose comparisons must all hold.

    Attributes:
        comparisons: The comparisons of each parameter that was sent.
        descending: True if the largest key comes first.
        limit: The most rows of a page, never above the server's maximum.
    """

    comparisons: Comparisons
    descending: bool
    limit: int

    def of(self, name: str) -> list[QueryComparison]:
        """Return the comparisons of a parameter; none if it was not sent."""
        return self.comparisons.get(name, [])


def read_page_query(query: Query, known: Collection[str], limits: Limits, *, descending: bool = True) -> PageQuery:
    """Read the query for a page, which takes the known parameters, `limit` and `order`.

    Args:
        query: The query.
        known: The names of its other parameters.
        limits: The limits of pages.
        descending: The order without `order`.

    Raises:
        HederaRefusal: As `read_comparisons`.
    """
    read = read_comparisons(query, {*known, LIMIT, ORDER})
    limit = int(str(read[LIMIT][-1].value)) if LIMIT in read else limits.default
    if ORDER in read:
        descending = read[ORDER][-1].value == "desc"
    return PageQuery(read, descending, min(limit, limits.maximum))


def read_comparisons(query: Query, known: Collection[str], operators: Collection[str] = OPERATORS) -> Comparisons:
    """Return the comparisons of each parameter, in the order in which they were sent.

    Raises:
        HederaRefusal: Values are invalid or names unknown, with a message for each; or an id is too large.
    """
    read: dict[str, list[QueryComparison]] = {}
    invalid: list[str] = []
    too_large: list[OutOfRangeError] = []
    for name, values in query.items():
        for value in values if name in known else ():
            try:
                read.setdefault(name, []).append(read_comparison(name, value, operators))
            except OutOfRangeError as error:
                too_large.append(error)
            except ValueError:
                invalid.append(INVALID.format(name))
    unknown = [UNKNOWN.format(name) for name, values in query.items() if name not in known for _ in values]
    if invalid or unknown:
        raise HederaRefusal(400, *invalid, *unknown)
    if too_large:
        raise HederaRefusal(400, f'Invalid entity ID "{too_large[0]}"')
    return read


def read_comparison(name: str, text: str, operators: Collection[str] = OPERATORS) -> QueryComparison:
    """Split a value such as `gte:0.0.5` into operator and value. Text before the two is ignored.

    Raises:
        ValueError: The operator is unknown, or the value is invalid. It is an `OutOfRangeError` for an id that is too large.
    """
    before, colon, value = text.rpartition(":")
    operator = before.rpartition(":")[2] if colon else "eq"
    if operator not in (ONLY_EQUAL if name == TRANSACTIONS else operators):
        raise ValueError(text)
    return QueryComparison(operator, READERS[name](value))


def _order(text: str) -> str:
    if text not in {"asc", "desc"}:
        raise ValueError(text)
    return text


def read_long(text: str, minimum: int = 1) -> int:
    """Return a whole number of up to 19 digits and 63 bits.

    Raises:
        ValueError: The text is none, or the number is out of range.
    """
    if not DIGITS.fullmatch(text) or not minimum <= int(text) <= MAXIMUM_LONG:
        raise ValueError(text)
    return int(text)


def _token(text: str) -> int:
    number = read_id(text)
    if isinstance(number, bytes):
        raise ValueError(text)
    return number


def _account(text: str) -> int | None:
    number = read_id(text)
    # An EVM address stands for no number here, and a comparison with nothing never holds.
    return None if isinstance(number, bytes) else number


def _public_key(text: str) -> str:
    found = PUBLIC_KEY_FORM.fullmatch(text)
    if not found:
        raise ValueError(text)
    return found[1].lower()


def _one_of(known: Collection[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.upper() not in known:
            raise ValueError(text)
        return text.upper()

    return read


READERS: Mapping[str, Callable[[str], Value]] = {
    LIMIT: read_long,
    ORDER: _order,
    SERIAL: read_long,
    TOKEN: _token,
    SPENDER: _account,
    ACCOUNT: _account,
    TIMESTAMP: read_timestamp,
    BALANCE: lambda text: read_long(text, minimum=0),
    PUBLIC_KEY: _public_key,
    TRANSACTIONS: _one_of({"TRUE", "FALSE"}),
    TRANSACTION_TYPE: _one_of(TRANSACTION_TYPES),
}

"""Hedera's ids: shard.realm.number, in all their forms.

Source: the mirror node's behaviour (`observed#path/…` and `observed#filters/…` in the inventory); the patterns in its documentation
refuse ids that exist.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from nft_holdings._errors import FilterError, InvalidArgument
from nft_holdings._redaction import shown

MAXIMUM_SHARD = 2**10 - 1
MAXIMUM_REALM = 2**16 - 1
MAXIMUM_NUMBER = 2**38 - 1

USUAL = re.compile(r"0\.0\.[1-9][0-9]{0,10}")
"""The form of almost every id, which needs no closer look: it is in range, and is sent as it is."""
DOTTED = re.compile(r"(?:([0-9]{1,4})\.)?([0-9]{1,5})\.([0-9]{1,12})|([0-9]{1,19})")
LEADING_ZEROS = re.compile(r"0[0-9]{12,18}")
LONG_ZERO = re.compile(r"(?:0x|(?:0{1,4}\.)?(?:0{1,5}\.)?)0{24}([0-9A-Fa-f]{16})")
EVM = re.compile(r"(?:0x|(?:0{1,4}\.)?(?:0{1,5}\.)?)([0-9A-Fa-f]{40})")
PREFIXED_EVM = re.compile(r"(?:0\.){1,2}0x[0-9A-Fa-f]{40}")
ALIAS = re.compile(r"(?:0{1,5}\.){0,2}(?:[A-Z2-7]{8})*(?:[A-Z2-7]{2}|[A-Z2-7]{4,5}|[A-Z2-7]{7,8})")
LAST_LETTERS = {2: "AEIMQUY4", 4: "AQ", 5: "ACEGIKMOQSUWY246", 7: "AIQY"}
"""The last letters that an alias can have, by the number of letters after its full groups of eight: their unused bits are zero."""
CHECKSUM = re.compile(r"[0-9.]+-[a-z]{5}")


class EntityId(NamedTuple):
    """The id of an account or a token. Ids are ordered by shard, realm and number, as numbers.

    Attributes:
        shard: The shard, 0 on the public networks.
        realm: The realm, 0 on the public networks.
        number: The number, up to 2^38-1.
    """

    shard: int
    realm: int
    number: int

    def __str__(self) -> str:
        return f"{self.shard}.{self.realm}.{self.number}"


EntityId.__module__ = "nft_holdings"


def entity_id(value: object, what: str) -> EntityId:
    """Read an id: a number, `realm.number`, `shard.realm.number`, or a long-zero EVM address.

    Args:
        value: The id, as text or as a whole number.
        what: The name of the id, for the error: "token_id" or "spender_id".

    Raises:
        FilterError: It is none of these, or out of range.
    """
    if isinstance(value, bool) or not isinstance(value, int | str | EntityId) or _is_huge(value):
        raise FilterError(f"{what} must be an id such as '0.0.2000', not {shown(value)}", rule="id-form")
    if value == "":
        raise FilterError(f"{what} needs a value: leave the filter out to list everything", rule="value-required")
    text = str(value)
    if LEADING_ZEROS.fullmatch(text):
        raise FilterError(
            f"{what} {shown(text)} has more than 12 digits: leave the zeros in front off, {text.lstrip('0') or '0'!r}",
            rule="number-in-range",
        )
    if found := DOTTED.fullmatch(text):
        shard, realm, number = int(found[1] or 0), int(found[2] or 0), int(found[3] or found[4])
    elif found := LONG_ZERO.fullmatch(text):
        shard, realm, number = 0, 0, int(found[1], 16)
    elif CHECKSUM.fullmatch(text):
        raise FilterError(f"{what} {shown(text)} ends in a checksum: leave it off, {text.split('-')[0]!r}", rule="id-form")
    elif EVM.fullmatch(text):
        raise FilterError(
            f"{what} {shown(text)} is an EVM address, which the server does not look up here: give the id, such as '0.0.2000'",
            rule="id-form",
        )
    else:
        raise FilterError(f"{what} must be an id such as '0.0.2000', not {shown(text)}", rule="id-form")
    if shard > MAXIMUM_SHARD or realm > MAXIMUM_REALM or number > MAXIMUM_NUMBER:
        raise FilterError(
            f"{what} {shown(text)} is out of range: shard at most {MAXIMUM_SHARD}, realm at most {MAXIMUM_REALM}, number at most {MAXIMUM_NUMBER}",
            rule="number-in-range",
        )
    return EntityId(shard, realm, number)


def as_written(value: object) -> str:
    """Return an id that `entity_id` accepts in the form to send: with shard and realm only if the caller gave them.

    The server adds its shard and realm to a number alone. So `1001` and `0.0.1001` are different ids on a network with other ones.
    """
    text = str(value)
    if DOTTED.fullmatch(text):
        return ".".join(str(int(part)) for part in text.split("."))
    return str(entity_id(value, "id"))


@lru_cache(maxsize=4096)
def written_id(account: str) -> str | None:
    """Return the id of an account, with shard and realm only if the caller gave them; None for an alias or an EVM address."""
    try:
        return as_written(account)
    except InvalidArgument:
        return None


def number_in(account: str) -> str | None:
    """Return the id that rows have for an account; None for an alias, an EVM address, and a number without shard and realm."""
    written = written_id(account)
    return written if written is not None and written.count(".") == 2 else None


def needs_lookup(account: str) -> bool:
    """Return True for an alias or an EVM address, of which only the server knows the account."""
    return written_id(account) is None and any(form.fullmatch(account) for form in (EVM, PREFIXED_EVM, ALIAS))


def may_be_same(one: str, other: str) -> bool:
    """Return True if two dotted ids agree in all parts that both have."""
    return all(a == b for a, b in zip(reversed(one.split(".")), reversed(other.split(".")), strict=False))


def may_be_of(account: str, row: str) -> bool:
    """Return False if a row's account is certainly another one."""
    written = written_id(account)
    return written is None or may_be_same(written, row)


def _is_huge(value: object) -> bool:
    """Return True for a number that is larger than every id, and perhaps too large for Python to print."""
    return isinstance(value, int) and value.bit_length() > 64


def account_path(value: object) -> str:
    """Return an account in the form for the path: an id, an alias or an EVM address.

    Raises:
        InvalidArgument: It is none of these, or a form that the server refuses.
    """
    if isinstance(value, bool) or not isinstance(value, int | str | EntityId) or value == "" or _is_huge(value):
        raise InvalidArgument(
            f"an account is an id such as '0.0.1001', an alias or an EVM address, not {shown(value)}",
            argument="account",
            rule="account-form",
        )
    return _account_path(str(value))


@lru_cache(maxsize=4096)
def _account_path(text: str) -> str:
    if USUAL.fullmatch(text):
        return text
    if PREFIXED_EVM.fullmatch(text):
        raise InvalidArgument(
            f"the server refuses {shown(text)}: leave the prefix off, {text.rpartition('.')[2]!r}", argument="account", rule="account-form"
        )
    if EVM.fullmatch(text):
        return text
    if DOTTED.fullmatch(text):
        entity_id(text, "account")
        return as_written(text)
    if ALIAS.fullmatch(text):
        alias = text.rpartition(".")[2]
        letters = LAST_LETTERS.get(len(alias) % 8)
        if letters and alias[-1] not in letters:
            raise InvalidArgument(
                f"the alias {shown(text)} is cut off or mistyped: one of {len(alias)} letters ends in one of {letters}",
                argument="account",
                rule="account-form",
            )
        return text
    if text != text.strip():
        raise InvalidArgument(f"the account {shown(text)} has white space around it: leave it off", argument="account", rule="account-form")
    if CHECKSUM.fullmatch(text):
        raise InvalidArgument(
            f"the account {shown(text)} ends in a checksum: leave it off, {text.split('-')[0]!r}", argument="account", rule="account-form"
        )
    if ALIAS.fullmatch(text.upper()):
        raise InvalidArgument(f"an alias is written in capitals: {text.upper()!r}", argument="account", rule="account-form")
    raise InvalidArgument(
        f"an account is an id such as '0.0.1001', an alias or an EVM address, not {shown(text)}", argument="account", rule="account-form"
    )

"""Ids of accounts and tokens, and aliases of accounts.

An id is a text, and one number in the mirror node's database for shard, realm and number. An alias is base32 in capitals, without padding.
"""

import base64
import re

REALM_BITS, NUMBER_BITS = 16, 38
MAXIMUM_SHARD, MAXIMUM_REALM, MAXIMUM_NUMBER = 2**10 - 1, 2**REALM_BITS - 1, 2**NUMBER_BITS - 1
MAXIMUM_LONG = 2**63 - 1

DOTTED = re.compile(r"(?:([0-9]{1,4})\.)?([0-9]{1,5})\.([0-9]{1,12})")
DIGITS, SIGNED = re.compile(r"[0-9]{1,12}"), re.compile(r"-?[0-9]{1,19}")
EVM_ADDRESS = re.compile(r"(?:0x)?([0-9A-Fa-f]{40})")
PREFIXED_EVM_ADDRESS = re.compile(r"(?:([0-9]{1,4})\.)?([0-9]{1,5})\.([0-9A-Fa-f]{40})")
LONG_ZERO = bytes(12)
ALIAS = re.compile(r"(?:[A-Z2-7]{8})*(?:[A-Z2-7]{2}|[A-Z2-7]{4,5}|[A-Z2-7]{7,8})")


class NotAnIdError(ValueError):
    """The text has none of the forms of an id."""


class OutOfRangeError(ValueError):
    """The text has the form of an id, and its shard, realm or number is out of range."""


def encoded(shard: int, realm: int, number: int) -> int:
    """Return the number that stands for an id. It is signed, as its column has 64 bits, so shard 512 and above come first."""
    unsigned = (shard << REALM_BITS + NUMBER_BITS) | (realm << NUMBER_BITS) | number
    return unsigned if unsigned <= MAXIMUM_LONG else unsigned - 2**64


def as_text(number: int | None) -> str | None:
    """Return an encoded id as `shard.realm.number`; null for none and for 0.0.0."""
    if not number:
        return None
    unsigned = number % 2**64
    return f"{unsigned >> REALM_BITS + NUMBER_BITS}.{unsigned >> NUMBER_BITS & MAXIMUM_REALM}.{unsigned & MAXIMUM_NUMBER}"


def read_id(text: str) -> int | bytes:
    """Read an id: its encoded number, or the 20 bytes of an EVM address that stands for no number.

    Digits alone are a number in shard 0 and realm 0 (`observed#path/digits`).

    Raises:
        NotAnIdError: The text has none of the forms.
        OutOfRangeError: The text has one of the forms, and no id can be made of it. The error has the text with shard and realm.
    """
    if DIGITS.fullmatch(text):
        return _number(0, 0, int(text), f"0.0.{text}")
    if SIGNED.fullmatch(text):
        raise OutOfRangeError(f"0.0.{text}")
    if found := DOTTED.fullmatch(text):
        whole = text if found[1] else f"0.{text}"
        return _number(int(found[1] or 0), int(found[2]), int(found[3]), whole)
    if found := EVM_ADDRESS.fullmatch(text):
        return _address(found[1])
    if found := PREFIXED_EVM_ADDRESS.fullmatch(text):
        if int(found[1] or 0) or int(found[2]):
            raise OutOfRangeError(text if found[1] else f"0.{text}")
        return _address(found[3])
    raise NotAnIdError(text)


def _number(shard: int, realm: int, number: int, text: str) -> int:
    if shard > MAXIMUM_SHARD or realm > MAXIMUM_REALM or number > MAXIMUM_NUMBER:
        raise OutOfRangeError(text)
    return encoded(shard, realm, number)


def _address(digits: str) -> int | bytes:
    address = bytes.fromhex(digits)
    number = int.from_bytes(address[12:], "big")
    return number if address.startswith(LONG_ZERO) and number <= MAXIMUM_NUMBER else address


def read_number(text: str) -> int:
    """Read an id that stands for a number.

    Raises:
        NotAnIdError: The text has none of the forms, or is an EVM address that stands for no number.
        OutOfRangeError: Shard, realm or number is too large.
    """
    found = read_id(text)
    if isinstance(found, bytes):
        raise NotAnIdError(text)
    return found


def read_alias(text: str) -> bytes:
    """Return the bytes that an alias stands for.

    Raises:
        ValueError: The text is not an alias: its bits beyond the last whole byte must be zero (`observed#path/padding-bits`).
    """
    if not ALIAS.fullmatch(text):
        raise ValueError(text)
    padded = text + "=" * (-len(text) % 8)
    alias = base64.b32decode(padded)
    if base64.b32encode(alias).decode() != padded:
        raise ValueError(text)
    return alias


def written_alias(alias: bytes) -> str:
    """Return the text of an alias."""
    return base64.b32encode(alias).decode().rstrip("=")

"""Aliases of accounts: base32 in capitals, without padding."""

import base64
import re

ALIAS = re.compile(r"(?:[A-Z2-7]{8})*(?:[A-Z2-7]{2}|[A-Z2-7]{4,5}|[A-Z2-7]{7,8})")


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

"""Hedera's filters as options of a command line: `--token-id gte:0.0.2000`."""

from collections.abc import Mapping, Sequence
from typing import Any

from .columns import Column, Filter, nft_id, serial_number, spender_id, token_id

COLUMNS = (token_id, serial_number, spender_id, nft_id)
OPTIONS = {
    "token_id": ("[OP:]ID", "Only this token, or a range: gte:0.0.2000."),
    "serial_number": ("[OP:]N", "Only this serial number, or a range: lt:100."),
    "spender_id": ("[OP:]ID", "Only NFTs that one of these accounts may spend."),
    "nft_id": ("[OP:]ID/N", "Only this NFT, or a range: gt:0.0.2000/3."),
}
"""The options, each with the name of its value and its help."""
NOTE = "OP is gt, gte, lt or lte; twice for a range"
EACH_BY_ITSELF = "list each by itself, or a range with gte: and lte:"
AROUND = "list twice, with lt: and with gt:"
ADVICE = {
    "serial-needs-token": "add --token-id 0.0.…",
    "serial-lower-needs-token-lower": "use --token-id ID or --token-id gte:ID, or --nft-id gt:TOKEN/SERIAL for the NFTs after a pair",
    "serial-upper-needs-token-upper": "use --token-id ID or --token-id lte:ID, or --nft-id lt:TOKEN/SERIAL for the NFTs before a pair",
    "token-equal-once": EACH_BY_ITSELF,
    "serial-equal-once": EACH_BY_ITSELF,
    "token-not-equal": AROUND,
    "serial-not-equal": AROUND,
    "spender-not-equal": AROUND,
}
"""The advice at a terminal, by rule, in place of the hints that are in Python."""


def filter_of(given: Mapping[str, Sequence[str] | None]) -> Filter | None:
    """Return the filter that options make; None without any.

    Raises:
        FilterError: A value cannot be read.
    """
    return joined(COLUMNS, given)


def joined(columns: Sequence[Column[Any]], given: Mapping[str, Sequence[str] | None]) -> Filter | None:
    """Return the filter that the options for some columns make; None without any.

    Raises:
        FilterError: A value cannot be read.
    """
    wanted = [column.parse(text) for column in columns for text in given.get(column.name) or ()]
    return Filter(tuple(condition for each in wanted for condition in each.conditions)) if wanted else None

"""Hedera's filters as options of a command line: `--token-id gte:0.0.2000`."""

from collections.abc import Mapping, Sequence

from .columns import Filter, nft_id, serial_number, spender_id, token_id

COLUMNS = (token_id, serial_number, spender_id, nft_id)
OPTIONS = {
    "token_id": "Only this token, or tokens compared with it: 0.0.2000, gte:0.0.2000. May be given twice, for a range.",
    "serial_number": "Only this serial number of the token, or gt:, gte:, lt:, lte: of it. May be given twice, for a range.",
    "spender_id": "Only NFTs that this account may spend, or compared with it. Several mean any of them.",
    "nft_id": "Only this NFT, as token/serial, or NFTs compared with the pair: gt:0.0.2000/3. May be given twice, for a range.",
}
"""The options, each with its help."""
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
"""What to write on the command line, for each rule whose hint is in Python."""


def filter_of(given: Mapping[str, Sequence[str] | None]) -> Filter | None:
    """Return the filter that options make; None without any.

    Raises:
        FilterError: A value cannot be read.
    """
    wanted = [column.parse(text) for column in COLUMNS for text in given.get(column.name) or ()]
    return Filter(tuple(condition for each in wanted for condition in each.conditions)) if wanted else None

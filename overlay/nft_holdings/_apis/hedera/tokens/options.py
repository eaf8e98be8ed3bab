"""The filters of a token's NFTs as options of a command line: `--serial-number gte:5`."""

from collections.abc import Mapping, Sequence

from nft_holdings._apis.hedera.filters.columns import Filter, holder_id, serial_number
from nft_holdings._apis.hedera.filters.options import EACH_BY_ITSELF, joined

COLUMNS = (serial_number, holder_id)
OPTIONS = {
    "serial_number": ("[OP:]N", "Only this serial number, or a range: lt:100."),
    "holder_id": ("[OP:]ACCOUNT", "Only NFTs that this account holds, or a range of ids: gte:0.0.2000."),
}
"""The options, each with the name of its value and its help."""
NOTE = "OP is gt, gte, lt or lte; twice for a range"
ADVICE = {"holder-equal-once": EACH_BY_ITSELF}
"""The advice at a terminal, by rule, in place of the hints that are in Python."""


def filter_of(values: Mapping[str, Sequence[str] | None]) -> Filter | None:
    """Return the filter for the values of the options; None without any.

    Raises:
        FilterError: A value is no comparison.
    """
    return joined(COLUMNS, values)

"""Text that is safe to print: metadata of NFTs must not drive a terminal or a spreadsheet."""

import re

from nft_holdings._safe_text import for_terminal as for_terminal
from nft_holdings._safe_text import in_json as in_json
from nft_holdings._safe_text import on_one_line

FORMULA = re.compile("[\\s'\u200c\u200d]*[=+\\-@|%\uff1d\uff0b\uff0d\uff20]")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def for_spreadsheet(text: str) -> str:
    """Return the text as a cell that no spreadsheet takes for a formula: an apostrophe precedes what could be one."""
    safe = on_one_line(text)
    return f"'{safe}" if FORMULA.match(safe) and not NUMBER.fullmatch(safe) else safe

"""Text from NFT metadata is anybody's: it must not drive a terminal or a spreadsheet."""

import re

from .._safe_text import for_terminal as for_terminal
from .._safe_text import is_harmful, on_one_line

FORMULA = re.compile("[\\s'\u200c\u200d]*[=+\\-@|%\uff1d\uff0b\uff0d\uff20]")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
COMMAND = re.compile(r"#(?=#[^\[\]\"]*\[)")
"""A command to the runner of a job, which takes it anywhere in a line."""


def in_json(text: str) -> str:
    """JSON text with the same characters written as JSON's own escapes, so that it decodes to the same value."""
    if "##" in text:
        text = COMMAND.sub(r"\\u0023", text)
    if text.isascii() and text.isprintable():
        return text
    return "".join(_json_escaped(each) if is_harmful(each) and each != "\n" else each for each in text)


def _json_escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[index]:02x}{units[index + 1]:02x}" for index in range(0, len(units), 2))


def for_spreadsheet(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula: with an apostrophe in front where it could be one."""
    safe = on_one_line(text)
    return f"'{safe}" if FORMULA.match(safe) and not NUMBER.fullmatch(safe) else safe

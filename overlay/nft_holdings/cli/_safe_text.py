"""Text from NFT metadata is anybody's: it must not drive a terminal or a spreadsheet."""

import re
import unicodedata

FORMULA = re.compile("[\\s'\u200c\u200d]*[=+\\-@|%\uff1d\uff0b\uff0d\uff20]")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
UNPRINTABLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
JOINERS = frozenset("\u200c\u200d")


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _harmful(character: str) -> bool:
    return unicodedata.category(character) in UNPRINTABLE and character not in JOINERS


def for_terminal(text: str) -> str:
    """The text on one line, with control, format and direction characters written as escapes."""
    return text if text.isascii() and text.isprintable() else "".join(_escaped(each) if _harmful(each) else each for each in text)


def in_json(text: str) -> str:
    """JSON text with the same characters written as JSON's own escapes, so that it decodes to the same value."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_json_escaped(each) if _harmful(each) and each != "\n" else each for each in text)


def _json_escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[index]:02x}{units[index + 1]:02x}" for index in range(0, len(units), 2))


def for_spreadsheet(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula: with an apostrophe in front where it could be one."""
    safe = for_terminal(text)
    return f"'{safe}" if FORMULA.match(safe) and not NUMBER.fullmatch(safe) else safe

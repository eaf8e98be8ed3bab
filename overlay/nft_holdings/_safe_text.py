"""Make text from servers harmless where people read it: on a terminal, in the log of a CI job, in Markdown, XML and HTML.

Anyone can write NFT metadata, and a server sends any refusals and headers. Each kind of output has one function here, and everything
that is printed or written for people goes through it.
"""

import re
import unicodedata
from html import escape

UNPRINTABLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
JOINERS = frozenset("\u200c\u200d")
COMMAND = re.compile(r"#(?=#[^\[\]]*\[)|^(\s*):(?=:)")
"""Commands to the runner of a CI job: `##[…]` and `##vso[…]` anywhere in a line, and `::…::` at its start."""
MARKDOWN = str.maketrans({"`": r"\u0060", "|": r"\u007c", "<": r"\u003c"})
LINK = re.compile(r"\](?=[(\[:])")
COMMAND_IN_JSON = re.compile(r"#(?=#[^\[\]\"]*\[)")
NOT_ASCII = re.compile("[^\n -~]")
NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escaped(character: str) -> str:
    """Return the escape of a character, as Python writes it in ASCII."""
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def is_harmful(character: str) -> bool:
    """Return True for control, format and direction characters, line breaks, and unassigned code points."""
    return unicodedata.category(character) in UNPRINTABLE and character not in JOINERS


def on_one_line(text: str) -> str:
    """Return the text on one line, with control, format and direction characters as escapes."""
    return text if text.isascii() and text.isprintable() else "".join(escaped(each) if is_harmful(each) else each for each in text)


def for_terminal(text: str) -> str:
    """Return one line that neither controls a terminal nor is a command to the runner of a CI job."""
    return COMMAND.sub(_without_command, on_one_line(text))


def _without_command(found: re.Match[str]) -> str:
    return r"\u0023" if found[1] is None else rf"{found[1]}\u003a"


def lines_for_terminal(text: str) -> str:
    """Return lines for a terminal or the log of a CI job, each of them harmless."""
    return "\n".join(map(for_terminal, text.split("\n")))


def for_markdown(text: str) -> str:
    """Return a code span of Markdown, which may be in a table. The text makes no HTML, link, image, mention or table cell."""
    harmless = LINK.sub(r"\\u005d", for_terminal(text).translate(MARKDOWN))
    return f"`{harmless}`" if harmless.strip() else ""


def in_json(text: str) -> str:
    """Return JSON text with harmful characters as JSON escapes, so that it decodes to the same value."""
    if "##" in text:
        text = COMMAND_IN_JSON.sub(r"\\u0023", text)
    return text if text.isascii() and text.isprintable() else NOT_ASCII.sub(_in_json, text)


def _in_json(found: re.Match[str]) -> str:
    if not is_harmful(found[0]):
        return found[0]
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[index]:02x}{units[index + 1]:02x}" for index in range(0, len(units), 2))


def for_xml(text: str) -> str:
    """Return lines for XML, without the control characters that XML cannot contain."""
    return NOT_XML.sub("�", lines_for_terminal(text))


def for_page(text: str) -> str:
    """Return lines for a page of HTML."""
    return escape(lines_for_terminal(text))

"""Text of a server, made harmless for those who read it: on a terminal, in the log of a job, in Markdown, XML and HTML.

NFT metadata, refusals and headers are anybody's text. Each kind of output has one function here, and whatever is printed or written
for people goes through it.
"""

import re
import unicodedata
from html import escape

UNPRINTABLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
JOINERS = frozenset("\u200c\u200d")
COMMAND = re.compile(r"#(?=#[^\[\]]*\[)|^(\s*):(?=:)")
"""Commands to the runner of a job: `##[…]` anywhere in a line (also `##vso[…]` and the like), and `::…::` at its start."""
MARKDOWN = str.maketrans({"`": r"\u0060", "|": r"\u007c", "<": r"\u003c"})
LINK = re.compile(r"\](?=[(\[:])")
COMMAND_IN_JSON = re.compile(r"#(?=#[^\[\]\"]*\[)")
NOT_ASCII = re.compile("[^\n -~]")
NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escaped(character: str) -> str:
    """A character as Python and JSON write it in ASCII."""
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def is_harmful(character: str) -> bool:
    """Return True for control, format and direction characters, line breaks, and what is no character at all."""
    return unicodedata.category(character) in UNPRINTABLE and character not in JOINERS


def on_one_line(text: str) -> str:
    """The text on one line, with control, format and direction characters written as escapes."""
    return text if text.isascii() and text.isprintable() else "".join(escaped(each) if is_harmful(each) else each for each in text)


def for_terminal(text: str) -> str:
    """A line for a terminal or for the log of a job: nothing in it drives the one, or is a command to the other."""
    return COMMAND.sub(_without_command, on_one_line(text))


def _without_command(found: re.Match[str]) -> str:
    return r"\u0023" if found[1] is None else rf"{found[1]}\u003a"


def lines_for_terminal(text: str) -> str:
    """Lines for a terminal or the log of a job, each of them harmless."""
    return "\n".join(map(for_terminal, text.split("\n")))


def for_markdown(text: str) -> str:
    """A text as a code span of Markdown, which may stand in a table: no HTML, link, image, mention or cell comes out of it."""
    harmless = LINK.sub(r"\\u005d", for_terminal(text).translate(MARKDOWN))
    return f"`{harmless}`" if harmless.strip() else ""


def in_json(text: str) -> str:
    """JSON text with what is harmful written as JSON's own escapes, so that it decodes to the same value."""
    if "##" in text:
        text = COMMAND_IN_JSON.sub(r"\\u0023", text)
    return text if text.isascii() and text.isprintable() else NOT_ASCII.sub(_in_json, text)


def _in_json(found: re.Match[str]) -> str:
    if not is_harmful(found[0]):
        return found[0]
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[index]:02x}{units[index + 1]:02x}" for index in range(0, len(units), 2))


def for_xml(text: str) -> str:
    """Lines for XML, which takes few of the control characters, and no escapes of its own for the others."""
    return NOT_XML.sub("�", lines_for_terminal(text))


def for_page(text: str) -> str:
    """Lines for a page of HTML."""
    return escape(lines_for_terminal(text))

"""The command in a real pseudo-terminal, and the lines that stand there in the end."""

import contextlib
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import time

from attrs import frozen

COMMAND = f"'{sys.executable}' -m nft_holdings"
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.endswith(("_API_KEY", "_TOKEN", "COLUMNS", "LINES"))}
PIECES = re.compile(r"\r|\n|\x1b\[K|[^\r\n\x1b]+")
LONGEST = 60.0


@frozen
class Seen:
    """What came of a shell's line.

    Attributes:
        code: The exit code of the shell.
        raw: All that was written to the terminal.
        lines: The lines that stand there in the end.
    """

    code: int
    raw: str
    lines: list[str]


def on_a_terminal(line: str, columns: int = 80) -> Seen:
    """Run a line of bash whose standard streams are one terminal."""
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {**ENVIRONMENT, "TERM": "xterm"}
    with subprocess.Popen(
        ["bash", "-c", line], stdin=child, stdout=child, stderr=child, env=environment, start_new_session=True
    ) as process:
        os.close(child)
        raw, end = b"", time.monotonic() + LONGEST
        with contextlib.suppress(OSError):  # Linux ends a terminal with an error
            while time.monotonic() < end and (part := os.read(parent, 65536)):
                raw += part
        os.close(parent)
    return Seen(process.returncode, raw.decode(), _lines(raw.decode()))


def _lines(raw: str) -> list[str]:
    """The lines as a terminal shows them that is wide enough: it knows the return of the carriage, and how to erase what follows."""
    lines, column = [""], 0
    for piece in PIECES.findall(raw):
        match piece:
            case "\r":
                column = 0
            case "\n":
                lines.append("")
            case "\x1b[K":
                lines[-1] = lines[-1][:column]
            case _:
                lines[-1] = lines[-1][:column].ljust(column) + piece + lines[-1][column + len(piece) :]
                column += len(piece)
    return lines

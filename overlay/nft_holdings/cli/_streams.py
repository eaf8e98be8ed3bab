"""The standard streams, any of which may be closed, on a full disk, or a pipe that nobody reads; files that are written whole."""

import contextlib
import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from ._exit_codes import OutputClosed, OutputFailed

CLOSED_BY_READER = (errno.EPIPE, errno.ECONNRESET, errno.ESHUTDOWN)
STANDARD = ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY))
"""How the null device is opened in the place of a stream that is closed. What is written to standard output still fails then."""


class OutputStream(io.TextIOWrapper):
    """Standard output, or a file. What cannot be written raises an error that says so, whoever writes it.

    Attributes:
        failure: The first of these errors; nothing that is written after it gets anywhere.
    """

    failure: Exception | None = None

    def write(self, text: str) -> int:
        """Write a text.

        Raises:
            OutputClosed: Nobody reads it any more.
            OutputFailed: It cannot be written.
        """
        if self.failure is not None:
            raise self.failure
        try:
            return super().write(text)
        except OSError as error:
            raise self._failed(error) from None

    def write_bytes(self, content: bytes) -> None:
        """Write bytes, in a file that has no text.

        Raises:
            OutputClosed: Nobody reads it any more.
            OutputFailed: It cannot be written.
        """
        if self.failure is not None:
            raise self.failure
        try:
            self.buffer.write(content)
        except OSError as error:
            raise self._failed(error) from None

    def flush(self) -> None:
        """Write what is in the buffer.

        Raises:
            OutputClosed: Nobody reads it any more.
            OutputFailed: It cannot be written.
        """
        try:
            super().flush()
        except OSError as error:
            raise self._failed(error) from None

    def _failed(self, error: OSError) -> Exception:
        _drop(self)
        if error.errno in CLOSED_BY_READER:
            self.failure = OutputClosed()
        else:
            self.failure = OutputFailed("it is closed" if error.errno == errno.EBADF else error.strerror or str(error))
        return self.failure


class BytesOf:
    """The bytes of a file that is open for text, for libraries that write bytes.

    Args:
        stream: The file.
    """

    closed = False

    def __init__(self, stream: OutputStream) -> None:
        self._stream = stream
        self._place = 0

    def write(self, content: bytes) -> int:
        """Write bytes.

        Raises:
            OutputFailed: They cannot be written.
        """
        if not (self._stream.closed or self._stream.failure):  # pyarrow still ends a file that was given up
            self._stream.write_bytes(content)
        self._place += len(content)
        return len(content)

    def tell(self) -> int:
        """Return the number of bytes so far."""
        return self._place

    def flush(self) -> None:
        """Leave what is in the buffer for the end of the file."""


class StandardError(io.TextIOWrapper):
    """Standard error. What cannot be written is lost, and stops nothing."""

    def write(self, text: str) -> int:
        """Write a text, if that can be done."""
        try:
            return super().write(text)
        except OSError:
            _drop(self)
            return len(text)

    def flush(self) -> None:
        """Write what is in the buffer, if that can be done."""
        try:
            super().flush()
        except OSError:
            _drop(self)


def _drop(stream: io.TextIOWrapper) -> None:
    """Send what is left in a stream's buffer nowhere; without this the interpreter complains at exit."""
    with contextlib.suppress(OSError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)


def open_streams() -> None:
    """Make the standard streams such that they can be written to, or say in which way they cannot."""
    for number, flags in STANDARD:
        try:
            os.fstat(number)
        except OSError:
            # Else the first file or socket that is opened would get this number, and what is printed would end up there.
            null = os.open(os.devnull, flags)
            if null != number:
                os.dup2(null, number)
                os.close(null)
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = _wrapped(sys.stdout, 1, OutputStream)
    sys.stderr = _wrapped(sys.stderr, 2, StandardError)


def _wrapped(stream: Any, number: int, kind: type[io.TextIOWrapper]) -> Any:
    """Return a stream of another class. Files and pipes are UTF-8 everywhere; a terminal keeps its encoding, and escapes what it cannot show."""
    if stream is None:
        return kind(open(number, "wb", closefd=False), "utf-8", "backslashreplace", "")
    if not isinstance(stream, io.TextIOWrapper):
        return stream  # somebody who calls `main` has put something else there
    encoding = stream.encoding if stream.isatty() else "utf-8"
    buffering = {"line_buffering": stream.line_buffering, "write_through": stream.write_through}
    return kind(stream.detach(), encoding, "backslashreplace", "", **buffering)


@contextmanager
def whole_file(path: Path, *, even_if_failed: bool = False) -> Iterator[TextIO]:
    """Yield a file that takes the place of `path` at the end. Until then, the file that was there stays as it is.

    Args:
        path: The file to write. A device or a pipe is written to directly.
        even_if_failed: True if it takes that place after an exception too.

    Raises:
        ValueError: It cannot be opened.
        OutputFailed: It cannot be written.
    """
    target = path.resolve()
    is_direct = target.exists() and not target.is_file() and not target.is_dir()
    beside = target if is_direct else target.with_name(f".{target.name}.{os.getpid()}.part")
    if reason := _obstacle(path, target):
        raise ValueError(reason)
    try:
        stream = OutputStream(beside.open("wb"), "utf-8", newline="")
    except OSError as error:
        raise ValueError(f"{path} cannot be written: {error.strerror}") from None
    done = even_if_failed
    try:
        with stream:
            yield stream
        done = True
    except Exception as error:
        if not (even_if_failed or is_direct):
            error.add_note(f"{path} was not written")
        raise
    finally:
        if is_direct:
            pass
        elif done:
            if target.exists():
                beside.chmod(target.stat().st_mode)
            beside.replace(target)
        else:
            beside.unlink(missing_ok=True)


def _obstacle(path: Path, target: Path) -> str | None:
    """Return the reason why a file cannot be written, as far as it can be seen before."""
    if target.is_dir():
        return f"{path} is a folder: name a file in it"
    if not target.parent.is_dir():
        return f"{path} cannot be written: there is no folder {path.parent}"
    if target.exists() and not os.access(target, os.W_OK):
        return f"{path} is read-only"
    return None

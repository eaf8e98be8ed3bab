"""Traffic in files: archives of requests (HAR), and logs of `on_drift` with one JSON object a line."""

import json
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec

from nft_holdings._option_values import Drift

from ._archive import Message

NO_TRAFFIC = "neither an archive (HAR) nor a log of on_drift, with one JSON object a line"
LOGGED = ("operation", "path", "expected", "got")


class BadTraffic(ValueError):
    """A file that is neither an archive nor a log."""


class _Log(msgspec.Struct):
    entries: list[msgspec.Raw]


class _Archive(msgspec.Struct):
    log: _Log


def read_traffic(path: Path) -> Iterator[Message | Drift]:
    """Return what is in a file; the entries of an archive are decoded one by one.

    Raises:
        BadTraffic: The file does not exist, or is neither an archive nor a log; the text says where. A line of a log is
            looked at when its turn comes.
    """
    try:
        content = path.read_bytes().removeprefix(BOM_UTF8)
        if (encoding := json.detect_encoding(content)) != "utf-8":
            content = content.decode(encoding).encode()
    except OSError as error:
        raise BadTraffic(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise BadTraffic(f"{path} cannot be read: {error}") from None
    if not content.strip():
        raise BadTraffic(f"{path} is empty")
    with suppress(msgspec.DecodeError, RecursionError):
        return map(Message.of, msgspec.json.decode(content, type=_Archive).log.entries)
    if _has_lines(content):
        return _of_log(path, content)
    # Some archives only Python can read: with NaN, or with halves of surrogate pairs, as texts have that were cut off.
    text = content.decode(errors="replace")
    del content  # which may be large
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadTraffic(f"{path} is {NO_TRAFFIC}: {error}") from None
    match document:
        case {"log": {"entries": [*entries]}}:
            return map(Message.of, entries)
        case {"operation": _, "path": _}:
            return _of_log(path, text.encode())
    raise BadTraffic(f"{path} is {NO_TRAFFIC}")


def _has_lines(content: bytes) -> bool:
    """Return True if the first of several lines is an object by itself."""
    first, _, rest = content.partition(b"\n")
    try:
        return isinstance(json.loads(first), dict) and bool(rest.strip())
    except (ValueError, RecursionError):
        return False


def _of_log(path: Path, content: bytes) -> Iterator[Drift]:
    for number, line in enumerate(BytesIO(content), 1):
        if not line.strip():
            continue
        try:
            entry: Any = json.loads(line)
            drift = Drift(*(str(entry[name]) for name in LOGGED))
        except (ValueError, TypeError, KeyError, RecursionError):
            wanted = ", ".join(LOGGED)
            raise BadTraffic(f"{path}, line {number}: a log of on_drift has one JSON object a line, with {wanted}") from None
        yield drift

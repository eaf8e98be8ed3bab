"""Traffic, read out of files: HAR archives, and logs of `on_drift` with one JSON object a line."""

import binascii
import json
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from attrs import frozen

from .._drift import Drift

MADE_UP = "x-schemathesis-testcaseid"
LOGGED = ("operation", "path", "expected", "got")


class BadTraffic(ValueError):
    """A file that is neither an archive nor a log."""


@frozen(kw_only=True)
class Message:
    """A request and its reply.

    Attributes:
        method: In capitals.
        path: Without host and query.
        query: The parameters.
        status: Of the reply.
        content_type: Of the reply, without parameters.
        body: Of the reply, as JSON; None if it is none.
        is_json: Whether it is.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    status: int
    content_type: str
    body: Any
    is_json: bool


def read_traffic(path: Path) -> list[Message | Drift]:
    """What is in a file.

    Raises:
        BadTraffic: There is no such file, or it is neither an archive nor a log; the text says where.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadTraffic(f"{path} cannot be read: {error}") from None
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return list(_of_log(path, text))
    match document:
        case {"log": {"entries": [*entries]}}:
            return list(_of_archive(path, entries))
        case {"operation": _, "path": _}:
            return list(_of_log(path, text))
    raise BadTraffic(f"{path} is neither an archive (HAR) nor a log of on_drift, with one JSON object a line")


def _of_archive(path: Path, entries: list[Any]) -> Iterator[Message]:
    for place, entry in enumerate(entries):
        try:
            request, response = entry["request"], entry["response"]
            parts = urlsplit(request["url"])
            content = response.get("content") or {}
            text = content.get("text") or ""
            if content.get("encoding") == "base64":
                text = b64decode(text).decode("utf-8", "replace")
            kind = str(content.get("mimeType") or "").partition(";")[0].strip().lower()
            status = int(response["status"])
            method = str(request["method"]).upper()
        except (KeyError, TypeError, AttributeError, ValueError, binascii.Error) as error:
            raise BadTraffic(f"{path}: log.entries[{place}] is no entry of an archive: {type(error).__name__} {error}") from None
        if not status:
            continue  # the request did not get through
        body, is_json = _json(text)
        # What is made up has parameters that are made up, and a server may ignore them.
        is_made_up = any(str(header.get("name")).lower() == MADE_UP for header in request.get("headers") or ())
        query = () if is_made_up else tuple(parse_qsl(parts.query, keep_blank_values=True))
        yield Message(
            method=method, path=parts.path, query=query, status=status, content_type=kind, body=body, is_json=is_json
        )  # fmt: skip


def _json(text: str) -> tuple[Any, bool]:
    try:
        return json.loads(text), True
    except (ValueError, RecursionError):
        return None, False


def _of_log(path: Path, text: str) -> Iterator[Drift]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            drift = Drift(*(str(entry[name]) for name in LOGGED))
        except (ValueError, TypeError, KeyError, RecursionError):
            wanted = ", ".join(LOGGED)
            raise BadTraffic(f"{path}, line {number}: a log of on_drift has one JSON object a line, with {wanted}") from None
        yield drift

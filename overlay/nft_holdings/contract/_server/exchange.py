"""A request to the server under check, and its reply."""

import json
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from attrs import field, frozen
from requests import PreparedRequest

Place = tuple[str | int, ...]
"""A place in a reply: the names of members and the numbers of items that lead to it, such as ("nfts", 3, "token_id")."""
NAME = re.compile("[A-Za-z_][A-Za-z0-9_]*")
NOT_TYPED = {
    *("user-agent", "accept-encoding", "connection", "content-length", "host"),
    *("x-schemathesis-testcaseid", "x-schemathesis-probe"),
}
"""Headers that the command for a request leaves out."""


@frozen(kw_only=True, eq=False)
class Exchange:
    """A request and its reply. It has the names of environment variables, such as `$LOOPRING_API_KEY`, in place of keys.

    Attributes:
        method: The method, in capitals.
        url: The whole URL, as it was sent.
        request_headers: The headers of the request, as they were sent.
        request_body: The body of the request; None if it had none.
        status: The status of the reply; 0 if none came.
        headers: The headers of the reply, by their names in lower case.
        body: The body of the reply, after decompression.
        started: The time of the request, in seconds since 1970.
        seconds: The time from the request to the end of the reply.
    """

    method: str
    url: str
    request_headers: Mapping[str, str]
    request_body: bytes | None
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    started: float
    seconds: float

    @classmethod
    def of(
        cls, request: PreparedRequest, status: int, headers: Mapping[str, str], body: bytes, *, started: float, seconds: float
    ) -> "Exchange":
        """Return a request of the HTTP library and the reply to it."""
        sent = request.body.encode() if isinstance(request.body, str) else request.body
        return cls(
            method=request.method or "GET",
            url=request.url or "",
            request_headers={name: _text(value) for name, value in (request.headers or {}).items()},
            request_body=sent if isinstance(sent, bytes) else None,
            status=status,
            headers={name.lower(): value for name, value in headers.items()},
            body=body,
            started=started,
            seconds=seconds,
        )

    @property
    def json(self) -> Any:
        """Return the body as JSON; None if it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    def places(self, rows: Iterable[Any], *member: str) -> list[Place]:
        """Return the places of rows in the reply, or of a member of each."""
        wanted = list(rows)
        return [(*place, number, *member) for place, items in _lists(self.json) for number, item in enumerate(items) if item in wanted]

    def beginning(self, most: int) -> str:
        """Return the beginning of the body as text, of a number of bytes at most."""
        return self.body[:most].decode(errors="replace")

    @property
    def path(self) -> str:
        """Return the path of the request, without the query."""
        return urlsplit(self.url).path

    @property
    def query(self) -> list[tuple[str, str]]:
        """Return the parameters of the request."""
        return parse_qsl(urlsplit(self.url).query, keep_blank_values=True)

    @property
    def curl(self) -> str:
        """Return a command that sends the request again. Keys come from the environment of whoever runs it."""
        words = ["curl", "-sS", "--globoff", "--path-as-is"]
        words += [] if self.method == "GET" else ["-X", _quoted(self.method)]
        for name, value in self.request_headers.items():
            if name.lower() not in NOT_TYPED and (name.lower(), value) != ("accept", "*/*"):
                words += ["-H", _quoted(f"{name}: {value}" if value else f"{name};")]
        if self.request_body is not None:
            words += ["--data-binary", _quoted(self.request_body.decode("utf-8", "backslashreplace"))]
        return " ".join([*words, _quoted(self.url)])


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _quoted(text: str) -> str:
    """Quote a word for a shell, so that the shell fills in variables."""
    if "$" not in text:
        return shlex.quote(text)
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("`", "\\`")
    return f'"{escaped}"'


def _lists(value: Any, place: Place = ()) -> Iterator[tuple[Place, list[Any]]]:
    """Yield the lists of a JSON value that are not inside of others, with their places."""
    if isinstance(value, list):
        yield place, value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _lists(each, (*place, name))


def shown(place: Place) -> str:
    """Return a place as JSONPath writes it, such as `$.nfts[3].token_id`."""
    steps = (f".{step}" if isinstance(step, str) and NAME.fullmatch(step) else f"[{json.dumps(step)}]" for step in place)
    return f"${''.join(steps)}"

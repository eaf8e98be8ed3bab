"""One request to the server that is checked, and what came back."""

import json
import shlex
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from attrs import field, frozen

NOT_TYPED = {
    *("user-agent", "accept-encoding", "connection", "content-length", "host"),
    *("x-schemathesis-testcaseid", "x-schemathesis-probe"),
}
"""Headers that a person who repeats the request has no need of."""


@frozen(kw_only=True, eq=False)
class Exchange:
    """A request and its reply. Keys are not in it: `$LOOPRING_API_KEY` and the like stand in their place.

    Attributes:
        method: In capitals.
        url: Whole, as it was sent.
        request_headers: As they were sent.
        request_body: As it was sent; None if there was none.
        status: Of the reply.
        headers: Of the reply, by their names in lower case.
        body: Of the reply, after decompression.
        started: Seconds since 1970.
        seconds: From the request to the end of the reply.
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

    @property
    def json(self) -> Any:
        """The body as JSON; None if it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    @property
    def path(self) -> str:
        """The path that was asked for, without the query."""
        return urlsplit(self.url).path

    @property
    def query(self) -> list[tuple[str, str]]:
        """The parameters that were asked for."""
        return parse_qsl(urlsplit(self.url).query, keep_blank_values=True)

    @property
    def curl(self) -> str:
        """A command that sends the same request again. Keys come from the environment of who runs it."""
        words = ["curl", "-sS", "--globoff", "--path-as-is"]
        words += [] if self.method == "GET" else ["-X", _quoted(self.method)]
        for name, value in self.request_headers.items():
            if name.lower() not in NOT_TYPED and (name.lower(), value) != ("accept", "*/*"):
                words += ["-H", _quoted(f"{name}: {value}" if value else f"{name};")]
        if self.request_body is not None:
            words += ["--data-binary", _quoted(self.request_body.decode("utf-8", "backslashreplace"))]
        return " ".join([*words, _quoted(self.url)])


def _quoted(text: str) -> str:
    """A word for a shell, which fills in variables whose names are in it as a whole word."""
    if "$" not in text:
        return shlex.quote(text)
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("`", "\\`")
    return f'"{escaped}"'

"""The page server as the measuring process controls it: start, settings, counts, end."""

import json
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Self

from attrs import frozen

SCRIPTS = Path(__file__).parents[1]


@frozen
class Counts:
    """The server's counts of one data set, and of all together the most requests within a second."""

    requests: int
    most_in_flight: int
    most_in_a_second: int


class PageServer:
    """The page server, for as long as the `with` statement runs.

    Attributes:
        url: Its URL, without a path.
    """

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "benchmark.server"]
        self._process = subprocess.Popen(command, cwd=SCRIPTS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None  # noqa: S101 - it is a pipe
        port = int(self._process.stdout.readline() or 0)
        if not port:
            raise RuntimeError(f"the page server ended at once, with exit code {self._process.wait()}")
        self.url = f"http://127.0.0.1:{port}"
        self._control = HTTPConnection("127.0.0.1", port, timeout=30)
        return self

    def __exit__(self, *_: object) -> None:
        self._control.close()
        self._process.communicate(timeout=10)

    def answer(self, *, latency: float = 0.0, defect: bool = False) -> None:
        """Set the latency in seconds, and restart the counts at 0."""
        self._ask("POST", json.dumps({"latency": latency, "defect": defect}))

    def counts(self, dataset: str) -> Counts:
        """Return the counts of a data set since the last `answer`."""
        counts = self._ask("GET", None)
        return Counts(counts["requests"].get(dataset, 0), counts["most_in_flight"].get(dataset, 0), counts["most_in_a_second"])

    def _ask(self, method: str, body: str | None) -> dict[str, Any]:
        self._control.request(method, "/control", body)
        reply: dict[str, Any] = json.loads(self._control.getresponse().read())
        return reply

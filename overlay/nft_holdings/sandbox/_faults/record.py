"""The record of injected faults, for whoever started the sandbox."""

from collections import Counter
from threading import Lock
from typing import Any

from attrs import frozen


@frozen
class Change:
    """A change of the rows that a fault made.

    Attributes:
        kind: `row_added`, `row_removed` or `row_moved`.
        api: The API.
        account: The account whose row it is, in the form that the API's documents give it.
        row: The row, as the API sends it.
    """

    kind: str
    api: str
    account: str
    row: dict[str, Any]


class FaultRecord:
    """The faults that were injected so far. Any thread may read it, also after the sandbox has stopped."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._injected: Counter[str] = Counter()
        self._requests = 0
        self._changes: list[Change] = []

    @property
    def injected(self) -> Counter[str]:
        """The number of faults that made a difference, by kind, such as `Counter({"status 503": 2, "reset before": 1})`."""
        with self._lock:
            return self._injected.copy()

    @property
    def requests(self) -> int:
        """The number of requests for listings, without those that asked for no faults."""
        with self._lock:
            return self._requests

    @property
    def changes(self) -> list[Change]:
        """The changes of rows, in order."""
        with self._lock:
            return [*self._changes]

    def count_request(self) -> None:
        """Count a request for a listing."""
        with self._lock:
            self._requests += 1

    def count_fault(self, name: str, change: Change | None = None) -> None:
        """Count a fault that makes a difference, and keep the change of rows that it made."""
        with self._lock:
            self._injected[name] += 1
            if change is not None:
                self._changes.append(change)

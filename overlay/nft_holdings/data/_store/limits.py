"""The limits after which a writer stores what it has collected."""

from attrs import frozen


@frozen
class StoreLimits:
    """When a writer stores what it has collected.

    Attributes:
        seconds: The seconds between two transactions. A process that is killed loses at most what it collected in as many.
        rows: The number of collected rows that are stored earlier.
        bytes: The number of their bytes that are.
        part_rows: The number of rows in the manifest that become a part.
        part_bytes: The number of their bytes that do.
    """

    seconds: float = 1.0
    rows: int = 50_000
    bytes: int = 16 * 2**20
    part_rows: int = 100_000
    part_bytes: int = 64 * 2**20


DEFAULT_LIMITS = StoreLimits()

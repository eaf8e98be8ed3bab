"""Sharing: a unit whose content has not changed refers to the rows of an earlier snapshot, and its own are left out."""

from collections.abc import Iterable

from attrs import frozen

from .manifest import Manifest

# Of each unit of a snapshot: the same one in the last snapshot before that has read it to its end.
LAST_DONE = """
SELECT earlier.id FROM units AS earlier
WHERE earlier.name_id = units.name_id AND earlier.snapshot < units.snapshot AND earlier.state = 'done'
ORDER BY earlier.snapshot DESC LIMIT 1
"""


@frozen
class Repeated:
    """A unit that may have the same rows as in an earlier snapshot: their number is equal.

    Attributes:
        reading: The number of the attempt that read its rows.
        earlier: That of the earlier rows.
        rows: The number of rows.
    """

    reading: int
    earlier: int
    rows: int


def repeated_units(manifest: Manifest, snapshot: int, kind: str) -> list[Repeated]:
    """Return the units of a snapshot that may have the same rows as before, in the order of their attempts.

    Args:
        manifest: The manifest.
        snapshot: The snapshot's number.
        kind: The kind of their rows.
    """
    found = manifest.select(
        f"SELECT units.reading, last.reading, units.rows FROM units JOIN units AS last ON last.id = ({LAST_DONE}) "  # noqa: S608
        "WHERE units.snapshot = ? AND units.kind = ? AND units.state = 'done' AND units.rows = last.rows AND units.reading != last.reading "
        "ORDER BY units.reading",
        snapshot,
        kind,
    )
    return [Repeated(*row) for row in found]


def share(manifest: Manifest, snapshot: int, units: Iterable[Repeated]) -> None:
    """Let units of a snapshot refer to their earlier rows, in one transaction."""
    with manifest.transaction() as connection:
        connection.executemany(
            "UPDATE units SET reading = ? WHERE snapshot = ? AND reading = ?", ((unit.earlier, snapshot, unit.reading) for unit in units)
        )

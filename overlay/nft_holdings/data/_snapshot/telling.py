"""The snapshots of a folder whose differences have to be told: the folder remembers them, so that none is lost with a process."""

from pathlib import Path

from nft_holdings.data._store import StoreReader, StoreWriter


def untold(folder: Path) -> list[str]:
    """Return the times of the snapshots that have ended, and whose differences have not been told. The first one of a folder has none."""
    with StoreReader(folder) as store:
        return [each.began for each in store.snapshots()[1:] if each.ended and not each.told]


def told(folder: Path, time: str) -> None:
    """Note that the differences of the snapshot that began at a time have been told.

    Raises:
        StoreError: The folder cannot be written, or another process writes it.
    """
    with StoreReader(folder) as store:
        (number,) = [each.id for each in store.snapshots() if each.began == time]
        question = store.question
    with StoreWriter(folder, question, {}) as writer:
        writer.tell(number)

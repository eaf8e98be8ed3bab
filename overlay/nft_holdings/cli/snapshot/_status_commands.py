"""The commands that say what a snapshot has, and check it."""

from typing import Annotated

from nft_holdings._reading.json_text import as_json
from nft_holdings.cli._endings import print_note
from nft_holdings.cli._exit_codes import ExitCode
from nft_holdings.cli._help import OPTIONS, option
from nft_holdings.cli._safe_text import for_terminal, in_json

from ._endings import ends_in_own_words
from ._state import Folder, Place, open_snapshot, reported


@ends_in_own_words
def status_command(
    place: Place,
    as_document: Annotated[bool, option(OPTIONS, "Print one JSON object.", "--json")] = False,
) -> int:
    """Say what a snapshot has, while it is being made too; of several, the newest."""
    with open_snapshot(place, newest=True) as snapshot:
        folder, times, status = snapshot.folder, snapshot.times, snapshot.status()
    if as_document:
        from attrs import asdict

        print(in_json(as_json({**asdict(status), "complete": status.is_complete, "times": times})))
        return ExitCode.OK if status.is_complete else ExitCode.INCOMPLETE
    print(f"began {status.began}" + (f", ended {status.ended}" if status.ended else ", not ended"))
    if status.shard:
        print("shard {} of {}".format(*status.shard))
    print("listings: " + (", ".join(f"{count:,} {state}" for state, count in status.units.items()) or "none"))
    print("rows: " + (", ".join(f"{count:,} in {table}" for table, count in status.rows.items()) or "none"))
    for unit, time in status.as_of.items():
        proof = (
            "proved"
            if unit in status.proved
            else "not proved"
            if unit in status.unproved
            else "not proved, as there are no balances of then"
        )
        print(for_terminal(f"{unit}: as of {time}, {proof}"))
    if len(times) > 1:
        print(f"{len(times):,} snapshots, which began at")
        for time in times:
            print(f"  {time}")
    return reported(folder, status)


@ends_in_own_words
def verify_command(folder: Folder) -> int:
    """Check that the files of a folder are as they were written, and have all rows of its snapshots.

    Exit codes: 0 nothing is wrong, 6 something is.
    """
    from nft_holdings.data import Snapshot

    with Snapshot(folder) as snapshot:
        found = list(snapshot.verify())
    for finding in found:
        print(for_terminal(finding))
    if not found:
        print_note(f"{folder}: nothing is wrong")
    return ExitCode.UNREADABLE if found else ExitCode.OK

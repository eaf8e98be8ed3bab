"""Snapshots that Ray makes: each shard is a task, and the driver merges the shards.

    create_snapshot("holdings", shards=8, clients=clients, hedera_accounts=accounts)

docs/scale.md describes it. Needs the extras `data` and `ray`. It is no part of `nft_holdings.data`, which does without Ray.
"""

import json
import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from nft_holdings._errors import InvalidArgument, NftHoldingsError
from nft_holdings._installation import install_command
from nft_holdings._option_values import RateLimit
from nft_holdings._redaction import shown
from nft_holdings._store_address import scheme_of

from ._snapshot.shards import SHARD, Shard, checked_shard
from ._snapshot.snapshot import Snapshot
from ._snapshot.sources import checked, question_of, sources
from ._snapshot.status import SnapshotStatus
from ._store import StoreError, StoreInUse, StoreMismatch, StoreReader, has_store

try:
    import ray
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy
except ModuleNotFoundError as missing:
    if missing.name != "ray":
        raise
    raise ImportError(f"snapshots by Ray need Ray: {install_command('ray')}", name="ray") from missing

__all__ = ["create_snapshot"]

SHARDS = "shards"
"""The folder of the shards, in that of the snapshot."""
MOST_RETRIES = 20
"""How often Ray starts a task again whose worker or node has died."""
LONGEST_WAIT = 60.0
"""The most seconds in which the process of a driver that was killed must have left a shard."""
Clients = Callable[[], Mapping[str, Any]]
Files = Mapping[str, bytes]


def create_snapshot(
    folder: Path | str, *, shards: int, clients: Clients, options: Mapping[str, Any] | None = None, **members: Iterable[Any]
) -> SnapshotStatus:
    """Make a snapshot in shards, each in a task of Ray, and merge them. Whatever stops it, the same call goes on with what is there.

    Args:
        folder: The folder, which is made: on a local disk, with the same path on all nodes.
        shards: The number of shards.
        clients: A function that returns the client of each API by its name. Ray stores it and calls it in each task: it must read keys from
            the environment, and must not contain them. Clients with a rate limit must share it.
        options: Options of Ray's tasks, such as `{"num_cpus": 0.5}`.
        members: What to read, as for `Snapshot.create`.

    Returns:
        What the snapshot has. Units that could not be read are told, and are no error: `Snapshot.resume` reads them.

    Raises:
        InvalidArgument: An argument is refused, a client does not share its rate limit, or the folder has a snapshot.
        Unauthorized: A key is refused.
        StoreError: A folder cannot be used, or has the shards of another snapshot.
        ray.exceptions.RayError: Ray gives up a task.
    """
    path, chosen = Path(folder).absolute(), checked(members)
    _, count = checked_shard((1, shards))
    if not callable(clients):
        raise InvalidArgument("clients must be a function that returns the client of each API by its name", argument="clients")
    if not isinstance(options, Mapping | None):
        raise InvalidArgument(f"options must be a mapping of options of Ray's tasks, not {shown(options)}", argument="options")
    with suppress(StoreError), Snapshot(path):
        raise InvalidArgument(f"{path} has a snapshot: resume it, or choose another folder", argument="folder", rule="snapshot-exists")
    places = [path / SHARDS / f"{number}-of-{count}" for number in range(1, count + 1)]
    stored, node = ray.put(chosen), ray.get_runtime_context().get_node_id()  # the members are stored once for all tasks
    given = {"max_retries": MOST_RETRIES, **(options or {})}
    anywhere: Any = ray.remote(_make_shard).options(**given)
    here: Any = ray.remote(_make_shard).options(**given, scheduling_strategy=NodeAffinitySchedulingStrategy(node, soft=True))
    waiting: dict[Any, Path] = {}
    for number, place in enumerate(places, 1):
        task = here if has_store(place) else anywhere  # an earlier call has begun it
        waiting[task.remote(place, (number, count), stored, clients, node)] = place
    try:
        while waiting:
            (ended, *_), _ = ray.wait([*waiting])
            place, result = waiting.pop(ended), ray.get(ended)
            if isinstance(result, Exception):
                raise result
            if result:
                _store(place, result)
    finally:
        for task in waiting:
            ray.cancel(task, force=True)
    return Snapshot.merge(path, places)


def _make_shard(folder: Path, shard: Shard, chosen: Mapping[str, Any], clients: Clients, driver: str) -> Exception | Files | None:
    """Make a shard, or go on with it, in a task.

    Returns:
        Its files, if the driver is on another node; or the error that stopped it: Ray would wrap one that is raised.
    """
    try:
        with ExitStack() as opened:
            given = _opened(clients, chosen, opened)
            nodes = sum(node["Alive"] for node in ray.nodes())
            for api, client in given.items():
                check_limit(api, client.options["rate_limit"], shards=shard[1], nodes=nodes)
            _read(folder, shard, chosen, given)
    except (NftHoldingsError, StoreError) as error:
        return error
    if ray.get_runtime_context().get_node_id() == driver:
        return None
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def _opened(clients: Clients, chosen: Iterable[str], opened: ExitStack) -> dict[str, Any]:
    found = clients()
    needed = {sources()[name].api.name for name in chosen}
    if not isinstance(found, Mapping) or needed - found.keys():
        raise InvalidArgument(f"clients must return a client for each of {', '.join(sorted(needed))}, by these names", argument="clients")
    return {api: opened.enter_context(found[api]) for api in sorted(needed)}


def check_limit(api: str, limit: RateLimit | None, *, shards: int, nodes: int) -> None:
    """Refuse a rate limit that each of several shards would keep by itself.

    Args:
        api: The API of the client.
        limit: Its limit.
        shards: The number of shards.
        nodes: The number of nodes.

    Raises:
        InvalidArgument: It is such a limit.
    """
    if limit is None or shards == 1:
        return
    if limit.shared is None:
        raise InvalidArgument(
            f"each shard would send {limit.requests} requests in {limit.seconds:g} s: give the client of {api} "
            f"rate_limit=RateLimit({limit.requests}, {limit.seconds:g}, shared=…), or None for a server without a limit",
            argument="rate_limit",
            rule="shared-limit",
        )
    if nodes > 1 and scheme_of(limit.shared) is None:
        raise InvalidArgument(
            f"the client of {api} shares its limit in a file, which is for one machine, and Ray has {nodes} nodes: "
            f"give shared=redis://… or postgresql://…",
            argument="rate_limit",
            rule="shared-limit",
        )


def _read(folder: Path, shard: Shard, chosen: Mapping[str, Any], clients: Mapping[str, Any]) -> None:
    """Make a shard, or go on with it. Wait for a process of an earlier driver that has not ended yet."""
    last = time.monotonic() + LONGEST_WAIT
    while True:
        try:
            try:
                Snapshot.create(folder, shard=shard, clients=clients, **chosen)
            except InvalidArgument as error:
                if error.rule != "snapshot-exists":
                    raise
                _check_same(folder, shard, chosen, clients)
                Snapshot.resume(folder, clients=clients)
        except StoreInUse:
            if time.monotonic() > last:
                raise
            time.sleep(0.5)
        else:
            return


def _check_same(folder: Path, shard: Shard, chosen: Mapping[str, Any], clients: Mapping[str, Any]) -> None:
    asked = {**question_of(dict(chosen), {api: client.base_url for api, client in clients.items()}), SHARD: shard}
    with StoreReader(folder) as store:
        if store.question != json.loads(json.dumps(asked)):
            raise StoreMismatch(f"{folder} is a shard of another snapshot: remove it, or choose another folder for this one")


def _store(folder: Path, files: Files) -> None:
    """Store the files of a shard that another node has made. Either all of them are there afterwards, or none."""
    with suppress(StoreError), Snapshot(folder) as found:
        if found.status().is_complete:
            return  # the nodes have a disk in common
    aside = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    for name, content in files.items():
        (aside / name).parent.mkdir(parents=True, exist_ok=True)
        (aside / name).write_bytes(content)
    shutil.rmtree(folder, ignore_errors=True)
    aside.rename(folder)

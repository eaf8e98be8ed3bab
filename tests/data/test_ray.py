"""A shard as a task of Ray makes it: which limits are refused, what goes to the driver, and what an earlier call has left."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from nft_holdings import InvalidArgument, RateLimit, Unauthorized
from nft_holdings.data import Snapshot, StoreInUse, StoreMismatch
from nft_holdings.data._store import StoreReader, StoreWriter

from tests.support.shards import answers
from tests.support.snapshot_node import Node

if find_spec("ray") is None:
    pytest.skip("Ray is not installed: pip install '.[ray]'", allow_module_level=True)

import ray
from nft_holdings.data import ray as by_ray


@pytest.fixture
def node() -> Node:
    return Node()


@pytest.fixture(autouse=True)
def one_node(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers for a task that asks Ray, which is not started here."""
    monkeypatch.setattr(ray, "nodes", lambda: [{"Alive": True}, {"Alive": False}])
    monkeypatch.setattr(ray, "get_runtime_context", lambda: SimpleNamespace(get_node_id=lambda: "here"))


def clients_of(node: Node, **options: Any) -> Callable[[], Any]:
    return lambda: {"hedera": node.client(**options)}


def shard(folder: Path, node: Node, driver: str = "here", number: int = 1, count: int = 1, **options: Any) -> Any:
    chosen = {"hedera_accounts": node.accounts}
    return by_ray._make_shard(folder, (number, count), chosen, clients_of(node, **options), driver)


# Limits


@pytest.mark.parametrize(
    ("limit", "shards", "nodes", "says"),
    [
        (RateLimit(50), 8, 1, r"each shard would send 50 requests in 1 s: .* hedera rate_limit=RateLimit\(50, 1, shared=…\), or None"),
        (RateLimit(5, 2.5), 2, 3, r"each shard would send 5 requests in 2\.5 s"),
        (RateLimit(50, shared="limit"), 8, 2, r"in a file, which is for one machine, and Ray has 2 nodes: give shared=redis://… or"),
        (RateLimit(50, shared="limit"), 8, 1, None),
        (RateLimit(50, shared="redis://127.0.0.1"), 8, 2, None),
        (RateLimit(50), 1, 2, None),
        (None, 8, 2, None),
    ],
)
def test_each_shard_keeps_the_limit_of_all(limit: RateLimit | None, shards: int, nodes: int, says: str | None) -> None:
    if says is None:
        by_ray.check_limit("hedera", limit, shards=shards, nodes=nodes)
        return
    with pytest.raises(InvalidArgument, match=says) as refused:
        by_ray.check_limit("hedera", limit, shards=shards, nodes=nodes)
    assert refused.value.rule == "shared-limit"


def test_nothing_is_sent_with_a_limit_that_is_not_shared(node: Node, tmp_path: Path) -> None:
    assert shard(tmp_path / "shard", node, count=2, rate_limit=RateLimit(50)).rule == "shared-limit"
    assert node.asked == []
    assert shard(tmp_path / "shard", node, count=2, rate_limit=RateLimit(50, shared=tmp_path / "limit")) is None
    assert node.asked


# What goes to the driver


def test_a_shard_of_another_node_comes_to_the_driver_whole(node: Node, tmp_path: Path) -> None:
    far, here = tmp_path / "far", tmp_path / "here"
    assert shard(far, node) is None
    files = shard(far, node, driver="elsewhere")
    (here / "parts").mkdir(parents=True)  # what an earlier call has left
    (here / "parts" / "old").touch()
    (tmp_path / "here.new").mkdir()
    (tmp_path / "here.new" / "old").touch()
    by_ray._store(here, files)
    assert answers(here) == answers(far)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["far", "here"]
    assert not list(here.rglob("old"))
    before = (here / "manifest.sqlite").stat().st_mtime_ns
    by_ray._store(here, files)
    assert (here / "manifest.sqlite").stat().st_mtime_ns == before, "a disk that the nodes share has it already"


def test_errors_are_returned_as_they_are(node: Node, tmp_path: Path) -> None:
    node.failure = lambda _: (401, {"_status": {"messages": [{"message": "no such key"}]}})
    assert isinstance(shard(tmp_path / "shard", node), Unauthorized)
    node.failure = lambda _: None
    assert shard(tmp_path / "shard", node) is None


# What an earlier call has left


def test_a_shard_goes_on_and_one_of_other_accounts_is_refused(node: Node, tmp_path: Path) -> None:
    assert shard(tmp_path / "shard", node) is None
    asked = len(node.asked)
    assert shard(tmp_path / "shard", node) is None
    assert len(node.asked) == asked
    node.accounts.pop()
    other = shard(tmp_path / "shard", node)
    assert isinstance(other, StoreMismatch)
    assert str(other).endswith("is a shard of another snapshot: remove it, or choose another folder for this one")


@pytest.fixture
def written(tmp_path: Path, node: Node) -> Iterator[tuple[Path, threading.Timer]]:
    """A shard that a process of an earlier driver still writes, and the end of that."""
    folder = tmp_path / "shard"
    shard(folder, node)
    with StoreReader(folder) as store:
        question = store.question
    writer = StoreWriter(folder, question, {})
    timer = threading.Timer(1.0, writer.close)
    yield folder, timer
    writer.close()


def test_a_process_of_an_earlier_driver_is_waited_for(
    written: tuple[Path, threading.Timer], node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, timer = written
    monkeypatch.setattr(by_ray, "LONGEST_WAIT", 0.2)
    assert isinstance(shard(folder, node), StoreInUse)
    monkeypatch.setattr(by_ray, "LONGEST_WAIT", 30.0)
    timer.start()
    began = time.monotonic()
    assert shard(folder, node) is None
    assert time.monotonic() - began > 0.5


# Refusals, before Ray is started


def test_wrong_arguments(node: Node, tmp_path: Path) -> None:
    made = tmp_path / "made"
    Snapshot.create(made, hedera_accounts=node.accounts, clients=clients_of(node)())
    given: dict[str, Any] = {"shards": 2, "clients": clients_of(node), "hedera_accounts": ["1"]}
    for wrong, says in (
        ({"folder": made}, "has a snapshot: resume it, or choose another folder"),
        ({"shards": 0}, "shard must be its number and the number of all"),
        ({"clients": {"hedera": 1}}, "clients must be a function"),
        ({"hedera_accounts": []}, "there is nothing to read"),
        ({"options": 5}, "options must be a mapping"),
    ):
        with pytest.raises(InvalidArgument, match=says):
            by_ray.create_snapshot(**{"folder": tmp_path / "new", **given, **wrong})
    assert not ray.is_initialized()
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("found", [None, {}, {"loopring": 1}])
def test_a_client_that_is_missing_is_named(found: Any, tmp_path: Path) -> None:
    error = by_ray._make_shard(tmp_path / "shard", (1, 2), {"hedera_accounts": ["1"]}, lambda: found, "here")
    assert str(error) == "clients must return a client for each of hedera, by these names"


def test_without_ray_the_extra_is_named() -> None:
    code = "import sys; sys.modules['ray'] = None; import nft_holdings.data; import nft_holdings.data.ray"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert "ImportError: snapshots by Ray need Ray: pip install" in done.stderr
    assert "[ray]" in done.stderr

"""Snapshots: what is refused, damaged or forbidden; the other APIs."""

import json
from pathlib import Path
from typing import Any

import pytest
from nft_holdings import Forbidden, Hedera, InvalidArgument, Loopring, SwapChat, Unauthorized
from nft_holdings.data import Snapshot, StoreDamaged, StoreError, StoreInUse, StoreMismatch
from nft_holdings.sandbox import Sandbox
from nft_holdings.sandbox.loopring import _accounts as loopring_accounts
from nft_holdings.sandbox.swapchat import _wallets as swapchat_wallets

from tests.data.test_snapshot import REFUSAL, create, query, resume, rows, stopped
from tests.data.test_snapshot import each_page_at_once as each_page_at_once
from tests.support.snapshot_node import HELD_TOKEN, Node


def test_a_refused_key_ends_it_and_nothing_is_lost(tmp_path: Path, node: Node) -> None:
    node.failure = lambda target: (401, REFUSAL) if node.accounts[2] in target else None
    with pytest.raises(Unauthorized):
        create(tmp_path, node)
    node.failure = lambda _: None
    assert resume(tmp_path, node).is_complete
    assert rows(tmp_path) == node.all_rows


def test_one_forbidden_account_does_not_stop_the_others(tmp_path: Path, node: Node) -> None:
    node.failure = lambda target: (403, REFUSAL) if node.accounts[0] in target else None
    status = create(tmp_path, node, hedera_accounts=node.accounts)
    assert list(status.errors) == [f"hedera nfts {node.accounts[0]}"]
    assert dict(status.units) == {"done": 3, "failed": 1}


def test_a_server_that_forbids_everything_is_not_asked_for_all(tmp_path: Path) -> None:
    node = Node(accounts=2, each=1, whole=1)
    node.failure = lambda _: (403, REFUSAL)
    accounts = [f"0.0.{number}" for number in range(7000, 7100)]
    with pytest.raises(Forbidden):
        create(tmp_path, node, hedera_accounts=accounts)
    assert len(node.asked) < 60


def test_wrong_sources_are_refused_before_anything_is_sent(tmp_path: Path, node: Node) -> None:
    folder = tmp_path / "new"
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"hedera_wallets": ["0.0.1"]}, "there is no hedera_wallets; a snapshot is made of hedera_accounts, hedera_tokens"),
        ({}, "there is nothing to read: give some of hedera_accounts"),
        ({"hedera_accounts": []}, "there is nothing to read"),
        ({"hedera_accounts": "0.0.1001"}, "hedera_accounts must be a list, not '0.0.1001'"),
        ({"hedera_accounts": ["0.0.1001", "junk!"]}, "not 'junk!'"),
        ({"hedera_accounts": [("0.0.1001", "w", 3, 4)]}, "each of hedera_accounts must be account, not"),
        ({"hedera_tokens": ["junk!"]}, "token must be an id such as '0.0.2000', not 'junk!'"),
    ]
    for given, text in wrong:
        with pytest.raises(InvalidArgument) as caught:
            Snapshot.create(folder, clients={"hedera": node.client()}, **given)
        assert text in str(caught.value)
    with (
        SwapChat("https://swap.example") as swapchat,
        pytest.raises(InvalidArgument, match="each of swapchat_wallets must be user_id and w"),
    ):
        Snapshot.create(folder, swapchat_wallets=["user"], clients={"swapchat": swapchat})
    assert node.asked == []
    assert not folder.exists()


def test_folders_that_cannot_be_used_are_refused(tmp_path: Path, node: Node) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    with pytest.raises(InvalidArgument, match="is no folder: give one, or a name that is free"):
        create(file, node)
    assert file.read_text() == "mine"
    for folder in (file, tmp_path / "missing", tmp_path):
        with pytest.raises(StoreError, match="contains no snapshot: give the folder of one"):
            Snapshot(folder)
        with pytest.raises(StoreError, match="contains no snapshot"):
            resume(folder, node)
    assert node.asked == []


def test_a_snapshot_is_made_where_another_was_stopped_before_its_manifest_had_tables(tmp_path: Path, node: Node) -> None:
    (tmp_path / "manifest.sqlite").touch()
    with pytest.raises(StoreError, match="contains no snapshot"):
        Snapshot(tmp_path)
    assert create(tmp_path, node).is_complete


def test_a_second_snapshot_in_a_folder_is_refused(tmp_path: Path, node: Node) -> None:
    create(tmp_path, node, hedera_accounts=node.accounts[:1])
    with pytest.raises(InvalidArgument, match="has a snapshot: resume it, or choose another folder"):
        create(tmp_path, node)


def test_another_server_is_refused(tmp_path: Path, node: Node) -> None:
    stopped(tmp_path, node, 2)
    with (
        Hedera("https://other.example") as other,
        pytest.raises(StoreMismatch, match=r"holdings of https://mirror\.example, and the client's"),
    ):
        Snapshot.resume(tmp_path, clients={"hedera": other})


def test_a_second_writer_is_refused_and_readers_are_not(tmp_path: Path, node: Node) -> None:
    seen: list[Any] = []

    def look(_: Any) -> None:
        with pytest.raises(StoreInUse, match="another process writes to"):
            resume(tmp_path, node)
        with Snapshot(tmp_path) as snapshot:
            seen.append(snapshot.sql("SELECT count(*) FROM nfts").fetchall())

    create(tmp_path, node, hedera_accounts=node.accounts, on_progress=look)
    assert seen
    assert len(rows(tmp_path)) == 750


def test_a_bad_row_fails_its_unit_whatever_the_client_does_with_it(tmp_path: Path, node: Node) -> None:
    answer = node._holdings

    def bad(target: str) -> Any:
        page = answer(target)
        if node.accounts[1] in target:
            page["nfts"][3]["serial_number"] = {"not": "a number"}
        return page

    node._holdings = bad  # type: ignore[method-assign]
    status = create(tmp_path, node, clients={"hedera": node.client(bad_rows="deliver")})
    assert list(status.errors) == [f"hedera nfts {node.accounts[1]}"]
    assert dict(status.units) == {"done": 4, "failed": 1}


def test_verification_and_reading_notice_a_damaged_part(tmp_path: Path, node: Node) -> None:
    create(tmp_path, node)
    with Snapshot(tmp_path) as snapshot:
        assert list(snapshot.verify()) == []
    (part,) = (tmp_path / "parts").iterdir()
    part.write_bytes(part.read_bytes()[:-100])
    with Snapshot(tmp_path) as snapshot:
        assert any(part.name in finding for finding in snapshot.verify())
    part.unlink()
    with pytest.raises(StoreDamaged):
        resume(tmp_path, node)


# The other APIs


def test_loopring_and_swapchat(tmp_path: Path) -> None:
    pair = (swapchat_wallets.USER, swapchat_wallets.HUNDRED)
    with (
        Sandbox() as sandbox,
        Loopring(sandbox.url, **sandbox.credentials("loopring"), rate_limit=None) as loopring,
        SwapChat(sandbox.url, **sandbox.credentials("swapchat"), rate_limit=None) as swapchat,
    ):
        balances = loopring.nft_balances(loopring_accounts.HUNDRED).all()
        assets = swapchat.nfts(*pair).all()
        status = Snapshot.create(
            tmp_path,
            loopring_accounts=[loopring_accounts.HUNDRED, loopring_accounts.HUNDRED],
            swapchat_wallets=[pair, list(pair)],
            clients={"loopring": loopring, "swapchat": swapchat},
        )
        with pytest.raises(InvalidArgument, match="account_id must be a whole number"):
            Snapshot.create(tmp_path / "b", loopring_accounts=["0x" + 40 * "a"], clients={"loopring": loopring})
    assert status.is_complete
    assert dict(status.units) == {"done": 3}
    assert (status.rows["nft_balances"], status.rows["assets"]) == (len(balances), len(assets))
    assert query(tmp_path, "SELECT DISTINCT unit FROM assets") == [("/".join(pair),)]
    assert query(tmp_path, "SELECT DISTINCT unit FROM nft_balances") == [(str(loopring_accounts.HUNDRED),)]
    with Snapshot(tmp_path) as snapshot:
        shown = {name for (name,) in snapshot.sql("SHOW TABLES").fetchall() if not name.startswith("_")}
    assert shown == {"assets", "collections", "nft_balances", "units"}


def test_the_status_can_be_written_as_json(tmp_path: Path, node: Node) -> None:
    status = create(tmp_path, node)
    assert json.loads(json.dumps(dict(status.units))) == {"done": 5}
    assert HELD_TOKEN in {token for _, token, _ in rows(tmp_path)}

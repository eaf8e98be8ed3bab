"""Listings of the token side: complete for all bounds, whatever the server's links say, and refused where a page cannot be right."""

import itertools
from collections.abc import Callable
from operator import methodcaller
from typing import Any

import pytest
from nft_holdings import Drift, FilterError, IncompleteListing, InvalidArgument, NotFound, holder_id, serial_number, spender_id, token_id

from tests.support.token_clients import asked, both
from tests.support.token_ledger import NOT_FOUND, START, Ledger, account_info, text

TOKEN = "0.0.2000"


def ledger(count: int = 12) -> Ledger:
    made = Ledger()
    for serial in range(1, count + 1):
        made.mint()
        if serial % 3:
            made.move(serial, f"0.0.{900 + serial % 3}")
        if serial % 5 == 0:
            made.end(serial, "TOKENBURN")
    return made


BOUNDS: dict[str, tuple[Any, Callable[[int], bool]]] = {
    "none": (None, lambda serial: True),
    "equal": (serial_number == 4, lambda serial: serial == 4),
    "twice equal": ((serial_number == 4) & (serial_number == 7), lambda serial: False),
    "equal and above": ((serial_number == 4) & (serial_number > 2), lambda serial: serial == 4),
    "above": (serial_number > 3, lambda serial: serial > 3),
    "below": (serial_number < 9, lambda serial: serial < 9),
    "between": (serial_number.between(3, 9), lambda serial: 3 <= serial <= 9),
    "one": ((serial_number >= 6) & (serial_number <= 6), lambda serial: serial == 6),
    "doubled": ((serial_number > 2) & (serial_number >= 5) & (serial_number < 20), lambda serial: serial >= 5),
    "contradicting": ((serial_number > 9) & (serial_number < 3), lambda serial: False),
    "beyond": (serial_number > 2**63 - 2, lambda serial: False),
    "a holder": (holder_id == "0.0.901", lambda serial: serial % 3 == 1),
    "a holder and above": ((holder_id == 902) & (serial_number >= 5), lambda serial: serial % 3 == 2 and serial >= 5),
}


@pytest.mark.parametrize("name", BOUNDS)
def test_every_walk_is_complete(name: str) -> None:
    made = ledger()
    wanted, matches = BOUNDS[name]
    for order, size, burned in itertools.product((None, "asc", "desc"), (1, 2, 5, 100), (True, False)):
        found = asked(
            made,
            methodcaller("token_nfts", TOKEN, wanted, order=order, page_size=size, burned=burned),
            blocking=size != 2,
        )
        expected = [
            serial
            for serial, nft in sorted(made.nfts.items(), reverse=order != "asc")
            if matches(serial) and (nft.holder is not None or (burned and "holder" not in name))
        ]
        assert [row.serial_number for row in found.result] == expected
        assert not any("ne:" in target for target in found.targets)


def test_equality_is_asked_for_once() -> None:
    found = asked(ledger(), lambda client: client.token_nfts(TOKEN, serial_number == 4, page_size=1))
    assert found.targets == ["/tokens/0.0.2000/nfts?limit=1&serialnumber=4"]


def test_a_cursor_goes_on() -> None:
    made = ledger()
    made.nfts.popitem()

    def read(client: Any) -> list[int]:
        serials: list[int] = []
        cursor = None
        while True:
            page = next(client.token_nfts(TOKEN, page_size=3, cursor=cursor).pages())
            serials += [row.serial_number for row in page.items]
            cursor = page.cursor
            if cursor is None:
                return serials

    assert asked(made, read).result == [serial for serial in range(11, 0, -1) if serial % 5]
    cursor = asked(made, lambda client: next(client.token_nfts(TOKEN, page_size=3).pages()).cursor).result
    with pytest.raises(InvalidArgument, match="cursor"):
        asked(made, lambda client: client.token_nfts(TOKEN, order="asc", cursor=cursor))


@both
@pytest.mark.parametrize("address", ["0x" + "ab" * 20, "AB" * 20, "HIQQEXWKW53RKN4W6XXC4Q232SYNZ3SZANVZZSUME5B5PRGXL663UAQA"])
def test_a_holder_by_its_address_is_looked_up(address: str, blocking: bool) -> None:
    made = ledger()

    def answer(target: str) -> tuple[int, Any]:
        return (200, account_info("0.0.901")) if target.startswith("/api/v1/accounts/") else made.answer(target)

    found = asked(answer, lambda client: client.token_nfts(TOKEN, holder_id == address, page_size=2), blocking=blocking)
    assert [row.serial_number for row in found.result] == [7, 4, 1]
    assert found.targets[0] == f"/accounts/{address}?transactions=false"
    with pytest.raises(NotFound, match="account"):
        asked(lambda _: NOT_FOUND, lambda client: client.token_nfts(TOKEN, holder_id == address), blocking=blocking)


@both
def test_an_empty_listing_of_an_unknown_token_says_so(blocking: bool) -> None:
    for call in (
        lambda client: client.token_nfts("0.0.5"),
        lambda client: client.token_nfts("0.0.5", serial_number > 3),
        lambda client: client.holders("0.0.5"),
    ):
        with pytest.raises(NotFound, match=r"token 0\.0\.5: Not found"):
            asked(ledger(), call, blocking=blocking)
    found = asked(Ledger(), lambda client: client.token_nfts(TOKEN), blocking=blocking)
    assert (found.result, found.targets) == ([], ["/tokens/0.0.2000/nfts?limit=100", "/tokens/0.0.2000"])
    found = asked(ledger(1), lambda client: client.token_nfts(TOKEN), blocking=blocking)
    assert len(found.targets) == 1


@pytest.mark.parametrize("wanted", [token_id == "0.0.2000", spender_id == "0.0.1", (holder_id == 1) & (holder_id == 2), "serial > 3"])
def test_filters_that_are_refused(wanted: Any) -> None:
    with pytest.raises(FilterError):
        asked(ledger(), lambda client: client.token_nfts(TOKEN, wanted))


def test_not_equal_is_refused() -> None:
    for column in (serial_number, holder_id):
        with pytest.raises(FilterError):
            _ = column != 3


ROW = ledger(1).row(ledger(1).nfts[1])
WRONG: dict[str, dict[str, Any]] = {
    "another token": {"nfts": [{**ROW, "token_id": "0.0.2001"}], "links": {"next": None}},
    "out of bounds": {"nfts": [{**ROW, "serial_number": 2}], "links": {"next": None}},
    "another holder": {"nfts": [{**ROW, "serial_number": 5, "account_id": "0.0.902"}], "links": {"next": None}},
    "twice": {"nfts": [{**ROW, "serial_number": 5}, {**ROW, "serial_number": 5}], "links": {"next": None}},
    "upwards": {"nfts": [{**ROW, "serial_number": 5}, {**ROW, "serial_number": 6}], "links": {"next": None}},
    "nothing, and more": {"nfts": [], "links": {"next": "/api/v1/tokens/0.0.2000/nfts?serialnumber=lt:3"}},
}


@both
@pytest.mark.parametrize("name", WRONG)
def test_a_page_that_cannot_be_right_is_refused(name: str, blocking: bool) -> None:
    with pytest.raises(IncompleteListing):
        asked(
            lambda _: (200, WRONG[name]),
            lambda client: client.token_nfts(TOKEN, (serial_number > 3) & (holder_id == "0.0.901"), page_size=2),
            blocking=blocking,
        )


@both
def test_holders_and_how_many_they_hold(blocking: bool) -> None:
    made = ledger()
    made.associated = {"0.0.77": 0}
    found = asked(made, lambda client: client.holders(TOKEN, page_size=1), blocking=blocking)
    truth = {account: count for account, count in made.counts().items() if count}
    assert {row.account: row.balance for row in found.result} == truth
    assert [row.account for row in found.result] == sorted(truth, reverse=True)
    most = max(truth.values())
    found = asked(made, lambda client: client.holders(TOKEN, at_least=most, order="asc"), blocking=blocking)
    assert [row.account for row in found.result] == sorted(account for account, count in truth.items() if count == most)


def snapshots(*times: str | None) -> Callable[[str], tuple[int, Any]]:
    rows = [{"account": "0.0.902", "balance": 1, "decimals": 0}, {"account": "0.0.901", "balance": 1, "decimals": 0}]
    pages = iter(
        [
            {"timestamp": time, "balances": [rows[index]] if time else [], "links": {"next": "/more" if index + 1 < len(times) else None}}
            for index, time in enumerate(times)
        ]
    )
    return lambda _: (200, next(pages))


@both
def test_holders_as_of_a_time(blocking: bool) -> None:
    def read(client: Any) -> Any:
        listing = client.holders(TOKEN, as_of=START + 5, page_size=1)
        return (listing, listing.all()) if blocking else reading(listing)

    async def reading(listing: Any) -> Any:
        return listing, await listing.all()

    found = asked(snapshots(text(START), text(START)), read, blocking=blocking)
    listing, rows = found.result
    assert ([row.account for row in rows], listing.as_of) == (["0.0.902", "0.0.901"], text(START))
    assert "timestamp=lte:1700000000.000000005" in found.targets[0]


@both
@pytest.mark.parametrize("times", [(None,), (text(START), text(START + 1))])
def test_no_snapshot_or_another_one_is_an_error(times: tuple[str | None, ...], blocking: bool) -> None:
    with pytest.raises(IncompleteListing, match="snapshot"):
        asked(snapshots(*times), lambda client: client.holders(TOKEN, as_of=START + 5, page_size=1), blocking=blocking)


@both
def test_behind_a_full_last_page_of_a_snapshot_comes_one_without_a_time(blocking: bool) -> None:
    found = asked(snapshots(text(START), None), lambda client: client.holders(TOKEN, as_of=START + 5, page_size=1), blocking=blocking)
    assert [row.account for row in found.result] == ["0.0.902"]


def test_a_page_without_a_time_is_read_with_its_drift() -> None:
    drifts: list[Drift] = []
    row = {"account": "0.0.901", "balance": 1, "decimals": 0, "new": 1}
    page = {"timestamp": None, "balances": [row], "links": {"next": None}, "newer": 2}
    found = asked(lambda _: (200, page), lambda client: client.holders(TOKEN), on_drift=drifts.append)
    assert [each.account for each in found.result] == ["0.0.901"]
    assert {drift.path for drift in drifts} == {"$.newer", "$.balances[0].new"}


@both
def test_the_tokens_of_an_account(blocking: bool) -> None:
    rows = [
        {
            "automatic_association": None, "balance": number, "created_timestamp": None, "decimals": None, "freeze_status": None,
            "kyc_status": None, "token_id": f"0.0.{number}",
        }
        for number in (7, 10, 2000)
    ]  # fmt: skip

    def answer(target: str) -> tuple[int, Any]:
        from urllib.parse import parse_qsl, urlsplit

        from tests.support.token_ledger import number, page

        return 200, page("tokens", rows, "token_id", number, "token.id", parse_qsl(urlsplit(target).query), "asc")

    for size in (1, 2, 3, 100):
        found = asked(answer, methodcaller("account_tokens", "0.0.901", page_size=size), blocking=blocking)
        assert [(row.token_id, row.balance) for row in found.result] == [("0.0.7", 7), ("0.0.10", 10), ("0.0.2000", 2000)]
        found = asked(answer, methodcaller("account_tokens", "0.0.901", page_size=size, order="desc"), blocking=blocking)
        assert [row.balance for row in found.result] == [2000, 10, 7]


@both
def test_single_objects(blocking: bool) -> None:
    made = ledger(1)
    assert asked(made, lambda client: client.nft(TOKEN, 1), blocking=blocking).result.account_id == "0.0.901"
    assert asked(made, lambda client: client.token(TOKEN), blocking=blocking).result.name == "Stamps"
    found = asked(lambda _: (200, account_info("0.0.901")), lambda client: client.account("0x" + "ab" * 20), blocking=blocking)
    assert found.result.account == "0.0.901"
    with pytest.raises(NotFound, match=r"token 0\.0\.5: Not found"):
        asked(made, lambda client: client.token("0.0.5"), blocking=blocking)

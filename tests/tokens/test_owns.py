"""Does an account own a token: yes, no, or an error, and never no because something failed."""

from collections.abc import Iterator
from operator import methodcaller
from typing import Any

import pytest
from nft_holdings import ApiError, ConnectionFailed, DecodeError, InvalidArgument, NotFound

from tests.support.token_clients import asked, both
from tests.support.token_ledger import NOT_FOUND, Ledger, account_info

TOKEN, ACCOUNT, OTHER = "0.0.2000", "0.0.901", "0.0.902"
ALIAS_NOT_FOUND = (404, {"_status": {"messages": [{"message": "No account with a matching alias found"}]}})


def ledger(**options: Any) -> Ledger:
    made = Ledger(**options)
    for _ in range(3):
        made.move(made.mint(), ACCOUNT)
    made.associated = {OTHER: 0}
    return made


@both
def test_yes_and_no(blocking: bool) -> None:
    found = asked(ledger(), lambda client: client.owns(ACCOUNT, TOKEN), blocking=blocking)
    assert (found.result, found.targets) == (True, ["/accounts/0.0.901/tokens?limit=1&token.id=0.0.2000"])
    assert asked(ledger(), lambda client: client.owns(ACCOUNT, TOKEN, 3), blocking=blocking).result is True
    assert asked(ledger(), lambda client: client.owns(ACCOUNT, TOKEN, at_least=4), blocking=blocking).result is False
    assert asked(ledger(), lambda client: client.owns(OTHER, TOKEN), blocking=blocking).result is False
    found = asked(ledger(), lambda client: client.owns("0.0.77", TOKEN), blocking=blocking)
    assert (found.result, found.targets[1:]) == (False, ["/tokens/0.0.2000"])


def test_the_token_is_looked_up_once_for_each_client() -> None:
    def ask(client: Any) -> list[bool]:
        return [client.owns("0.0.77", TOKEN), client.owns("0.0.78", TOKEN), client.with_options(timeout=5).owns("0.0.79", TOKEN)]

    found = asked(ledger(), ask)
    assert (found.result, len(found.targets)) == ([False] * 3, 4)


@both
def test_an_unknown_token_is_an_error(blocking: bool) -> None:
    with pytest.raises(NotFound, match=r"token 0\.0\.901: Not found"):
        asked(ledger(), lambda client: client.owns(TOKEN, ACCOUNT), blocking=blocking)  # swapped


@both
def test_a_counter_that_is_wrong_is_confirmed(blocking: bool) -> None:
    wrong = ledger()
    wrong.counters = {ACCOUNT: 0}
    assert asked(wrong, lambda client: client.owns(ACCOUNT, TOKEN), blocking=blocking).result is False
    assert asked(wrong, lambda client: client.owns(ACCOUNT, TOKEN, confirm=True), blocking=blocking).result is True
    assert asked(wrong, lambda client: client.owns(ACCOUNT, TOKEN, 3, confirm=True), blocking=blocking).result is True
    assert asked(wrong, lambda client: client.owns(ACCOUNT, TOKEN, 4, confirm=True), blocking=blocking).result is False


@pytest.mark.parametrize("refusal", [NOT_FOUND, ALIAS_NOT_FOUND])
def test_an_unknown_account(refusal: tuple[int, Any]) -> None:
    with pytest.raises(NotFound):
        asked(lambda _: refusal, lambda client: client.owns(ACCOUNT, TOKEN))
    assert asked(lambda _: refusal, lambda client: client.owns(ACCOUNT, TOKEN, unknown="no")).result is False


ROW = {
    "automatic_association": False, "balance": 1, "created_timestamp": "1700000000.000000000", "decimals": 0, "freeze_status": "FROZEN",
    "kyc_status": "NOT_APPLICABLE", "token_id": TOKEN,
}  # fmt: skip
NO_ANSWERS: dict[str, tuple[int, Any]] = {
    "another 404": (404, {"_status": {"messages": [{"message": "no such route"}]}}),
    "a 404 of a proxy": (404, b"<html>not found</html>"),
    "a 404 without a body": (404, b""),
    "400": (400, {"_status": {"messages": [{"message": "Invalid parameter: token.id"}]}}),
    "401": (401, b""),
    "403": (403, b"<html>"),
    "429": (429, b""),
    "500": (500, {"_status": {"messages": [{"message": "Internal error"}]}}),
    "503": (503, b""),
    "a page of a proxy": (200, b"<html>hello</html>"),
    "nothing": (200, b""),
    "null": (200, b"null"),
    "an empty object": (200, {}),
    "no list": (200, {"tokens": None, "links": {"next": None}}),
    "another token": (200, {"tokens": [{**ROW, "token_id": "0.0.2001"}], "links": {"next": None}}),
    "no row, and more": (200, {"tokens": [], "links": {"next": "/api/v1/accounts/0.0.901/tokens?token.id=gt:0.0.2000"}}),
    "several rows": (200, {"tokens": [ROW, ROW], "links": {"next": None}}),
    "a balance of null": (200, {"tokens": [{**ROW, "balance": None}], "links": {"next": None}}),
    "no balance": (200, {"tokens": [{key: value for key, value in ROW.items() if key != "balance"}], "links": {"next": None}}),
    "a balance that is true": (200, {"tokens": [{**ROW, "balance": True}], "links": {"next": None}}),
    "a token id of null": (200, {"tokens": [{**ROW, "token_id": None}], "links": {"next": None}}),
}


@both
@pytest.mark.parametrize("unknown", ["error", "no"])
@pytest.mark.parametrize("name", NO_ANSWERS)
def test_what_is_no_answer_is_an_error(name: str, unknown: str, blocking: bool) -> None:
    for replies in ([NO_ANSWERS[name]], [(200, {"tokens": [], "links": {"next": None}}), NO_ANSWERS[name]]):
        coming = iter(replies)

        def answer(target: str, coming: Iterator[tuple[int, Any]] = coming) -> tuple[int, Any]:
            return next(coming)

        with pytest.raises((ApiError, DecodeError)):
            asked(answer, lambda client: client.owns(ACCOUNT, TOKEN, unknown=unknown), blocking=blocking)


@both
@pytest.mark.parametrize("name", NO_ANSWERS)
def test_of_many_each_has_its_error(name: str, blocking: bool) -> None:
    made = ledger()

    def answer(target: str) -> tuple[int, Any]:
        return NO_ANSWERS[name] if "0.0.666" in target else made.answer(target)

    found = asked(answer, lambda client: client.owns_many([ACCOUNT, "0.0.666", OTHER], TOKEN), blocking=blocking).result
    assert [(each.account, each.owns) for each in found] == [(ACCOUNT, True), ("0.0.666", None), (OTHER, False)]
    assert isinstance(found[1].error, ApiError | DecodeError)


@both
@pytest.mark.parametrize("unknown", ["error", "no"])
def test_a_malformed_account_among_many_has_its_error(unknown: str, blocking: bool) -> None:
    found = asked(ledger(), lambda client: client.owns_many([ACCOUNT, "x", OTHER], TOKEN, unknown=unknown), blocking=blocking).result
    assert [(each.account, each.owns) for each in found] == [(ACCOUNT, True), ("x", None), (OTHER, False)]
    assert isinstance(found[1].error, InvalidArgument)


def test_many_accounts_are_read_off_the_holders_where_that_is_cheaper() -> None:
    accounts = [f"0.0.{number}" for number in range(900, 1000)]
    found = asked(ledger(), lambda client: client.owns_many(accounts, TOKEN, 2, unknown="no"))
    assert [each.account for each in found.result if each.owns] == [ACCOUNT]
    assert found.targets == ["/tokens/0.0.2000", "/tokens/0.0.2000/balances?account.balance=gte:2&limit=100"]
    assert len(asked(ledger(), lambda client: client.owns_many(accounts, TOKEN, 2)).targets) == 1 + len(accounts)


@both
def test_an_empty_list_of_holders_of_a_token_with_a_supply_is_not_believed(blocking: bool) -> None:
    made = ledger()

    def answer(target: str) -> tuple[int, Any]:
        return (200, {"timestamp": None, "balances": [], "links": {"next": None}}) if "/balances" in target else made.answer(target)

    found = asked(answer, lambda client: client.owns_many([ACCOUNT, OTHER], TOKEN, unknown="no"), blocking=blocking).result
    assert [each.owns for each in found] == [True, False]


@both
def test_a_token_with_decimals_needs_its_smallest_units(blocking: bool) -> None:
    fungible = Ledger(kind="FUNGIBLE_COMMON", decimals=2)
    fungible.associated = {ACCOUNT: 250}
    for account in (ACCOUNT, OTHER):
        with pytest.raises(InvalidArgument, match="decimals") as refused:
            asked(fungible, methodcaller("owns", account, TOKEN), blocking=blocking)
        assert refused.value.argument == "at_least"
    assert asked(fungible, lambda client: client.owns(ACCOUNT, TOKEN, 250, smallest_units=True), blocking=blocking).result is True
    assert asked(fungible, lambda client: client.owns(ACCOUNT, TOKEN, 251, smallest_units=True), blocking=blocking).result is False
    assert asked(fungible, lambda client: client.owns(OTHER, TOKEN, smallest_units=True), blocking=blocking).result is False


@both
@pytest.mark.parametrize(
    ("arguments", "argument"),
    [
        ((ACCOUNT, "0x" + "ab" * 20), "token"),
        ((ACCOUNT, TOKEN, 0), "at_least"),
        ((ACCOUNT, TOKEN, True), "at_least"),
        ((ACCOUNT, "0.0.x"), "token"),
        (("", TOKEN), "account"),
        ((ACCOUNT, ""), "token"),
    ],
)
def test_arguments_that_are_refused(arguments: tuple[Any, ...], argument: str, blocking: bool) -> None:
    def nothing(target: str) -> tuple[int, Any]:
        raise AssertionError("nothing is sent")

    with pytest.raises(InvalidArgument) as refused:
        asked(nothing, lambda client: client.owns(*arguments), blocking=blocking)
    assert refused.value.argument == argument


def test_no_connection_is_an_error() -> None:
    import httpx2

    def fail(target: str) -> tuple[int, Any]:
        raise httpx2.ConnectError("down")

    with pytest.raises(ConnectionFailed):
        asked(fail, lambda client: client.owns(ACCOUNT, TOKEN))


@both
def test_one_nft(blocking: bool) -> None:
    made = ledger()
    made.end(3, "TOKENBURN")
    for account, serial, owns in ((ACCOUNT, 1, True), (OTHER, 1, False), (ACCOUNT, 3, False), (901, 2, True)):
        assert asked(made, methodcaller("owns_nft", account, TOKEN, serial), blocking=blocking).result is owns
    with pytest.raises(NotFound):
        asked(made, lambda client: client.owns_nft(ACCOUNT, TOKEN, 4), blocking=blocking)


@both
@pytest.mark.parametrize("id", [None, "", "x", "901"])
def test_one_nft_of_no_account_that_can_be_read(id: str | None, blocking: bool) -> None:
    made = ledger()

    def of_account(target: str) -> tuple[int, Any]:
        return (200, account_info(id)) if "/accounts/" in target else made.answer(target)

    def of_nft(target: str) -> tuple[int, Any]:
        return (200, {**made.answer(target)[1], "account_id": id})

    with pytest.raises(DecodeError, match=r"\$\.account the reply should have an id"):
        asked(of_account, lambda client: client.owns_nft("0x" + "ab" * 20, TOKEN, 1), blocking=blocking)
    if id is not None:  # as of a burned NFT
        with pytest.raises(DecodeError, match=r"\$\.account_id the reply should have an id"):
            asked(of_nft, lambda client: client.owns_nft(ACCOUNT, TOKEN, 1), blocking=blocking)

"""Many accounts: no row is lost or comes twice, no account waits for another, and no more is requested than is taken."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2
import pytest
from nft_holdings import (
    AsyncHedera,
    Hedera,
    IncompleteListing,
    InvalidArgument,
    Loopring,
    NftHoldingsError,
    NotFound,
    ServerError,
    SwapChat,
    serial_number,
)
from nft_holdings._apis import APIS

from tests.support.account_results import pairs, pairs_in
from tests.support.servers.mirror_node import row_of

BASE = "https://mirror.example"
HELD = {f"0.0.{1000 + number}": [(2000, serial, None) for serial in range(number, 0, -1)] for number in range(12)}


class Accounts:
    """A mirror node with many accounts."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.refused: dict[str, int] = {}
        self.slow: set[str] = set()
        self.under_way = self.most = 0

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        account = request.url.path.split("/")[-2]
        self.asked.append(account)
        if account in self.refused:
            return httpx2.Response(self.refused[account], json={})
        query = dict(request.url.params)
        below = int(query.get("serialnumber", "lt:999").partition(":")[2])
        rows = [row for row in HELD[account] if row[1] < below][: int(query["limit"])]
        more = rows and rows[-1][1] > 1
        link = f"{request.url.path}?limit={query['limit']}&token.id=lte:0.0.2000&serialnumber=lt:{rows[-1][1]}" if more else None
        return httpx2.Response(200, json={"nfts": [row_of(*row, account=account) for row in rows], "links": {"next": link}})

    async def answer_late(self, request: httpx2.Request) -> httpx2.Response:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await asyncio.sleep(0.3 if request.url.path.split("/")[-2] in self.slow else 0.002)
        self.under_way -= 1
        return self.answer(request)

    def sync(self, **options: Any) -> Hedera:
        return Hedera(BASE, http_client=httpx2.Client(transport=httpx2.MockTransport(self.answer)), retry=None, **options)

    def awaited(self, **options: Any) -> AsyncHedera:
        http_client = httpx2.AsyncClient(transport=httpx2.MockTransport(self.answer_late))
        return AsyncHedera(BASE, http_client=http_client, retry=None, **options)

    def read(self, blocking: bool, accounts: Any, *arguments: Any, most: int = 4, **options: Any) -> list[tuple[Any, Any]]:
        if blocking:
            return pairs(self.sync(concurrency=most).nfts_of(accounts, *arguments, **options))

        async def read() -> list[tuple[Any, Any]]:
            return pairs([result async for result in self.awaited(concurrency=most).nfts_of(accounts, *arguments, **options)])

        return asyncio.run(read())


both = pytest.mark.parametrize("blocking", [True, False], ids=["sync", "async"])


def serials(answers: Any, account: Any) -> list[Any]:
    return [item if isinstance(item, NftHoldingsError) else item.serial_number for each, item in answers if each == account]


@both
@pytest.mark.parametrize("most", [1, 3, 32])
@pytest.mark.parametrize("page_size", [2, 100])
def test_each_account_has_what_it_holds_in_order(blocking: bool, most: int, page_size: int) -> None:
    answers = Accounts().read(blocking, list(HELD), most=most, page_size=page_size)
    for account, held in HELD.items():
        assert serials(answers, account) == [serial for _, serial, _ in held]
    assert len(answers) == sum(map(len, HELD.values()))


@both
def test_an_error_is_that_of_one_account(blocking: bool) -> None:
    node = Accounts()
    node.refused = {"0.0.1003": 404, "0.0.1005": 503}
    answers = node.read(blocking, [*HELD, "no account", 5.5])
    assert [type(item) for _, item in answers if isinstance(item, NftHoldingsError)].count(InvalidArgument) == 2
    assert [type(each) for each in serials(answers, "0.0.1003")] == [NotFound]
    assert [type(each) for each in serials(answers, "0.0.1005")] == [ServerError]
    assert isinstance(dict(answers)["no account"], InvalidArgument)
    for account in HELD.keys() - node.refused.keys():
        assert serials(answers, account) == [serial for _, serial, _ in HELD[account]]


def test_what_came_before_an_error_is_given() -> None:
    node = Accounts()

    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(503) if "serialnumber" in request.url.params else node.answer(request)

    client = Hedera(BASE, http_client=httpx2.Client(transport=httpx2.MockTransport(answer)), retry=None)
    answers = pairs(client.nfts_of(["0.0.1005"], page_size=2))
    *rows, error = serials(answers, "0.0.1005")
    assert rows == [5, 4]
    assert isinstance(error, IncompleteListing)
    assert error.cursor is not None


def test_a_slow_account_does_not_hold_up_others() -> None:
    node = Accounts()
    node.slow = {"0.0.1001"}
    answers = node.read(False, list(HELD), most=3)
    assert answers[-1][0] == "0.0.1001"
    assert node.most == 3


@both
def test_accounts_are_taken_as_what_came_is_taken(blocking: bool) -> None:
    taken: list[str] = []

    def accounts() -> Iterator[str]:
        for account in reversed(HELD):
            taken.append(account)
            yield account

    async def read() -> None:
        answers = node.awaited(concurrency=2).nfts_of(accounts())
        async for _ in answers:
            await asyncio.sleep(0.05)
            break
        await answers.aclose()

    node = Accounts()
    if blocking:
        answers = node.sync(concurrency=2).nfts_of(accounts())
        assert not taken
        next(answers)
        answers.close()
    else:
        asyncio.run(read())
    assert 1 <= len(taken) <= 3
    assert len(node.asked) <= 3


def test_accounts_may_come_one_by_one() -> None:
    """And those that are there do not wait for the next one."""
    seen: list[str] = []

    async def accounts() -> AsyncIterator[str]:
        yield "0.0.1002"
        while len(seen) < 2:
            await asyncio.sleep(0.001)
        yield "0.0.1003"

    async def read() -> None:
        async for result in Accounts().awaited().nfts_of(accounts()):
            seen.extend(account for account, _ in pairs_in(result))

    asyncio.run(asyncio.wait_for(read(), 5))
    assert seen == ["0.0.1002"] * 2 + ["0.0.1003"] * 3


@both
def test_an_error_of_the_accounts_themselves_is_raised(blocking: bool) -> None:
    def accounts() -> Iterator[str]:
        yield "0.0.1001"
        raise LookupError("no more of them")

    with pytest.raises(LookupError, match="no more"):
        Accounts().read(blocking, accounts())


WRONG: list[Any] = ["0.0.1001", b"x", 5, None]


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("kind", [kind for api in APIS for kind in (api.client, api.async_client)])
def test_what_is_no_list_of_accounts_is_refused_at_once(kind: Any, wrong: Any) -> None:
    client = kind("http://127.0.0.1:1", **({"api_key": "s3cret-key"} if "Loopring" in kind.__name__ else {}))
    for method in {"nfts_of", "nft_balances_of", "collections_of"} & set(dir(client)):
        with pytest.raises(InvalidArgument) as refused:
            getattr(client, method)(wrong)
        assert refused.value.rule == "accounts"


def test_what_is_wrong_with_the_question_is_refused_at_once() -> None:
    with pytest.raises(InvalidArgument, match="token_id"):
        Hedera(BASE).nfts_of(["0.0.1"], serial_number == 3)
    with pytest.raises(InvalidArgument, match="page_size"):
        SwapChat(BASE).nfts_of([("u", "w")], page_size=0)


def test_wallets_and_numbered_accounts() -> None:
    def swapchat(request: httpx2.Request) -> httpx2.Response:
        wallet = json.loads(request.content)["wallet_address"]
        nft = {"blockchain": "ETH", "contract_address": "0xAB", "token_id": wallet}
        assets = [{"nft": nft, "quantity": 1}] if json.loads(request.content)["page"] == 1 else []
        return httpx2.Response(200, json={"code": 0, "data": {"total": 1, "assets": assets}})

    def loopring(request: httpx2.Request) -> httpx2.Response:
        account = int(request.url.params["accountId"])
        row = {"accountId": account, "tokenId": 32768, "total": "1", "locked": "0", "pending": {"withdraw": "0", "deposit": "0"}}
        return httpx2.Response(200, json={"totalNum": 1, "data": [row]})

    wallets = [("a", "1"), ("a", "2"), ("a", 5), "ab", None]
    client = SwapChat(BASE, http_client=httpx2.Client(transport=httpx2.MockTransport(swapchat)))
    answers: dict[Any, Any] = dict(pairs(client.nfts_of(wallets)))  # type: ignore[arg-type]
    assert [answers[each].nft.token_id for each in wallets[:2]] == ["1", "2"]
    assert [type(answers[each]) for each in wallets[2:]] == [InvalidArgument] * 3
    with Loopring(BASE, api_key="s3cret-key", http_client=httpx2.Client(transport=httpx2.MockTransport(loopring))) as asked:
        found = dict(pairs(asked.nft_balances_of([7, 8, -1])))
    assert [found[each].account_id for each in (7, 8)] == [7, 8]
    assert isinstance(found[-1], InvalidArgument)

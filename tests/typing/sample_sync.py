"""What a type checker makes of the blocking clients. Never run: checked by test_typing.py."""

from typing import Any, assert_type

import httpx
import httpx2
from nft_holdings import (
    UNSET,
    AccountResult,
    ApiError,
    ClientOptions,
    DecodeError,
    Drift,
    EntityId,
    Filter,
    Hedera,
    IncompleteListing,
    InvalidArgument,
    Listing,
    Loopring,
    NftHoldingsError,
    Page,
    RateLimit,
    Retry,
    SwapChat,
    nft_id,
    serial_number,
    spender_id,
    token_id,
)
from nft_holdings_api.hedera.models import Nft
from nft_holdings_api.loopring.models import CollectionHolding, CombinedBalance
from nft_holdings_api.swapchat.models import NftAsset, NftInfo
from nft_holdings_api.unset import Unset


def hedera() -> None:
    with Hedera.mainnet(timeout=5) as client:
        assert_type(client, Hedera)
        assert_type(client.with_options(max_pages=3), Hedera)
        assert_type(Hedera.validation_cloud("key", "testnet"), Hedera)
        listing = client.nfts("0.0.1001", order="asc", page_size=100, cursor=None)
        assert_type(listing, Listing[Nft])
        assert_type(client.nfts(1001), Listing[Nft])
        assert_type(client.nfts(EntityId(0, 0, 1001), token_id == "0.0.5"), Listing[Nft])
        for nft in listing:
            assert_type(nft, Nft)
            assert_type(nft.token_id, str)
            assert_type(nft.serial_number, int)
            assert_type(nft.metadata, str | None)
            assert_type(nft.deleted, bool | None)
            assert_type(nft.spender, str | Unset | None)
            assert_type(nft.to_dict(), dict[str, Any])
            if nft.spender is not UNSET and nft.spender:
                assert_type(nft.spender, str)
        for page in listing.pages():
            assert_type(page, Page[Nft])
            assert_type(page.items, list[Nft])
            assert_type(page.cursor, str | None)
            assert_type(page.total, int | None)
        assert_type(listing.all(), list[Nft])
        assert_type(listing.first(), Nft | None)
    Hedera("http://127.0.0.1:8000", http_client=httpx2.Client(), timeout=None, max_pages=5)
    Hedera("http://127.0.0.1:8000", http_client=httpx.Client())


def rows_that_cannot_be_read(account: str) -> None:
    with Hedera(bad_rows="deliver", timeout=5) as client:
        assert_type(client, Hedera[DecodeError])
        for row in client.nfts(account):
            assert_type(row, Nft | DecodeError)
        assert_type(client.nfts(account).all(), list[Nft | DecodeError])
    assert_type(Loopring(api_key="key", bad_rows="deliver").collections(5).first(), CollectionHolding | DecodeError | None)
    assert_type(SwapChat(bad_rows="raise"), SwapChat)
    assert_type(client.with_options(bad_rows="raise"), Hedera[DecodeError])


def many_accounts(names: list[str], mixed: list[str | int]) -> None:
    with Hedera() as client:
        for one in client.nfts_of(names):
            assert_type(one, AccountResult[str, Nft])
            assert_type(one.account, str)
            assert_type(one.items, list[Nft])
            assert_type(one.error, NftHoldingsError | None)
            assert_type(one.cursor, str | None)
        for each in client.nfts_of(mixed):
            assert_type(each.account, str | int)
        for any_of in client.nfts_of(["0.0.5", 7, EntityId(0, 0, 5)]):
            assert_type(any_of.items, list[Nft])
    for balances in Loopring(api_key="key").nft_balances_of([5]):
        assert_type(balances, AccountResult[int, CombinedBalance])


def options() -> None:
    def tell(drift: Drift) -> None:
        assert_type(drift.operation, str)
        assert_type(drift.path, str)
        assert_type(drift.expected, str)
        assert_type(drift.got, str)

    Hedera.testnet(retry=Retry(attempts=3, timeout=60), rate_limit=RateLimit(5, 1.0), on_drift=tell, strict=True)
    Hedera.validation_cloud("key", retry=None, rate_limit=None, max_reply_bytes=10_000)
    Loopring(api_key="key", timeout=5, on_drift=print, bad_rows="raise", allow_plain_http=True)
    Loopring.testnet("key", max_pages=3).with_options(retry=None, strict=False)
    shared: ClientOptions = {"timeout": 5, "http_client": httpx2.Client()}
    assert_type(SwapChat("http://127.0.0.1:8000", token=None, **shared), SwapChat)


def filters() -> None:
    assert_type(token_id == "0.0.5", Filter)
    assert_type(token_id >= 5, Filter)
    assert_type(token_id < EntityId(0, 0, 5), Filter)
    assert_type(token_id >= "0.0.5", Filter)
    assert_type(serial_number > 3, Filter)
    assert_type(serial_number.between(1, 3), Filter)
    assert_type(spender_id.is_in(["0.0.5", 6, EntityId(0, 0, 7)]), Filter)
    assert_type(nft_id > ("0.0.5", 3), Filter)
    assert_type(nft_id.between((1, 2), ("0.0.3", 4)), Filter)
    assert_type((token_id >= 5) & (token_id < 9) & (spender_id == 7), Filter)
    assert_type(token_id.parse("gte:5"), Filter)


def loopring() -> None:
    with Loopring(api_key="key") as client:
        balances = client.nft_balances(account_id=1, nft_datas=["a"], token_ids=range(3), metadata=True)
        assert_type(balances, Listing[CombinedBalance])
        for row in balances:
            assert_type(row.total, str)
            assert_type(row.token_id, int)
            assert_type(row.nft_id, str | Unset)
        for holding in client.collections(1, non_zero=True):
            assert_type(holding, CollectionHolding)
            assert_type(holding.count, int)
            assert_type(holding.collection.name, str | Unset)
        assert_type(client.nft_balances(address="0x").first(), CombinedBalance | None)


def swapchat() -> None:
    with SwapChat("http://127.0.0.1:8000", token="token") as client:
        for asset in client.nfts("user", "wallet", page_size=20, first_page=0):
            assert_type(asset, NftAsset)
            assert_type(asset.quantity, int)
            assert_type(asset.nft, NftInfo)
            assert_type(asset.nft.token_id, str | None)
            assert_type(asset.nft.name, str | Unset | None)
        assert_type(client.nfts("user", "wallet").all(), list[NftAsset])


def errors(listing: Listing[Nft]) -> None:
    try:
        listing.all()
    except IncompleteListing as error:
        assert_type(error.items, list[Any])
        assert_type(error.cursor, str | None)
        assert_type(error.cause, Exception | None)
    except ApiError as error:
        assert_type(error.status, int)
        assert_type(error.code, int | str | None)
        assert_type(error.retry_after, float | None)
    except DecodeError as error:
        assert_type(error.path, str)
        assert_type(error.index, int | None)
        assert_type(error.raw, Any)
    except InvalidArgument as error:
        assert_type(error.rule, str)
        value_error: ValueError = error
        raise value_error from error
    except NftHoldingsError as error:
        assert_type(error.temporary, bool)
